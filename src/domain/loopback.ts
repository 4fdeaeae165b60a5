import { isIPv4 } from 'node:net';

/** Whether only this machine can reach this address or name: `localhost`, 127.0.0.0/8, `::1`. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase();
  return name === 'localhost' || name === '::1' || (isIPv4(name) && name.startsWith('127.'));
}

/**
 * Whether a `Host` header names this machine as itself. A page of another site can have its own name
 * point here (DNS rebinding), and then asks as if it were ours; but it asks by that name.
 */
export function isLoopbackHostHeader(header: string | undefined): boolean {
  const [, bracketed, plain] = /^(?:\[([^\]]+)\]|([^:]+))(?::\d{1,5})?$/.exec(header ?? '') ?? [];
  return isLoopback(bracketed ?? plain ?? '');
}

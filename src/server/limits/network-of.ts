import ipaddr from 'ipaddr.js';

/**
 * What of an address tells clients apart: of IPv6 the network of 64 bits, because whoever has one address of it has
 * them all. Empty when there is none, as of who is gone already.
 */
export function networkOf(address: string | null): string {
  if (address === null || !ipaddr.isValid(address)) return '';
  const parsed = ipaddr.process(address);
  return parsed instanceof ipaddr.IPv6 ? parsed.parts.slice(0, 4).join(':') : parsed.toString();
}

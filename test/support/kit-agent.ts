import { lookup } from 'node:dns/promises';
import type { Agent } from 'undici';
import { type AddressGuardDeps, createAddressGuard } from '../../src/collectors/address-guard.js';
import { createKitAgent } from '../../src/collectors/dragonsync/client.js';
import { createNetworks } from '../../src/domain/networks.js';

export interface KitAgentOptions extends Partial<Omit<AddressGuardDeps, 'networks'>> {
  readonly connectTimeoutMs?: number;
  /** Where kits may be. @default this machine */
  readonly allowed?: readonly string[];
}

/** For kits on this machine, as long as nothing else is said. */
export function openKitAgent({
  connectTimeoutMs = 2_000,
  allowed = ['127.0.0.0/8', '::1/128'],
  ownAddresses = () => new Set(),
  ownPort = () => null,
  databases = [],
  resolve = (host) => lookup(host, { all: true }),
}: KitAgentOptions = {}): Agent {
  const guard = createAddressGuard({
    networks: createNetworks(allowed),
    ownAddresses,
    ownPort,
    databases,
    resolve,
  });
  return createKitAgent({ connectTimeoutMs, guard, resolve });
}

import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { embeddedAddresses, hidesAddress } from './embedded-addresses.js';

export type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Network = readonly [Address, number];

const networksOf = (...texts: string[]): readonly Network[] => texts.map((text) => ipaddr.parseCIDR(text));

/** No kit is there, whatever is allowed. Connecting to "unspecified" ends at this machine. */
const NEVER: readonly (readonly [what: string, networks: readonly Network[]])[] = [
  [
    'metadata of a cloud',
    networksOf(
      '169.254.169.254/32', // AWS, Azure, Google and others
      '169.254.170.0/24', // AWS, credentials of containers
      'fd00:ec2::/32', // AWS
      'fd20:ce::254/128', // Google
      'fd00:42::42/128', // Scaleway
      '100.100.100.200/32', // Alibaba
      '168.63.129.16/32', // Azure
      '192.0.0.192/32', // Oracle
    ),
  ],
  ['link-local', networksOf('169.254.0.0/16', 'fe80::/10')],
  ['multicast', networksOf('224.0.0.0/4', 'ff00::/8')],
  ['broadcast', networksOf('255.255.255.255/32')],
  ['unspecified', networksOf('0.0.0.0/8', '::/128')],
];

const LOOPBACK = networksOf('127.0.0.0/8', '::1/128');

/** Addresses of this machine's interfaces, each as `canonicalAddress` writes it. */
export type OwnAddresses = ReadonlySet<string>;

/** One text for each address, however it was written. @throws {Error} it is not an address */
export function canonicalAddress(text: string): string {
  return canonical(ipaddr.process(text));
}

/** Where the process may connect to when people name an address. */
export interface Networks {
  /**
   * Why nobody may be asked at this address, in words for the log; null: they may.
   *
   * @param address as a resolver gives it, or from a URL
   * @param own of this machine's interfaces
   */
  refusal(address: string, own: OwnAddresses): string | null;
}

/**
 * Only what is in one of the networks. This machine's own addresses need more than that: one of the networks
 * has to be a loopback network, too. Link-local, metadata, multicast, broadcast and unspecified addresses never are
 * allowed, nor what leads to them, or to this machine, by a translator or tunnel.
 *
 * @param allowed in CIDR notation
 * @throws {Error} one is not
 */
export function createNetworks(allowed: readonly string[]): Networks {
  const networks = networksOf(...allowed);
  const loopback = networks.filter((network) => isWithin(network[0], LOOPBACK));

  return {
    refusal(text, own) {
      if (isIP(text) === 0) return 'is not an address';
      const address = ipaddr.process(text);
      const inside = embeddedAddresses(address);
      for (const each of [address, ...inside]) {
        const never = NEVER.find(([, networksOfKind]) => isWithin(each, networksOfKind));
        if (never !== undefined) return `is ${never[0]}`;
      }
      if (hidesAddress(address)) return 'leads through a translator to who knows where';
      if (inside.some((each) => isLocal(each, own))) return 'leads back to this machine';
      if (isWithin(address, LOOPBACK))
        return isWithin(address, loopback)
          ? null
          : 'is this machine, and KIT_ALLOWED_NETWORKS has no such loopback network';
      if (!isWithin(address, networks)) return 'is in no network of KIT_ALLOWED_NETWORKS';
      return isLocal(address, own) && loopback.length === 0
        ? 'is this machine, and KIT_ALLOWED_NETWORKS has no loopback network'
        : null;
    },
  };
}

/** Whether two texts are one address, or both are this machine. */
export function isSamePlace(a: string, b: string, own: OwnAddresses): boolean {
  if (isIP(a) === 0 || isIP(b) === 0) return false;
  const [one, other] = [ipaddr.process(a), ipaddr.process(b)];
  return canonical(one) === canonical(other) || (isLocal(one, own) && isLocal(other, own));
}

/** Whether an address is this machine: loopback, or of one of its interfaces. */
export function isThisMachine(address: string, own: OwnAddresses): boolean {
  return isIP(address) !== 0 && isLocal(ipaddr.process(address), own);
}

function isLocal(address: Address, own: OwnAddresses): boolean {
  return isWithin(address, LOOPBACK) || own.has(canonical(address));
}

function canonical(address: Address): string {
  // A zone says by which interface, not where to.
  const parts =
    address instanceof ipaddr.IPv6 ? address.parts.map((part) => part.toString(16)) : address.octets;
  return parts.join(address.kind() === 'ipv6' ? ':' : '.');
}

function isWithin(address: Address, networks: readonly Network[]): boolean {
  return networks.some(([base, bits]) => address.kind() === base.kind() && address.match(base, bits));
}

import ipaddr from 'ipaddr.js';
import type { Address } from './networks.js';

const prefixOf = (text: string) => ipaddr.IPv6.parseCIDR(text);

/** Forms of IPv6 addresses that lead to IPv4 addresses, and which of their eight 16-bit parts hold these. */
const FORMS: readonly (readonly [
  prefix: readonly [ipaddr.IPv6, number],
  read: (parts: readonly number[]) => readonly (readonly [high: number, low: number])[],
])[] = [
  // RFC 4291, IPv4-compatible; `::` and `::1` come out as 0.0.0.0 and 0.0.0.1 and are left to their own rules.
  [prefixOf('::/96'), (parts) => (parts[6] === 0 ? [] : [pair(parts, 6)])],
  // RFC 2765, translated.
  [prefixOf('::ffff:0:0:0/96'), (parts) => [pair(parts, 6)]],
  // RFC 6052, NAT64.
  [prefixOf('64:ff9b::/96'), (parts) => [pair(parts, 6)]],
  // RFC 3056, 6to4.
  [prefixOf('2002::/16'), (parts) => [pair(parts, 1)]],
  // RFC 4380, Teredo: the server, and the client with all bits turned round.
  [prefixOf('2001::/32'), (parts) => [pair(parts, 2), inverted(pair(parts, 6))]],
  // RFC 5214, ISATAP: by the interface id, in any prefix.
  [
    prefixOf('::/0'),
    (parts) => (((parts[4] ?? 0) & 0xfdff) === 0 && parts[5] === 0x5efe ? [pair(parts, 6)] : []),
  ],
];

/** RFC 8215: each network divides it as it likes. */
const LOCAL_TRANSLATION = prefixOf('64:ff9b:1::/48');

/** The IPv4 addresses that packets to an IPv6 address can end at; none for most. */
export function embeddedAddresses(address: Address): readonly ipaddr.IPv4[] {
  if (!(address instanceof ipaddr.IPv6)) return [];
  return FORMS.filter(([[base, bits]]) => address.match(base, bits))
    .flatMap(([, read]) => read(address.parts))
    .map(([high, low]) => new ipaddr.IPv4([high >> 8, high & 0xff, low >> 8, low & 0xff]));
}

/** Whether it leads to an IPv4 address that cannot be told from it. */
export function hidesAddress(address: Address): boolean {
  return address instanceof ipaddr.IPv6 && address.match(...LOCAL_TRANSLATION);
}

function pair(parts: readonly number[], at: number): readonly [number, number] {
  return [parts[at] ?? 0, parts[at + 1] ?? 0];
}

function inverted([high, low]: readonly [number, number]): readonly [number, number] {
  return [high ^ 0xffff, low ^ 0xffff];
}

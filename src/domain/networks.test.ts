import { describe, expect, test } from 'vitest';
import { canonicalAddress, createNetworks, isSamePlace, isThisMachine } from './networks.js';

const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'];
const EVERYTHING = ['0.0.0.0/0', '::/0'];
const OWN_TEXTS = ['192.168.1.5', 'fd12::5'];
const OWN = new Set(OWN_TEXTS.map(canonicalAddress));

const refusal = (address: string, allowed: readonly string[]) =>
  createNetworks(allowed).refusal(address, OWN);

describe('an address', () => {
  test.each(['10.0.0.1', '172.31.255.255', '192.168.1.4', 'fd12::4', '::ffff:10.0.0.1', '::ffff:a00:1'])(
    '%s is in a private network',
    (address) => expect(refusal(address, PRIVATE)).toBeNull(),
  );

  test.each([
    '8.8.8.8',
    '172.32.0.1',
    '100.64.0.1',
    '192.0.2.1',
    '2001:db8::1',
    '64:ff9b::808:808',
    '240.0.0.1',
  ])('%s is in none of the allowed networks', (address) => {
    expect(refusal(address, PRIVATE)).toBe('is in no network of KIT_ALLOWED_NETWORKS');
    expect(refusal(address, EVERYTHING)).toBeNull();
  });

  test.each([
    ['169.254.169.254', 'metadata'],
    ['169.254.170.2', 'metadata'],
    ['fd00:ec2::254', 'metadata'],
    ['fd20:ce::254', 'metadata'],
    ['100.100.100.200', 'metadata'],
    ['168.63.129.16', 'metadata'],
    ['192.0.0.192', 'metadata'],
    ['169.254.1.1', 'link-local'],
    ['fe80::1', 'link-local'],
    ['fe80::1%eth0', 'link-local'],
    ['224.0.0.251', 'multicast'],
    ['239.255.255.250', 'multicast'],
    ['ff02::1', 'multicast'],
    ['255.255.255.255', 'broadcast'],
    ['0.0.0.0', 'unspecified'],
    ['0.1.2.3', 'unspecified'],
    ['::', 'unspecified'],
    ['::ffff:169.254.169.254', 'metadata'],
    ['::ffff:0.0.0.0', 'unspecified'],
    ['::a9fe:a9fe', 'metadata'],
    ['::ffff:0:a9fe:a9fe', 'metadata'],
    ['64:ff9b::a9fe:a9fe', 'metadata'],
    ['64:ff9b::e000:1', 'multicast'],
    ['64:ff9b:1:a9fe:a9:fe00::', 'translator'],
    ['2002:a9fe:a9fe::1', 'metadata'],
    ['2001:0:a9fe:a9fe::1', 'metadata'],
    ['2001:0:808:808:0:0:5601:5601', 'metadata'],
    ['fd12::5efe:a9fe:a9fe', 'metadata'],
    ['2001:db8::200:5efe:a9fe:a9fe', 'metadata'],
    ['64:ff9b::7f00:1', 'back to this machine'],
    ['64:ff9b::c0a8:105', 'back to this machine'],
    ['2002:7f00:1::', 'back to this machine'],
    ['2001:0:808:808:0:0:80ff:fffe', 'back to this machine'],
    ['', 'not an address'],
    ['127.1', 'not an address'],
    ['0x7f000001', 'not an address'],
    ['localhost', 'not an address'],
  ])('%j is refused, whatever is allowed: %s', (address, reason) => {
    expect(refusal(address, PRIVATE)).toContain(reason);
    expect(refusal(address, [...EVERYTHING, '127.0.0.0/8', '::1/128'])).toContain(reason);
  });
});

describe('this machine', () => {
  test.each(['127.0.0.1', '127.255.255.254', '::1', '::ffff:127.0.0.1'])(
    '%s takes a loopback network that it is in',
    (address) => {
      expect(refusal(address, EVERYTHING)).toContain('is this machine');
      expect(refusal(address, ['127.0.0.0/8', '::1/128'])).toBeNull();
    },
  );

  test('is not all of it when only a part is allowed', () => {
    expect(refusal('127.0.0.1', ['127.0.0.1/32'])).toBeNull();
    expect(refusal('127.0.0.2', ['127.0.0.1/32'])).toContain('is this machine');
    expect(refusal('::1', ['127.0.0.0/8'])).toContain('is this machine');
  });

  test.each(OWN_TEXTS)('%s, of an interface, takes a loopback network besides its own', (address) => {
    expect(refusal(address, PRIVATE)).toContain('is this machine');
    expect(refusal(address, EVERYTHING)).toContain('is this machine');
    expect(refusal(address, ['127.0.0.0/8'])).toContain('is in no network');
    expect(refusal(address, [...PRIVATE, '127.0.0.0/8'])).toBeNull();
  });

  test('is loopback and what its interfaces have', () => {
    for (const address of ['127.0.0.9', '::1', '::ffff:192.168.1.5', 'fd12:0::5'])
      expect(isThisMachine(address, OWN)).toBe(true);
    for (const address of ['192.168.1.6', 'fd12::6', 'localhost'])
      expect(isThisMachine(address, OWN)).toBe(false);
  });
});

test('two texts are one place when they are one address, or both this machine', () => {
  expect(isSamePlace('10.0.0.1', '::ffff:a00:1', OWN)).toBe(true);
  expect(isSamePlace('192.168.1.5', '127.0.0.1', OWN)).toBe(true);
  expect(isSamePlace('10.0.0.1', '10.0.0.2', OWN)).toBe(false);
  expect(isSamePlace('10.0.0.1', 'nonsense', OWN)).toBe(false);
});

test('what is not a network is refused', () => {
  expect(() => createNetworks(['10.0.0.0'])).toThrow('CIDR');
});

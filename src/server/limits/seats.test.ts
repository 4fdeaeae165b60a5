import type { GraphQLError } from 'graphql';
import { expect, test } from 'vitest';
import { anonymousViewer } from '../../domain/viewer.js';
import { createSeats } from './seats.js';

const limits = { maxSockets: 4, maxSocketsPerAddress: 2, maxSocketsPerUser: 1 };
const viewer = (userId: string | null) => ({ ...anonymousViewer, userId });
const codeOf = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    return (error as GraphQLError).extensions['code'];
  }
  return null;
};

test('an address has so many seats, and one that is left is free again, once', () => {
  const seats = createSeats(limits);
  const first = seats.take('192.0.2.1');
  seats.take('192.0.2.1');
  expect(codeOf(() => seats.take('192.0.2.1'))).toBe('RATE_LIMITED');
  expect(codeOf(() => seats.take('192.0.2.2'))).toBeNull();
  first.leave();
  first.leave();
  expect(codeOf(() => seats.take('192.0.2.1'))).toBeNull();
  expect(codeOf(() => seats.take('192.0.2.1'))).toBe('RATE_LIMITED');
});

test('all together have so many', () => {
  const seats = createSeats(limits);
  const taken = [1, 2, 3, 4].map((n) => seats.take(`192.0.2.${n}`));
  expect(codeOf(() => seats.take('192.0.2.5'))).toBe('UNAVAILABLE');
  taken[0]!.leave();
  expect(codeOf(() => seats.take('192.0.2.5'))).toBeNull();
});

test('a user has so many, wherever they come from, and who is nobody in particular any', () => {
  const seats = createSeats(limits);
  const first = seats.take('192.0.2.1');
  first.assign(viewer('a'));
  const second = seats.take('192.0.2.2');
  expect(codeOf(() => second.assign(viewer('a')))).toBe('RATE_LIMITED');
  second.assign(viewer('b'));
  first.leave();
  expect(codeOf(() => seats.take('192.0.2.3').assign(viewer('a')))).toBeNull();
  for (const address of ['192.0.2.4', '192.0.2.5'])
    expect(codeOf(() => seats.take(address).assign(viewer(null)))).toBeNull();
});

test('addresses of one IPv6 network are one, and IPv4 is the same in either form', () => {
  const seats = createSeats({ ...limits, maxSockets: 100 });
  seats.take('2001:db8:0:1::1');
  seats.take('2001:db8:0:1:ffff::2');
  expect(codeOf(() => seats.take('2001:db8:0:1::3'))).toBe('RATE_LIMITED');
  expect(codeOf(() => seats.take('2001:db8:0:2::3'))).toBeNull();
  seats.take('192.0.2.1');
  seats.take('::ffff:192.0.2.1');
  expect(codeOf(() => seats.take('192.0.2.1'))).toBe('RATE_LIMITED');
});

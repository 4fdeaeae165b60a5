import { describe, expect, test } from 'vitest';
import { chainHash, faultOf, type ChainLink } from './audit-chain.js';

function aLink(number: number, previousHash: string | null, text = 'updateKit'): ChainLink {
  const parts = [previousHash, String(number), text, null];
  return { number, previousHash, parts, hash: chainHash(parts) };
}

describe('two rows never give the same text to hash', () => {
  test.each([
    [
      ['ab', 'c'],
      ['a', 'bc'],
    ],
    [[null], ['']],
    [
      [null, 'a'],
      ['a', null],
    ],
    [['-,'], [null]],
    [['1:a,1:b'], ['a', 'b']],
  ])('%j and %j', (one, other) => {
    expect(chainHash(one)).not.toBe(chainHash(other));
  });
});

test('lengths are of UTF-8', () => {
  // printf '2:ä,' | sha256sum
  expect(chainHash(['ä'])).toBe('2afe4e359badb00861f26e22750aa352a775cbbb4389cd3cd9396846dccddf35');
});

test('a link that follows has no fault', () => {
  const first = aLink(1, null);
  expect([faultOf(first, null), faultOf(aLink(2, first.hash), first)]).toEqual([null, null]);
});

test('a link is faulty when one before it is missing, it was changed, or the one before it was', () => {
  const first = aLink(1, null);
  const second = aLink(2, first.hash);
  expect(faultOf(second, null)).toBe('entry 1 is missing');
  expect(faultOf({ ...second, parts: [...second.parts, 'more'] }, first)).toMatch(/^it was changed/);
  expect(faultOf(second, aLink(1, null, 'removeKit'))).toBe('it does not follow entry 1 as that is now');
});

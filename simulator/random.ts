/** Random numbers that are a function of their keys, so that a seeded run repeats exactly. */
export interface Random {
  /** 0 <= x < 1 */
  next(): number;
  between(low: number, high: number): number;
  /** low <= n <= high, whole */
  integer(low: number, high: number): number;
  pick<T>(choices: readonly [T, ...T[]]): T;
  text(length: number, alphabet: string): string;
}

/** 32 bits that depend on every key: MurmurHash3 over the keys' text and numbers. */
function hash(...keys: readonly (string | number)[]): number {
  let state = 0x9747b28c;
  for (const key of keys) {
    if (typeof key === 'number') {
      state = mix(state, Math.floor(key));
    } else {
      for (let i = 0; i < key.length; i++) state = mix(state, key.charCodeAt(i));
    }
  }
  state ^= state >>> 16;
  state = Math.imul(state, 0x85ebca6b);
  state ^= state >>> 13;
  state = Math.imul(state, 0xc2b2ae35);
  return (state ^ (state >>> 16)) >>> 0;
}

function mix(state: number, word: number): number {
  let k = Math.imul(word, 0xcc9e2d51);
  k = Math.imul((k << 15) | (k >>> 17), 0x1b873593);
  const h = state ^ k;
  return (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
}

/** One number for these keys: 0 <= x < 1. */
export function chance(...keys: readonly (string | number)[]): number {
  return hash(...keys) / 2 ** 32;
}

/** A stream of numbers for these keys (mulberry32). */
export function createRandom(...keys: readonly (string | number)[]): Random {
  let state = hash(...keys);
  function next(): number {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }
  const integer = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  return {
    next,
    between: (low, high) => low + next() * (high - low),
    integer,
    pick: (choices) => choices[integer(0, choices.length - 1)] ?? choices[0],
    text: (length, alphabet) =>
      Array.from({ length }, () => alphabet.charAt(integer(0, alphabet.length - 1))).join(''),
  };
}

import { expect, test } from 'vitest';
import { createFrameReader } from '../../bench/frame-reader.js';
import { createDepartures, type Connection } from './departures.js';
import { createTextResult } from './frames/shared-result.js';
import type { TextMessage } from './text-frame.js';

/** Keeps what it is given without a copy, as a socket does with what the operating system did not take. */
function createConnection({ isSlow = false } = {}) {
  const given: Buffer[] = [];
  const taken: Buffer[] = [];
  let corked = 0;
  let writes = 0;
  const connection: Connection = {
    cork: () => void (corked += 1),
    uncork: () => void ((corked -= 1), (writes += 1)),
    write(bytes: Uint8Array | string) {
      if (corked === 0) writes += 1;
      (isSlow ? given : taken).push(isSlow ? (bytes as Buffer) : Buffer.from(bytes as Buffer));
      return true;
    },
    get writableLength() {
      return given.reduce((sum, { length }) => sum + length, 0);
    },
  };
  return { connection, writes: () => writes, bytes: () => Buffer.concat([...taken, ...given]) };
}

const message = (text: string): TextMessage => ({
  result: createTextResult(text),
  before: Buffer.from('<'),
  after: Buffer.from('>'),
});

function textsIn(bytes: Buffer): string[] {
  const texts: string[] = [];
  const reader = createFrameReader((frame) => texts.push(frame.bytes.toString('utf8', frame.from, frame.to)));
  reader.read(bytes);
  return texts;
}

const texts = [1, 123, 124, 125, 16_000, 16_382, 16_383, 65_533, 65_534, 200_000].map((length) =>
  'é'.repeat(length / 2).padEnd(length / 2, 'x'),
);

test.each([false, true])(
  'every message is one whole frame in one write (a slow connection: %j)',
  (isSlow) => {
    const departures = createDepartures();
    const { connection, writes, bytes } = createConnection({ isSlow });
    for (const text of texts) departures.add(connection, message(text));
    expect(writes()).toBe(0);
    departures.flush();
    expect(writes()).toBe(texts.length);
    expect(textsIn(bytes())).toEqual(texts.map((text) => `<${text}>`));
  },
);

test('what a slow connection still holds is not written over by what others are sent', () => {
  const departures = createDepartures();
  const slow = createConnection({ isSlow: true });
  const fast = createConnection();
  for (const text of ['one', 'two', 'three']) {
    departures.add(slow.connection, message(text));
    departures.add(fast.connection, message(text.toUpperCase()));
  }
  departures.flush();
  expect(textsIn(slow.bytes())).toEqual(['<one>', '<two>', '<three>']);
  expect(textsIn(fast.bytes())).toEqual(['<ONE>', '<TWO>', '<THREE>']);
});

test('what was made leaves before there is more than a processor keeps at hand', () => {
  const departures = createDepartures();
  const { connection, writes, bytes } = createConnection();
  const many = Array.from({ length: 100 }, (_, index) => `${index} `.padEnd(5_000));
  for (const text of many) departures.add(connection, message(text));
  expect(writes()).toBeGreaterThan(50);
  departures.flush();
  expect(textsIn(bytes())).toEqual(many.map((text) => `<${text}>`));
});

test('they leave by themselves at the end of the turn', async () => {
  const departures = createDepartures();
  const { connection, bytes } = createConnection();
  departures.add(connection, message('one'));
  await Promise.resolve();
  await new Promise((resolve) => setImmediate(resolve));
  expect(textsIn(bytes())).toEqual(['<one>']);
});

import { expect, test } from 'vitest';
import { clientFrame, createFrameReader } from './frame-reader.js';

const short = ['', 'short', 'x'.repeat(125), 'y'.repeat(126), 'z'.repeat(3000)];
const all = [...short, 'ä'.repeat(40_000), 'after the long one'];

test.each([
  [1, short],
  [13, all],
  [1000, all],
  [1_000_000, all],
])('reads frames of every length from chunks of %i bytes', (size, messages) => {
  const stream = Buffer.concat(messages.map((text) => frame(text, { opcode: 1, fin: true })));
  const seen: string[] = [];
  const reader = createFrameReader(({ bytes, from, to }) => seen.push(bytes.toString('utf8', from, to)));
  const chunk = Buffer.alloc(size);
  for (let at = 0; at < stream.length; at += size) {
    const length = stream.copy(chunk, 0, at, Math.min(stream.length, at + size));
    reader.read(chunk.subarray(0, length));
    chunk.fill(0);
  }
  expect(seen).toEqual(messages);
});

test('tells where a message in parts ends', () => {
  const seen: (readonly [number, boolean])[] = [];
  const reader = createFrameReader(({ opcode, isLast }) => seen.push([opcode, isLast]));
  reader.read(frame('a', { opcode: 1, fin: false }));
  reader.read(frame('b', { opcode: 0, fin: true }));
  expect(seen).toEqual([
    [1, false],
    [0, true],
  ]);
});

test.each([0, 125, 126, 60_000])('a client frame of %i bytes says what it holds', (length) => {
  const payload = Buffer.alloc(length, 'q');
  const bytes = clientFrame(1, payload);
  const long = length >= 126;
  expect([bytes[0], bytes[1]]).toEqual([0x81, 0x80 | (long ? 126 : length)]);
  if (long) expect(bytes.readUInt16BE(2)).toBe(length);
  expect(bytes.subarray(long ? 8 : 6)).toEqual(payload);
});

function frame(text: string, { opcode, fin }: { opcode: number; fin: boolean }): Buffer {
  const payload = Buffer.from(text);
  const header = Buffer.alloc(payload.length < 126 ? 2 : payload.length < 65_536 ? 4 : 10);
  header[0] = (fin ? 0x80 : 0) | opcode;
  header[1] = header.length === 2 ? payload.length : header.length === 4 ? 126 : 127;
  if (header.length === 4) header.writeUInt16BE(payload.length, 2);
  if (header.length === 10) header.writeBigUInt64BE(BigInt(payload.length), 2);
  return Buffer.concat([header, payload]);
}

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitLines, type Line } from './text-file.js';

async function split(...chunks: readonly Buffer[]): Promise<Line[]> {
  const lines: Line[] = [];
  for await (const batch of splitLines(chunks)) lines.push(...batch);
  return lines;
}

test('lines are the same wherever the file is cut into chunks', async () => {
  const file = Buffer.from('\uFEFFa,b\r\n\r\nÜ,"x\n😀"\nlast');
  const whole = ['a,b', '', 'Ü,"x', '😀"', 'last'].map((text, index) => ({ number: index + 1, text }));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(file.length)), async (cuts) => {
      const places = [0, ...cuts.sort((a, b) => a - b), file.length];
      const chunks = places.slice(1).map((end, index) => file.subarray(places[index], end));
      expect(await split(...chunks)).toEqual(whole);
    }),
  );
});

test('a line that is not UTF-8 is latin1, and its neighbours are not', async () => {
  const lines = await split(Buffer.from('Übung\n'), Buffer.from('Übung\n', 'latin1'));
  expect(lines.map(({ text }) => text)).toEqual(['Übung', 'Übung']);
});

test('a line that is too long costs only itself, however it comes', async () => {
  const long = Buffer.alloc(700_000, 'x');
  const lines = await split(Buffer.from('a\n'), long, long, Buffer.from('\nb\n'));
  expect(lines).toEqual([
    { number: 1, text: 'a' },
    { number: 2, text: null },
    { number: 3, text: 'b' },
  ]);
});

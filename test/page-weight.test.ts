import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../dist/web', import.meta.url));
const MOST_BYTES = 600_000;
/** Two thirds of a second on a link of 1 Mbit/s. */
const MOST_FOR_PICTURE_BYTES = 80_000;

/** Loaded when somebody looks closer, or has an archive. */
const LATER = /^assets\/(countries-50m|archive-basemap)-/;

const gzipped = (names: readonly string[]) =>
  names.reduce((sum, name) => sum + gzipSync(readFileSync(`${root}/${name}`), { level: 9 }).length, 0);

test('the page with its map is less than 600 kB with gzip', () => {
  const files = ['index.html', ...readdirSync(`${root}/assets`).map((name) => `assets/${name}`)];
  const needed = files.filter((name) => !/\.(br|gz)$/.test(name) && !LATER.test(name));
  expect(needed.filter((name) => /\.(js|css|json)$/.test(name)).length).toBeGreaterThanOrEqual(4);
  expect(gzipped(needed)).toBeLessThan(MOST_BYTES);
});

test('the first picture does not wait for the map below it', () => {
  const html = readFileSync(`${root}/index.html`, 'utf8');
  const named = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map(([, path]) => path!);
  expect(named.filter((name) => /\.(js|css)$/.test(name))).toHaveLength(2);
  expect(gzipped(['index.html', ...named])).toBeLessThan(MOST_FOR_PICTURE_BYTES);
});

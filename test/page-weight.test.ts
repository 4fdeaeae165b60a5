import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../dist/web', import.meta.url));
const MOST_BYTES = 600_000;

/** Loaded when somebody looks closer, or has an archive. */
const LATER = /^assets\/(countries-50m|archive-basemap)-/;

test('all that the first picture needs is less than 600 kB with gzip', () => {
  const files = ['index.html', ...readdirSync(`${root}/assets`).map((name) => `assets/${name}`)];
  const needed = files.filter((name) => !/\.(br|gz)$/.test(name) && !LATER.test(name));
  expect(needed.filter((name) => /\.(js|css|json)$/.test(name)).length).toBeGreaterThanOrEqual(4);
  const bytes = needed.map((name) => gzipSync(readFileSync(`${root}/${name}`), { level: 9 }).length);
  expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThan(MOST_BYTES);
});

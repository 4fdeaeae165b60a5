import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { NODE_FLAGS } from '../simulator/server-process.js';

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

test('however the server is started, Node gets the same flags', () => {
  const flags = NODE_FLAGS.join(' ');
  expect(read('src/main.ts')).toMatch(new RegExp(`^#!/usr/bin/env -S node ${flags}\\n`));
  expect(read('package.json')).toContain(`"start": "node ${flags} dist/main.js"`);
  expect(read('Dockerfile')).toContain(
    JSON.stringify(['node', ...NODE_FLAGS, 'dist/main.js']).replaceAll(',', ', '),
  );
});

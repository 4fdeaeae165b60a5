import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { generatedFiles } from '../../codegen.js';

test('schema.graphql and the typed documents are as the code and operations/*.graphql say', async () => {
  const files = await generatedFiles();
  expect(files.map(({ path }) => path)).toContain('schema.graphql');
  expect(files.map(({ path }) => path)).toContain('operations/generated/graphql.ts');
  const stale: string[] = [];
  for (const { path, content } of files) {
    const committed = await readFile(new URL(`../../${path}`, import.meta.url), 'utf8').catch(() => null);
    if (committed !== content) stale.push(path);
  }
  expect(stale, 'run npm run codegen').toEqual([]);
});

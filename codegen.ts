import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import { generate, type CodegenConfig } from '@graphql-codegen/cli';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { schema } from './src/schema/index.js';

/** A file that is made from the code, by its path in the project. */
interface GeneratedFile {
  readonly path: string;
  readonly content: string;
}

const root = import.meta.dirname;
const sdl = `${printSchema(lexicographicSortSchema(schema))}\n`;

/** Typed documents of operations/*.graphql, and the same by their hash for servers that know them beforehand. */
export const config: CodegenConfig & { cwd: string } = {
  cwd: root,
  schema: sdl,
  documents: resolve(root, 'operations/*.graphql'),
  silent: true,
  generates: {
    'operations/generated/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false, persistedDocuments: true },
      config: {
        enumsAsTypes: true,
        importExtension: '.js',
        scalars: {
          DateTime: 'string',
          Duration: 'string',
          JSON: 'unknown',
          Latitude: 'number',
          Longitude: 'number',
        },
        strictScalars: true,
        useTypeImports: true,
      },
    },
  },
};

/** Everything that is generated, as it should be. */
export async function generatedFiles(): Promise<GeneratedFile[]> {
  const documents = (await generate(config, false)) as {
    readonly filename: string;
    readonly content: string;
  }[];
  return [
    { path: 'schema.graphql', content: sdl },
    ...documents.map(({ filename, content }) => ({ path: relative(root, resolve(root, filename)), content })),
  ];
}

async function write(files: readonly GeneratedFile[]): Promise<void> {
  for (const { path, content } of files) {
    await mkdir(dirname(resolve(root, path)), { recursive: true });
    await writeFile(resolve(root, path), content);
  }
}

/** A line for each file that is not as it should be. */
async function differences(files: readonly GeneratedFile[]): Promise<string[]> {
  const lines = await Promise.all(
    files.map(async ({ path, content }) => {
      const current = await readFile(resolve(root, path), 'utf8').catch(() => null);
      if (current === content) return null;
      if (current === null) return `${path} is missing`;
      const [is, should] = [current.split('\n'), content.split('\n')];
      const line = should.findIndex((text, i) => text !== is[i]);
      const at = line === -1 ? should.length : line;
      return `${path} differs from line ${at + 1} on:\n  - ${is[at] ?? '(end of file)'}\n  + ${should[at] ?? '(end of file)'}`;
    }),
  );
  return lines.filter((line) => line !== null);
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === import.meta.filename) {
  const files = await generatedFiles();
  if (process.argv.includes('--check')) {
    const lines = await differences(files);
    if (lines.length > 0)
      console.error(`${lines.join('\n')}\nRun npm run codegen and commit what it writes.`);
    process.exitCode = lines.length > 0 ? 1 : 0;
  } else {
    await write(files);
  }
}

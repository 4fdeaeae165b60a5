import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/**
 * What others use, to be measured beside us. It is no dependency of ours: each set is installed when a bench first
 * asks for it, into a folder that git ignores.
 */
const SETS = {
  // mercurius brings graphql-jit, and wants the GraphQL.js that we use.
  mercurius: { mercurius: '16.10.1', fastify: '5.12.8', graphql: '16.15.0' },
  postgraphile: { postgraphile: '5.1.5', node: '24.9.0' },
} as const satisfies Record<string, Readonly<Record<string, string>>>;

export type PeerSet = keyof typeof SETS;

/**
 * Installs a set unless it is there. Returns its folder with a slash at the end: `createRequire(folder)` finds its
 * packages, and its commands are in node_modules/.bin there.
 *
 * @throws {Error} npm could not install it
 */
export async function peer(name: PeerSet): Promise<string> {
  const dependencies: Readonly<Record<string, string>> = SETS[name];
  // A set with other versions is another folder, so that one that is there is the one that is wanted.
  const versions = Object.entries(dependencies).map((entry) => entry.join('@'));
  const folder = fileURLToPath(new URL(`.peers/${versions.join('+')}/`, import.meta.url));
  const installed = `${folder}installed`;
  if (existsSync(installed)) return folder;
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}package.json`, JSON.stringify({ private: true, dependencies }));
  console.error(`Installing ${versions.join(', ')} to measure beside it.`);
  try {
    await promisify(execFile)('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock'], {
      cwd: folder,
    });
  } catch (error) {
    const { stderr = '' } = error as { stderr?: string };
    throw new Error(
      `${versions.join(', ')} could not be installed; it comes from the npm registry when a bench first needs it.\n${stderr}`,
      { cause: error },
    );
  }
  await writeFile(installed, '');
  return folder;
}

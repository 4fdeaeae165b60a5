import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Identity } from './identity.js';

const run = promisify(execFile);

/** The superuser of the cluster, and the name of our database in it. */
export const OWNER = 'airpicture';

/** The files in the data directory come from a PostgreSQL that this Airpicture does not have. */
export class DataDirVersionError extends Error {
  override readonly name = 'DataDirVersionError';
  readonly code = 'DATA_DIR_VERSION';

  constructor(directory: string, found: string, expected: string) {
    super(
      `${directory} was made by PostgreSQL ${found}, and this Airpicture brings PostgreSQL ${expected}, which cannot ` +
        `read it. Serve it with PostgreSQL ${found} and set DATABASE_URL, or dump it there and restore it here, or ` +
        'set another DATA_DIR to begin anew.',
    );
  }
}

interface ClusterOptions {
  readonly directory: string;
  readonly identity: Identity;
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Makes the data directory unless there is one.
 *
 * @throws {DataDirVersionError} there is one of another PostgreSQL major
 */
export async function ensureCluster({
  directory,
  identity,
  environment,
  initdb,
  major,
}: ClusterOptions & { initdb: string; major: string }): Promise<void> {
  const found = await readIfThere(join(directory, 'PG_VERSION'));
  if (found !== null) {
    if (found.trim() !== major) throw new DataDirVersionError(directory, found.trim(), major);
    return;
  }
  // Made beside its place and then moved there, so that a crash leaves no half-made one.
  const draft = `${directory}.new`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { mode: 0o700 });
  if (identity.owner !== null) await chown(draft, identity.owner.uid, identity.owner.gid);
  const { file, args, ...owner } = identity.command(initdb, [
    `--pgdata=${draft}`,
    `--username=${OWNER}`,
    '--auth-local=reject',
    '--auth-host=scram-sha-256',
    '--encoding=UTF8',
    // The same order of text on every machine, whatever its locales are.
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
  ]);
  const env = { LC_ALL: 'C', TZ: 'UTC', ...environment };
  await run(file, args, { ...owner, cwd: '/', env }).catch((cause: unknown) => {
    const reason = (cause as { stderr?: string }).stderr?.trim() ?? String(cause);
    throw new Error(`The embedded PostgreSQL could not make its data directory: ${reason}`, { cause });
  });
  await rename(draft, directory);
}

/**
 * The owner's password from `file`. When the file is not there (the first start, or somebody
 * deleted it) there will be a new one, set while no server runs.
 */
export async function ensurePassword(
  file: string,
  { directory, identity, environment, postgres }: ClusterOptions & { postgres: string },
): Promise<string> {
  const known = (await readIfThere(file))?.trim() ?? '';
  if (known !== '') {
    await chmod(file, 0o600);
    return known;
  }
  const password = randomBytes(24).toString('hex');
  const command = identity.command(postgres, ['--single', '-j', '-D', directory, 'postgres']);
  const { file: program, args, ...owner } = command;
  const child = spawn(program, args, {
    ...owner,
    cwd: '/',
    env: { LC_ALL: 'C', TZ: 'UTC', ...environment },
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  child.stdin.end(`ALTER ROLE ${OWNER} PASSWORD '${password}';\n`);
  const [code] = (await once(child, 'close')) as [number | null];
  // In single-user mode a statement that fails does not end it with an error.
  if (code !== 0 || /^(ERROR|FATAL|PANIC):/m.test(errors)) {
    throw new Error(`The embedded PostgreSQL could not be given a password:\n${errors}`);
  }
  await writeFile(file, `${password}\n`, { mode: 0o600 });
  return password;
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

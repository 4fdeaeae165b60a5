import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OWNER } from './cluster.js';

/** Line of `postmaster.pid`, from 0, that holds the port. */
const PORT_LINE = 3;

/**
 * How to connect to the embedded PostgreSQL that another process runs in the data directory.
 *
 * @throws {Error} the files that say so are not there: it is just starting, or stopping
 */
export async function connectionStringOfRunning(dataDir: string): Promise<string> {
  const pidFile = await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8');
  const password = (await readFile(join(dataDir, 'postgres-password'), 'utf8')).trim();
  const port = Number(pidFile.split('\n')[PORT_LINE]);
  return `postgresql://${OWNER}:${password}@127.0.0.1:${port}/${OWNER}`;
}

import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { buildServer } from '../../simulator/server-process.js';
import { createEmbeddedPostgres } from '../../src/db/embedded.js';
import { startChild, type Child } from '../child.js';
import { embeddedDatabase } from '../embedded-database.js';
import type { Contender, Running } from './contenders.js';
import { ensureHistory } from './history.js';
import type { Entrant } from './measure.js';

/** One PostgreSQL with a database for each size, who asks, and contenders that answer from each database. */
export interface Arena {
  readonly postmasterPid: number;
  readonly loader: Child;
  /** For each size, in the order of the contenders. */
  readonly entrants: readonly (readonly Entrant[])[];
}

export interface ArenaOptions {
  /** Keeps the databases for the next time. Null: a directory that is removed afterwards. */
  readonly dataDir: string | null;
  readonly sizes: readonly number[];
  readonly contenders: readonly Contender[];
}

/** Everything is stopped afterwards, whatever happens. */
export async function inArena<T>(
  { dataDir, sizes, contenders }: ArenaOptions,
  work: (arena: Arena) => Promise<T>,
): Promise<T> {
  await buildServer();
  const home = dataDir ?? (await mkdtemp(join(tmpdir(), 'airpicture-bench-')));
  await mkdir(home, { recursive: true });
  const databaseDir = join(home, 'database');
  const postgres = createEmbeddedPostgres({
    dataDir: databaseDir,
    logger: pino({ level: 'silent' }),
    // Every contender has a pool for each size.
    settings: { max_connections: '200' },
  });
  const loader = startChild('query/load.ts');
  const started: Running[] = [];
  try {
    const connectionString = await postgres.start();
    const entrants: Entrant[][] = [];
    for (const rows of sizes) {
      const history = await ensureHistory(connectionString, rows, databaseDir);
      const made = history.madeInS === null ? 'were there' : `made in ${Math.round(history.madeInS)} s`;
      console.error(`${rows} rows ${made}: ${(history.bytes / 2 ** 30).toFixed(2)} GiB.`);
      const ofSize: Entrant[] = [];
      for (const contender of contenders) {
        const running = await contender.start({
          databaseUrl: history.connectionString,
          dataDir: join(home, `server-${rows}`),
        });
        started.push(running);
        ofSize.push({ contender, running });
      }
      entrants.push(ofSize);
    }
    const { pid: postmasterPid } = await embeddedDatabase(databaseDir);
    return await work({ postmasterPid, loader, entrants });
  } finally {
    await Promise.all(started.map((running) => running.stop()));
    loader.end();
    await postgres.stop();
    if (dataDir === null) await rm(home, { recursive: true, force: true });
  }
}

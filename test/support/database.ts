import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { pino } from 'pino';
import { inject } from 'vitest';
import { createPool } from '../../src/db/pool.js';
import { asSuperuser, databaseUrl, templateOf } from './test-server.js';

export interface TestDatabase {
  readonly connectionString: string;
  /** Made by `createPool`: `timestamptz` arrives as epoch ms. */
  readonly pool: pg.Pool;
  /** Ends the pool and deletes the database, even when others are still connected to it. */
  drop(): Promise<void>;
}

/** A migrated database that nobody else uses: make one per test file, in `beforeAll`, and drop it in `afterAll`. */
export function createTestDatabase(): Promise<TestDatabase> {
  return create(`TEMPLATE ${templateOf(inject('testServer'))}`);
}

/** A database without any table. */
export function createEmptyDatabase(): Promise<TestDatabase> {
  return create('');
}

async function create(options: string): Promise<TestDatabase> {
  const server = inject('testServer');
  const name = `${server.prefix}_${randomBytes(6).toString('hex')}`;
  await asSuperuser(server, (client) => client.query(`CREATE DATABASE ${name} ${options}`));
  const connectionString = databaseUrl(server, name);
  const pool = createPool({ connectionString, max: 5, name: 'test', logger: pino({ level: 'silent' }) });
  return {
    connectionString,
    pool,
    async drop() {
      await pool.end();
      await asSuperuser(server, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
    },
  };
}

import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { createEmptyDatabase } from './database.js';

/** An empty database with an account that owns it and one that may do nothing yet. */
export interface DatabaseAccounts {
  readonly owner: Account;
  readonly server: Account;
  /** As a superuser. */
  readonly pool: pg.Pool;
  drop(): Promise<void>;
}

interface Account {
  readonly name: string;
  readonly password: string;
  readonly connectionString: string;
}

export async function createDatabaseAccounts(): Promise<DatabaseAccounts> {
  const database = await createEmptyDatabase();
  const { pool } = database;
  const suffix = randomBytes(4).toString('hex');

  async function account(name: string): Promise<Account> {
    const password = `S3NT1NEL-${name}`;
    await pool.query(`CREATE ROLE "${name}" LOGIN PASSWORD '${password}'`);
    const url = new URL(database.connectionString);
    url.username = name;
    url.password = password;
    return { name, password, connectionString: url.href };
  }

  const owner = await account(`owner_${suffix}`);
  // Its name is one that has to be quoted.
  const server = await account(`Server_${suffix}`);
  const { rows } = await pool.query<{ name: string; timescale: boolean }>(
    `SELECT current_database() AS name,
            EXISTS (SELECT FROM pg_available_extensions WHERE name = 'timescaledb') AS timescale`,
  );
  await pool.query(`ALTER DATABASE "${rows[0]!.name}" OWNER TO "${owner.name}"`);
  // TimescaleDB wants to be created by the first statement of a session: by the owner, when it is prepared.
  return {
    owner,
    server,
    pool,
    async drop() {
      for (const { name } of [owner, server]) await pool.query(`DROP OWNED BY "${name}" CASCADE`);
      for (const { name } of [owner, server]) await pool.query(`DROP ROLE "${name}"`).catch(() => undefined);
      await database.drop();
    },
  };
}

import pg from 'pg';

/** The database account cannot do what it has to. */
export class DatabaseRightsError extends Error {
  override readonly name = 'DatabaseRightsError';
  readonly code = 'DATABASE_RIGHTS_MISSING';
  readonly account: string;

  constructor(account: string, problem: string, options?: { cause: unknown }) {
    super(
      `The database account ${JSON.stringify(account)} ${problem}. Set MIGRATION_DATABASE_URL to the account that owns ` +
        'the tables, here or for "airpicture migrate": it makes and grants what is missing (docs/database.md).',
      options,
    );
    this.account = account;
  }
}

const PRIVILEGES = ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER'] as const;
type Privilege = (typeof PRIVILEGES)[number];

/** SQLSTATE insufficient_privilege. */
const DENIED = '42501';

/**
 * What the server does with each table. What was observed is never changed, and deleted only with its kit; the audit log is only
 * added to.
 */
const RIGHTS: Readonly<Record<string, readonly Privilege[]>> = {
  kits: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
  drones: ['SELECT', 'INSERT', 'DELETE'],
  signals: ['SELECT', 'INSERT', 'DELETE'],
  system_health: ['SELECT', 'INSERT', 'DELETE'],
  events: ['SELECT', 'INSERT', 'DELETE'],
  aircraft: ['SELECT', 'INSERT', 'UPDATE'],
  dead_letters: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
  pushes: ['SELECT', 'INSERT', 'DELETE'],
  api_keys: ['SELECT', 'INSERT', 'UPDATE'],
  audit_log: ['SELECT', 'INSERT'],
  // To know that the database is up to date.
  pgmigrations: ['SELECT'],
};

/**
 * SQL that gives an account what the server needs, and takes from it what else it had on these tables. For whoever
 * owns them; one transaction.
 */
export function grantsFor(account: string): string {
  const role = pg.escapeIdentifier(account);
  const tables = Object.entries(RIGHTS).map(([table, privileges]) => ({
    name: `public.${table}`,
    privileges,
  }));
  return [
    'BEGIN;',
    `GRANT USAGE ON SCHEMA public TO ${role};`,
    `REVOKE ALL ON ${tables.map(({ name }) => name).join(', ')} FROM ${role};`,
    ...tables.map(({ name, privileges }) => `GRANT ${privileges.join(', ')} ON ${name} TO ${role};`),
    'COMMIT;',
    '',
  ].join('\n');
}

export interface AccountRights {
  readonly account: string;
  /** As `INSERT on drones`. */
  readonly missing: readonly string[];
  /** What it may do with our tables beyond what it needs. */
  readonly excess: readonly string[];
}

/** What the account that `db` is connected with may do. */
export async function rightsOf(db: pg.Pool | pg.Client): Promise<AccountRights> {
  // Looked up in the catalog: to_regclass fails where the account may not use the schema.
  const { rows } = await db.query<{
    account: string;
    object: string;
    privilege: string;
    has: boolean | null;
  }>(
    `SELECT current_user AS account, 'schema public' AS object, 'USAGE' AS privilege,
            has_schema_privilege('public', 'USAGE') AS has, 0 AS place, 0 AS second
     UNION ALL
     SELECT current_user, relation, privilege, has_table_privilege(pg_class.oid, privilege), place, second
       FROM unnest($1::text[]) WITH ORDINALITY AS relations (relation, place)
       CROSS JOIN unnest($2::text[]) WITH ORDINALITY AS privileges (privilege, second)
       LEFT JOIN pg_class ON relname = relation AND relnamespace = 'public'::regnamespace
     ORDER BY place, second`,
    [Object.keys(RIGHTS), PRIVILEGES],
  );
  const needs = ({ object, privilege }: (typeof rows)[number]) =>
    RIGHTS[object]?.some((needed) => needed === privilege) ?? true;
  const named = ({ object, privilege }: (typeof rows)[number]) => `${privilege} on ${object}`;
  return {
    account: rows[0]?.account ?? '',
    missing: rows.filter((row) => needs(row) && row.has !== true).map(named),
    excess: rows.filter((row) => !needs(row) && row.has === true).map(named),
  };
}

/** @throws {DatabaseRightsError} names each right that is missing */
export async function checkRights(db: pg.Pool | pg.Client): Promise<void> {
  const { account, missing } = await rightsOf(db);
  if (missing.length > 0) throw new DatabaseRightsError(account, `lacks ${missing.join(', ')}`);
}

/** PostgreSQL refused something because of who asked. */
export function isDenied(error: unknown): error is pg.DatabaseError {
  return error instanceof pg.DatabaseError && error.code === DENIED;
}

/** @throws {DatabaseRightsError} PostgreSQL refuses `work`, which is part of the `task`, to this account */
export async function unlessDenied<T>(db: pg.ClientBase, task: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isDenied(error)) throw error;
    // Nothing else is answered in a transaction that failed.
    await db.query('ROLLBACK');
    const { rows } = await db.query<{ account: string }>('SELECT current_user AS account');
    throw new DatabaseRightsError(rows[0]?.account ?? '', `may not ${task}: ${error.message}`, {
      cause: error,
    });
  }
}

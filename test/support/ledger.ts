import pg from 'pg';

/** Who was promised what, and whether it was kept. Every record pushed has a tag of its own, by which it is found. */
export interface Ledger {
  /** A tag that no other record has. */
  issue(): string;
  acknowledge(tags: readonly string[]): void;
  readonly acknowledged: number;
  /** Compares with what is stored, by every tag there is. */
  audit(): Promise<Audit>;
  /** Rows stored, as a quick look. */
  countStored(): Promise<number>;
}

export interface Audit {
  readonly acknowledged: number;
  readonly stored: number;
  /** Acknowledged, and not in the database. */
  readonly missing: readonly string[];
  /** In the database more than once. */
  readonly doubled: readonly string[];
  /** In the database, and never sent. */
  readonly unknown: readonly string[];
}

/** `connectionString` must not lead through anything that misbehaves. */
export function createLedger(connectionString: string): Ledger {
  const acknowledged = new Set<string>();
  let issued = 0;

  async function query<T extends pg.QueryResultRow>(text: string): Promise<T[]> {
    const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5000 });
    await client.connect();
    try {
      return (await client.query<T>(text)).rows;
    } finally {
      await client.end();
    }
  }

  return {
    issue: () => tagOf(issued++),
    acknowledge(tags) {
      for (const tag of tags) acknowledged.add(tag);
    },
    get acknowledged() {
      return acknowledged.size;
    },
    async audit() {
      const rows = await query<{ tag: string; copies: number }>(
        `SELECT tag, count(*)::int AS copies FROM (
           SELECT drone_id AS tag FROM drones UNION ALL
           SELECT signal_uid FROM signals UNION ALL
           SELECT message FROM events) AS stored
         GROUP BY tag`,
      );
      const stored = new Set(rows.map(({ tag }) => tag));
      return {
        acknowledged: acknowledged.size,
        stored: rows.reduce((sum, { copies }) => sum + copies, 0),
        missing: [...acknowledged].filter((tag) => !stored.has(tag)),
        doubled: rows.filter(({ copies }) => copies > 1).map(({ tag }) => tag),
        unknown: rows.map(({ tag }) => tag).filter((tag) => !isTag(tag, issued)),
      };
    },
    async countStored() {
      const rows = await query<{ count: number }>(
        `SELECT ((SELECT count(*) FROM drones) + (SELECT count(*) FROM signals) + (SELECT count(*) FROM events))::int
           AS count`,
      );
      return rows[0]?.count ?? 0;
    },
  };
}

/** It is the id of a drone as well as that of a signal and a log message. */
function tagOf(number: number): string {
  return `drone-t${number}`;
}

function isTag(text: string, issued: number): boolean {
  const number = /^drone-t(\d+)$/.exec(text)?.[1];
  return number !== undefined && Number(number) < issued;
}

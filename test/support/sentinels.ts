import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';

/** A secret, in each form that it could be written in. */
function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  // In base64 it looks another way behind one or two other characters, as a password behind its user's name.
  const inner = ['', 'a', 'aa'].map((before) =>
    Buffer.from(before + secret)
      .toString('base64')
      .slice(before === '' ? 0 : 4, -4),
  );
  return [
    ...new Set([
      secret,
      encodeURIComponent(secret),
      bytes.toString('hex'),
      bytes.toString('base64url'),
      ...inner,
    ]),
  ];
}

/** Which of the secrets the text holds, in whatever form. */
export function found(secrets: Readonly<Record<string, string>>, text: string | Buffer): string[] {
  const lower = typeof text === 'string' ? text : text.toString('latin1');
  return Object.entries(secrets).flatMap(([name, secret]) => {
    const form = formsOf(secret).find((each) => lower.includes(each));
    if (form === undefined) return [];
    const at = lower.indexOf(form);
    return [`${name}: …${lower.slice(Math.max(0, at - 80), at + form.length + 20)}`];
  });
}

/** Every file below a directory, with what it holds. */
export async function filesBelow(
  directory: string,
): Promise<{ readonly path: string; readonly bytes: Buffer }[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async ({ parentPath, name }) => {
        const path = join(parentPath, name);
        return { path, bytes: await readFile(path) };
      }),
  );
}

/** Every column of every row, as PostgreSQL writes it. */
export async function everythingIn(pool: pg.Pool): Promise<string> {
  const { rows: tables } = await pool.query<{ name: string }>(
    "SELECT quote_ident(table_name) AS name FROM information_schema.tables WHERE table_schema = 'public'",
  );
  const texts = await Promise.all(
    tables.map(async ({ name }) => {
      const { rows } = await pool.query<{ row: string }>(`SELECT t::text AS row FROM ${name} t`);
      return rows.map(({ row }) => row).join('\n');
    }),
  );
  return texts.join('\n');
}

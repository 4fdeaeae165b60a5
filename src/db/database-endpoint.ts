import pg from 'pg';

/** Where the database listens; null when it is reached by a file of this machine. */
export function databaseEndpoint(
  connectionString: string,
): { readonly host: string; readonly port: number } | null {
  // What pg makes of the text, the variables PGHOST and PGPORT included. Nothing is opened.
  const { host, port } = new pg.Client({ connectionString });
  return host.startsWith('/') ? null : { host, port };
}

import pg from 'pg';

/** The pool, or a connection in the middle of a transaction. */
export type Queryable = pg.Pool | pg.ClientBase;

/** Runs `work` in a transaction of its own: all of it is stored, or nothing. */
export async function inTransaction<T>(
  pool: pg.Pool,
  work: (client: pg.ClientBase) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  let broken = false;
  try {
    // Whoever waited for a lock has to see what was committed meanwhile, whatever the database is set to.
    await client.query('BEGIN ISOLATION LEVEL READ COMMITTED');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    // After anything but an error that the server itself reported, the connection may still be busy. Closing it rolls back.
    broken = !(error instanceof pg.DatabaseError) || !(await rolledBack(client));
    throw error;
  } finally {
    client.release(broken);
  }
}

async function rolledBack(client: pg.ClientBase): Promise<boolean> {
  try {
    await client.query('ROLLBACK');
    return true;
  } catch {
    return false;
  }
}

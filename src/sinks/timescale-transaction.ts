import pg from 'pg';

/**
 * Runs `work` in a transaction of its own: all of it is stored, or nothing. Aborting ends it at once
 * by closing the connection, which leaves open whether it was committed.
 */
export async function inTransaction<T>(
  pool: pg.Pool,
  signal: AbortSignal,
  work: (client: pg.ClientBase) => Promise<T>,
): Promise<T> {
  const client = await connect(pool, signal);
  let broken = false;
  const close = () => {
    broken = true;
    void client.end();
  };
  signal.addEventListener('abort', close, { once: true });
  try {
    signal.throwIfAborted();
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    // After anything but an error that the server itself reported, the connection may still be busy.
    broken ||= !(error instanceof pg.DatabaseError) || !(await rolledBack(client));
    throw error;
  } finally {
    signal.removeEventListener('abort', close);
    client.release(broken);
  }
}

/** @throws the signal's reason, without waiting for a connection any longer */
async function connect(pool: pg.Pool, signal: AbortSignal): Promise<pg.PoolClient> {
  signal.throwIfAborted();
  const connecting = pool.connect();
  let giveUp: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    giveUp = () => reject(signal.reason as Error);
    signal.addEventListener('abort', giveUp, { once: true });
  });
  try {
    return await Promise.race([connecting, aborted]);
  } catch (error) {
    // A connection that comes later is nobody's.
    connecting.then(
      (client) => client.release(),
      () => undefined,
    );
    throw error;
  } finally {
    signal.removeEventListener('abort', giveUp);
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

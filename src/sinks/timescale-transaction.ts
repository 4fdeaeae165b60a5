import pg from 'pg';
import type { Observation } from '../domain/observation.js';
import { upsertAircraft } from './timescale-aircraft.js';
import { insertDrones, insertHealth, insertSignals } from './timescale-rows.js';

/**
 * Writes the observations in one transaction, all or none; returns how many were not in the
 * database yet. Aborting closes the connection, which leaves open whether it was committed.
 */
export async function writeObservations(
  pool: pg.Pool,
  observations: readonly Observation[],
  signal: AbortSignal,
): Promise<number> {
  const client = await pool.connect();
  let broken = false;
  const close = () => {
    broken = true;
    void client.end();
  };
  signal.addEventListener('abort', close, { once: true });
  try {
    signal.throwIfAborted();
    await client.query('BEGIN');
    const inserted = await insertAll(client, observations);
    await client.query('COMMIT');
    return inserted;
  } catch (error) {
    // After anything but an error that the server itself reported, the connection may still be busy.
    broken ||= !(error instanceof pg.DatabaseError) || !(await rolledBack(client));
    throw error;
  } finally {
    signal.removeEventListener('abort', close);
    client.release(broken);
  }
}

async function insertAll(client: pg.ClientBase, observations: readonly Observation[]): Promise<number> {
  const tracks = observations.filter((observation) => observation.type === 'track');
  const signals = observations.filter((observation) => observation.type === 'signal');
  const health = observations.filter((observation) => observation.type === 'kitStatus');
  const inserted =
    (await insertDrones(client, tracks)) +
    (await insertSignals(client, signals)) +
    (await insertHealth(client, health));
  // Last, so that the rows that other writers may wait for are locked briefly.
  await upsertAircraft(client, tracks);
  return inserted;
}

async function rolledBack(client: pg.ClientBase): Promise<boolean> {
  try {
    await client.query('ROLLBACK');
    return true;
  } catch {
    return false;
  }
}

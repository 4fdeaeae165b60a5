import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPool } from '../../src/db/pool.js';
import type { AuditEntry } from '../../src/domain/audit.js';
import { auditEntries, auditFault } from '../support/audit.js';
import { startCrashRig, type CrashRig } from '../support/crash-rig.js';
import { captureLogs } from '../support/logs.js';

const ROUNDS = 4;
/** Of changes under load before each kill. */
const ROUND_MS = 1_200;
const CLIENTS = 6;

let rig: CrashRig;
let pool: pg.Pool;

beforeAll(async () => {
  rig = await startCrashRig();
  const { connectionString } = rig.postgres;
  pool = createPool({ connectionString, max: 2, name: 'test', logger: captureLogs().logger });
}, 60_000);
afterAll(async () => {
  await pool.end();
  await rig.stop();
});

/** Changes kits and keys as fast as it can until it is told to end. Resolves with how many were acknowledged. */
async function change(client: number, signal: AbortSignal): Promise<number> {
  let done = 0;
  for (let turn = 0; !signal.aborted; turn++) {
    const kitId = `kit-${client}-${turn % 3}`;
    const operations = [
      `registerKit(input: { kitId: "${kitId}", name: "${turn}" })`,
      `updateKit(kitId: "${kitId}", input: { location: "${turn}" })`,
      `setKitEnabled(kitId: "${kitId}", enabled: ${turn % 2 === 0})`,
      `createApiKey(input: { name: "${kitId} ${turn}", role: VIEWER })`,
      `removeKit(kitId: "${kitId}", deleteHistory: ${turn % 4 === 0})`,
    ];
    try {
      await rig.server.query(`mutation { ${operations[turn % operations.length]} { __typename } }`);
      done += 1;
    } catch {
      // Nobody is there.
      await sleep(20);
    }
  }
  return done;
}

/** The kits that there are if all that was changed is in the log. */
function kitsByLog(entries: readonly AuditEntry[]): Map<string, unknown> {
  const kits = new Map<string, unknown>();
  for (const { operation, target, before, after } of entries) {
    if (!operation.endsWith('Kit') && operation !== 'setKitEnabled') continue;
    expect(kits.get(target!) ?? null).toEqual(before);
    if (operation === 'removeKit') kits.delete(target!);
    else kits.set(target!, after);
  }
  return kits;
}

test('R6: killed in the middle of changes again and again, no change is without its entry, and no entry without its change', async () => {
  const end = new AbortController();
  const clients = Array.from({ length: CLIENTS }, (_, client) => change(client, end.signal));
  for (let round = 0; round < ROUNDS; round++) {
    await sleep(ROUND_MS);
    await rig.killServer();
    await rig.startServer();
  }
  await sleep(ROUND_MS);
  await rig.killServer();
  end.abort();
  const acknowledged = (await Promise.all(clients)).reduce((sum, count) => sum + count, 0);
  expect(acknowledged).toBeGreaterThan(50);

  const entries = await auditEntries(pool);
  const kits = await pool.query<Record<string, unknown>>(
    'SELECT kit_id, name, location, api_url, enabled FROM kits',
  );
  const stored = kits.rows.map(({ kit_id, name, location, api_url, enabled }) => [
    kit_id,
    expect.objectContaining({ kitId: kit_id, name, location, apiUrl: api_url, enabled }) as unknown,
  ]);
  const byLog = kitsByLog(entries);
  expect(Object.fromEntries(byLog)).toEqual(Object.fromEntries(stored) as unknown);

  const keys = await pool.query<{ key_id: string }>('SELECT key_id FROM api_keys');
  const made = entries.filter(({ operation }) => operation === 'createApiKey').map(({ target }) => target);
  expect(made.sort()).toEqual(keys.rows.map(({ key_id }) => key_id).sort());
  expect(made.length).toBeGreaterThan(5);

  expect(await auditFault(pool)).toBeNull();
}, 120_000);

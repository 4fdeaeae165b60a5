import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { READY_AGAIN_MS, startCrashRig, type CrashRig } from '../support/crash-rig.js';
import type { PushClients } from '../support/push-client.js';
import { waitFor } from '../support/wait-for.js';

/** How long the server is killed again and again. */
const KILLING_MS = Number(process.env['CRASH_SECONDS'] ?? 8) * 1000;
const KILL_INTERVAL_MS = 2000;
/** A sink that failed for some time is left alone for a minute. */
const STORED_AGAIN_MS = 90_000;
const TIMEOUT_MS = KILLING_MS + STORED_AGAIN_MS + 60_000;

let rig: CrashRig;
let clients: PushClients;
const figures: string[] = [];

beforeAll(async () => {
  rig = await startCrashRig();
});
afterAll(async () => {
  await rig.stop();
  if (process.env['CRASH_VERBOSE'] !== undefined) console.log(figures.join('\n'));
});

beforeEach(async () => {
  clients = rig.push();
  await acknowledgedMore(500);
});

afterEach(async ({ task }) => {
  await clients.stop();
  const startMs = performance.now();
  const { missing, doubled, unknown, ...audit } = await rig.audit(STORED_AGAIN_MS);
  figures.push(
    `${task.name}: ${JSON.stringify({
      ...audit,
      missing: missing.length,
      doubled: doubled.length,
      answers: Object.fromEntries(clients.answers),
      storedAfterMs: Math.round(performance.now() - startMs),
    })}`,
  );
  expect({ missing, doubled, unknown, complaints: clients.complaints }).toEqual({
    missing: [],
    doubled: [],
    unknown: [],
    complaints: [],
  });
}, TIMEOUT_MS);

test(
  'nothing acknowledged is lost or doubled when the server is killed again and again',
  async () => {
    const endMs = Date.now() + KILLING_MS;
    while (Date.now() < endMs) {
      await sleep(KILL_INTERVAL_MS);
      await rig.killServer();
      const acknowledged = rig.ledger.acknowledged;
      isReadyAgain('server killed', await rig.startServer());
      await waitFor(() => expect(rig.ledger.acknowledged).toBeGreaterThan(acknowledged));
    }
  },
  TIMEOUT_MS,
);

test(
  'nothing acknowledged is lost or doubled when PostgreSQL is killed',
  async () => {
    await rig.postgres.kill();
    await acknowledgedMore(500);
    await rig.postgres.start();
    isReadyAgain('PostgreSQL killed', await rig.untilReady());
    await acknowledgedMore(500);
  },
  TIMEOUT_MS,
);

test(
  'nothing acknowledged is lost or doubled when the server is killed while PostgreSQL is away',
  async () => {
    await rig.postgres.kill();
    for (let round = 0; round < 3; round++) {
      await acknowledgedMore(500);
      await rig.killServer();
      rig.spawnServer();
    }
    await acknowledgedMore(500);
    await rig.postgres.start();
    isReadyAgain('both killed', await rig.untilReady());
  },
  TIMEOUT_MS,
);

test(
  'nothing acknowledged is lost or doubled when PostgreSQL is frozen',
  async () => {
    await rig.postgres.freeze();
    await acknowledgedMore(500);
    await rig.postgres.thaw();
    isReadyAgain('PostgreSQL frozen', await rig.untilReady());
    await acknowledgedMore(500);
  },
  TIMEOUT_MS,
);

test(
  'nothing acknowledged is lost or doubled when the network fails between a commit and its answer',
  async () => {
    for (let round = 1; round <= 5; round++) {
      const before = rig.network.swallowedAnswers;
      rig.network.swallowAnswers('COMMIT', 1);
      await vi.waitFor(() => expect(rig.network.swallowedAnswers).toBe(before + 1), {
        timeout: STORED_AGAIN_MS,
      });
      isReadyAgain('network cut', await rig.untilReady());
      await acknowledgedMore(100);
    }
  },
  TIMEOUT_MS,
);

test(
  'nothing acknowledged is lost or doubled when the network is cut and comes back many times',
  async () => {
    for (let round = 0; round < 10; round++) {
      rig.network.refuse();
      await acknowledgedMore(100);
      rig.network.recover();
      await acknowledgedMore(100);
    }
    isReadyAgain('network flapping', await rig.untilReady());
  },
  TIMEOUT_MS,
);

test(
  'a push that comes again after a restart without the database is stored once',
  async () => {
    // Without a time of its own, so it is only known by what was noted when it came first.
    const tag = rig.ledger.issue();
    const body = JSON.stringify({
      source: 'pushing-kit',
      messages: [{ type: 'drone', id: tag, lat: 47, lon: 9 }],
    });
    await vi.waitFor(async () => expect(await post(body)).toBe(200), { timeout: STORED_AGAIN_MS });
    rig.network.refuse();
    await rig.killServer();
    rig.spawnServer();
    // It is taken, or refused until it can be known again.
    await waitFor(async () => expect([200, 503]).toContain(await post(body)));
    rig.network.recover();
    isReadyAgain('server killed without a network', await rig.untilReady());
    await waitFor(async () => expect(await post(body)).toBe(200));
    rig.ledger.acknowledge([tag]);
  },
  TIMEOUT_MS,
);

async function post(body: string): Promise<number | null> {
  try {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${rig.server.url}/ingest`, { method: 'POST', headers, body });
    await response.body?.cancel();
    return response.status;
  } catch {
    // Nobody is listening.
    return null;
  }
}

async function acknowledgedMore(records: number): Promise<void> {
  const goal = rig.ledger.acknowledged + records;
  await waitFor(() => expect(rig.ledger.acknowledged).toBeGreaterThanOrEqual(goal));
}

function isReadyAgain(what: string, afterMs: number): void {
  figures.push(`ready again (${what}): ${Math.round(afterMs)} ms`);
  expect(afterMs).toBeLessThan(READY_AGAIN_MS);
}

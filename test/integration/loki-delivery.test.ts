import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { DeadLetter } from '../../src/domain/dead-letter.js';
import { createDelivery, type Delivery } from '../../src/ingest/delivery.js';
import { createSpool } from '../../src/ingest/lmdb-spool.js';
import { createReceipt } from '../../src/ingest/receipt.js';
import { createLokiSink } from '../../src/sinks/loki.js';
import type { SinkRecord } from '../../src/sinks/sink.js';
import { type FakeLoki, startFakeLoki } from '../support/fake-loki.js';
import { aLogEvent } from '../support/log-events.js';
import { captureLogs } from '../support/logs.js';
import { aTrackReport } from '../support/observations.js';
import { waitFor } from '../support/wait-for.js';

const HOUR_MS = 3_600_000;
let directory: string;
let loki: FakeLoki;
let delivery: Delivery;
let buried: DeadLetter[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'airpicture-loki-'));
  loki = await startFakeLoki();
  buried = [];
  await startDelivery();
});
afterEach(async () => {
  await delivery.stop({ deadlineMs: 1_000 });
  await loki.stop();
  await rm(directory, { recursive: true, force: true });
});

async function startDelivery() {
  const { logger } = captureLogs();
  delivery = createDelivery({
    sink: createLokiSink({
      config: { url: loki.url, tenantId: null, credentials: null },
      now: Date.now,
      requestTimeoutMs: 2_000,
    }),
    spool: createSpool({ directory, maxBytes: 64 * 2 ** 20, logger, now: Date.now }),
    logger,
    now: Date.now,
    random: () => 0.5,
    mode: 'through-spool',
    bury(letter, receipt) {
      buried.push(letter);
      receipt.settle(0, 'written');
    },
    maxBatchRows: 100,
    maxDelayMs: 50,
    probeEveryMs: 100,
  });
  await delivery.start();
  delivery.resume();
}

function push(records: readonly SinkRecord[]) {
  const receipt = createReceipt(records.length);
  delivery.offer(
    records.map((record) => ({ record, priority: 'HIGH' })),
    receipt,
  );
  return receipt.outcomes;
}

const lines = (count: number, agoMs = 0) =>
  Array.from({ length: count }, (_, at) =>
    aLogEvent({ observedAtMs: Date.now() - agoMs - count + at, message: `line ${at}, ${agoMs} ms ago` }),
  );
const allStored = (count: number) =>
  waitFor(() => {
    expect(loki.lines).toHaveLength(count);
    expect(delivery.state()).toMatchObject({ spooled: 0, buffered: 0 });
  });

test('what came while Loki was down arrives when it is back, once and in order', async () => {
  loki.setDown(true);
  expect(new Set(await push(lines(300)))).toEqual(new Set(['queued']));
  await waitFor(() => expect(delivery.state()).toMatchObject({ healthy: false, spooled: 300 }));
  loki.setDown(false);
  await allStored(300);
  expect(loki.lines.map(({ line }) => line)).toEqual(
    Array.from({ length: 300 }, (_, at) => `line ${at}, 0 ms ago`),
  );
  expect(loki.violations).toEqual([]);
  expect(buried).toEqual([]);
});

test('what an earlier process could not bring to Loki arrives by the next one', async () => {
  loki.setDown(true);
  await push(lines(20));
  await delivery.stop({ deadlineMs: 500 });
  loki.setDown(false);
  await startDelivery();
  await allStored(20);
});

test('what waited for hours is replayed into streams of its own; only what waited too long is not', async () => {
  await push(lines(5));
  await allStored(5);
  await push([...lines(5, 3 * HOUR_MS), aTrackReport({ observedAtMs: Date.now() - 8 * 24 * HOUR_MS })]);
  await allStored(10);
  expect(loki.lines.filter(({ labels }) => labels['replay'] === 'true')).toHaveLength(5);
  expect(loki.violations).toEqual([]);
  expect(buried).toMatchObject([{ stage: 'STORE', sink: 'loki', reason: 'too old for Loki' }]);
});

test('a batch that Loki finds too large is sent in parts', async () => {
  await loki.stop();
  await delivery.stop({ deadlineMs: 500 });
  loki = await startFakeLoki({ maxBodyBytes: 3_000 });
  await startDelivery();
  await push(lines(100));
  await allStored(100);
  expect(loki.pushes).toBeGreaterThan(10);
  expect(buried).toEqual([]);
});

test('a slow Loki delays nobody', async () => {
  loki.delays(60_000);
  await push(lines(100));
  await waitFor(() => expect(loki.pushes).toBeGreaterThan(0));
  // Nothing is answered yet, and nothing waits for it.
  for (let round = 0; round < 20; round++)
    expect(new Set(await push(lines(50)))).toEqual(new Set(['queued']));
  expect(loki.lines).toEqual([]);
});

test('one line that Loki refuses costs itself', async () => {
  const tooNew = aLogEvent({ observedAtMs: Date.now() + HOUR_MS, message: 'from the future' });
  await push([...lines(30), tooNew, ...lines(30, 1_000)]);
  await allStored(60);
  expect(buried).toMatchObject([{ sink: 'loki', reason: 'too far in the future for Loki' }]);
  expect(delivery.state()).toMatchObject({ healthy: true, deadLettered: 1 });
});

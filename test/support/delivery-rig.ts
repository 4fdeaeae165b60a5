import { afterEach, beforeEach, vi } from 'vitest';
import { createDelivery, type Delivery, type DeliveryDeps } from '../../src/ingest/delivery.js';
import { createReceipt, type GatheredReceipt } from '../../src/ingest/receipt.js';
import type { Priority } from '../../src/domain/priority.js';
import type { SinkRecord } from '../../src/sinks/sink.js';
import { createFakeSink, type FakeSink } from './fake-sink.js';
import { captureLogs, type CapturedLogs } from './logs.js';
import { createMemorySpool, type MemorySpool } from './memory-spool.js';
import { aTrackReport, NOON_MS } from './observations.js';

export let sink: FakeSink;
export let spool: MemorySpool;
export let logs: CapturedLogs;
export let delivery: Delivery;

/** To be called once in a test file: each test begins with a sink, an empty spool and a clock that stands still. */
export function setUpDelivery(): void {
  beforeEach(() => {
    vi.useFakeTimers({ now: NOON_MS });
    sink = createFakeSink();
    spool = createMemorySpool();
    logs = captureLogs();
  });
  afterEach(async () => {
    const stopped = delivery.stop({ deadlineMs: 100 });
    await vi.advanceTimersByTimeAsync(100);
    await stopped;
    vi.useRealTimers();
  });
}

type Options = Partial<DeliveryDeps> & { readonly sink?: FakeSink; readonly spool?: MemorySpool };

export async function start(options: Options = {}, { resume = true } = {}): Promise<void> {
  sink = options.sink ?? sink;
  spool = options.spool ?? spool;
  delivery = createDelivery({
    sink,
    spool,
    logger: logs.logger,
    now: Date.now,
    random: () => 1,
    mode: 'direct',
    bury: (letter, receipt) => delivery.offer([{ record: letter, priority: 'NORMAL' }], receipt),
    ...options,
  });
  await delivery.start();
  if (resume) delivery.resume();
  await pass(0);
}

/** Lets time go by. */
export const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

let nextMs = NOON_MS;
export const reports = (count: number) =>
  Array.from({ length: count }, () => aTrackReport({ observedAtMs: (nextMs += 1) }));

/** Offers what a sender waits for. */
export function push(records: readonly SinkRecord[], priority: Priority = 'HIGH'): GatheredReceipt {
  const receipt = createReceipt(records.length);
  delivery.offer(
    records.map((record) => ({ record, priority })),
    receipt,
  );
  return receipt;
}

/** Offers what nobody waits for. */
export function poll(records: readonly SinkRecord[], priority: Priority = 'HIGH'): void {
  delivery.offer(
    records.map((record) => ({ record, priority })),
    null,
  );
}

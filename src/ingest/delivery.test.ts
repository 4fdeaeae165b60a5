import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { aDeadLetter } from '../../test/support/dead-letters.js';
import { createFakeSink, type FakeSink, outage } from '../../test/support/fake-sink.js';
import { captureLogs, type CapturedLogs } from '../../test/support/logs.js';
import { createMemorySpool, type MemorySpool } from '../../test/support/memory-spool.js';
import { aTrackReport, NOON_MS } from '../../test/support/observations.js';
import type { DeadLetter } from '../domain/dead-letter.js';
import type { Priority } from '../domain/priority.js';
import { SinkError, type SinkRecord } from '../sinks/sink.js';
import { createDelivery, type Delivery, type DeliveryDeps } from './delivery.js';
import { createReceipt, type GatheredReceipt } from './receipt.js';
import { SpoolFullError } from './spool.js';

let sink: FakeSink;
let spool: MemorySpool;
let logs: CapturedLogs;
let delivery: Delivery;

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

async function start(options: Partial<DeliveryDeps> = {}, { resume = true } = {}): Promise<void> {
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

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

let nextMs = NOON_MS;
const reports = (count: number) =>
  Array.from({ length: count }, () => aTrackReport({ observedAtMs: (nextMs += 1) }));

function push(records: readonly SinkRecord[], priority: Priority = 'HIGH'): GatheredReceipt {
  const receipt = createReceipt(records.length);
  delivery.offer(
    records.map((record) => ({ record, priority })),
    receipt,
  );
  return receipt;
}

function poll(records: readonly SinkRecord[], priority: Priority = 'HIGH'): void {
  delivery.offer(
    records.map((record) => ({ record, priority })),
    null,
  );
}

test('a push is written at once and not to disk, a poll shares a batch with others', async () => {
  await start();
  poll(reports(1));
  await pass(100);
  expect(sink.writes).toEqual([]);
  poll(reports(1));
  await pass(150);
  expect(sink.writes.map((batch) => batch.length)).toEqual([2]);
  const records = reports(1);
  const receipt = push(records);
  await pass(0);
  expect(await receipt.outcomes).toEqual(['written']);
  expect(sink.writes[1]).toEqual(records);
  expect(delivery.state()).toMatchObject({ healthy: true, written: 3, buffered: 0, spooled: 0, retries: 0 });
});

test('what arrives while a batch is written goes into the next one together', async () => {
  await start({ maxBatchRows: 100 });
  const receipts = [push(reports(250)), push(reports(10))];
  await pass(0);
  expect((await Promise.all(receipts.map((receipt) => receipt.outcomes))).flat()).toEqual(
    new Array(260).fill('written'),
  );
  expect(sink.writes.map((batch) => batch.length)).toEqual([100, 100, 60]);
});

test('everything goes to disk until it is said that the sink may be used', async () => {
  await start({}, { resume: false });
  const records = reports(3);
  const receipt = push(records);
  await pass(0);
  expect(await receipt.outcomes).toEqual(['queued', 'queued', 'queued']);
  expect(sink.attempts).toBe(0);
  expect(delivery.state()).toMatchObject({ healthy: false, spooled: 3 });
  delivery.resume();
  await pass(0);
  expect(sink.stored()).toEqual(records);
  expect(delivery.state()).toMatchObject({ healthy: true, spooled: 0 });
});

test('a batch that meets an outage is queued, what follows comes behind it, and all of it is written in order', async () => {
  await start();
  const records = reports(5);
  sink.behave(outage());
  const receipts = [push(records.slice(0, 2)), push(records.slice(2, 3))];
  await pass(0);
  receipts.push(push(records.slice(3)));
  await pass(20);
  expect((await Promise.all(receipts.map(({ outcomes }) => outcomes))).flat()).toEqual(
    new Array(5).fill('queued'),
  );
  expect(delivery.state()).toMatchObject({ healthy: false, spooled: 5, lastError: 'away' });
  sink.behave(null);
  await pass(1000);
  expect(sink.stored()).toEqual(records);
  const direct = push(reports(1));
  await pass(0);
  expect(await direct.outcomes).toEqual(['written']);
  expect(delivery.state()).toMatchObject({ healthy: true, spooled: 0, written: 6 });
  expect(delivery.state().retries).toBeGreaterThan(0);
  expect(logs.count('the database is away: records wait on disk')).toBe(1);
  expect(logs.entries.filter(({ msg }) => msg === 'the database is back')).toHaveLength(1);
  expect(logs.entries.filter(({ msg }) => msg === 'what waited on disk is written')).toMatchObject([
    { records: 5, sink: 'tsdb' },
  ]);
});

test('the disk is emptied while new records keep coming, without losing their order', async () => {
  await start({ maxBatchRows: 50 });
  sink.behave(outage());
  const records = reports(1000);
  poll(records.slice(0, 400));
  await pass(20);
  sink.behave(null);
  for (let from = 400; from < 1000; from += 20) {
    poll(records.slice(from, from + 20));
    await pass(10);
  }
  await pass(300);
  expect(sink.stored()).toEqual(records);
  expect(delivery.state()).toMatchObject({ spooled: 0, healthy: true });
});

test('a write that fails is tried again after waits that grow, and the fifth failure opens the circuit', async () => {
  await start();
  sink.behave(outage());
  push(reports(1));
  const attemptsAfterMs: number[] = [];
  for (let ms = 0; ms < 100_000; ms += 100) {
    const before = sink.attempts;
    await pass(ms === 0 ? 0 : 100);
    if (sink.attempts > before) attemptsAfterMs.push(ms);
  }
  expect(attemptsAfterMs).toEqual([0, 100, 300, 700, 1500, 61_500]);
  expect(delivery.state().circuit).toBe('OPEN');
  expect(logs.count('the circuit is open')).toBe(1);
});

test('a success while the circuit is closed starts the count of failures again', async () => {
  await start();
  for (let round = 0; round < 4; round++) {
    sink.behave(outage());
    push(reports(1));
    await pass(400);
    sink.behave(null);
    await pass(2000);
    expect(delivery.state()).toMatchObject({ circuit: 'CLOSED', healthy: true });
  }
});

test('one success leaves a half-open circuit half open, two close it', async () => {
  await start();
  sink.behave(outage());
  push(reports(1));
  await pass(2000);
  expect(delivery.state().circuit).toBe('OPEN');
  sink.behave(null);
  await pass(60_000);
  expect(delivery.state()).toMatchObject({ circuit: 'HALF_OPEN', spooled: 0 });
  push(reports(1));
  await pass(0);
  expect(delivery.state()).toMatchObject({ circuit: 'CLOSED', healthy: true });
});

test('a half-open circuit tries one batch at a time, and opens again when it fails', async () => {
  await start({ maxBatchRows: 10 });
  sink.behave(outage());
  push(reports(100));
  await pass(2000);
  const before = sink.attempts;
  await pass(60_000);
  expect(sink.attempts).toBe(before + 1);
  expect(delivery.state()).toMatchObject({ circuit: 'OPEN', spooled: 100 });
});

test('a sink that is asked whether it is back gets its records long before the circuit has rested', async () => {
  await start({ probeEveryMs: 2000 });
  sink.behave(outage());
  push(reports(1));
  await pass(10_000);
  expect(sink.attempts).toBe(5);
  expect(sink.probes).toBeGreaterThan(2);
  sink.behave(null);
  await pass(2000);
  expect(delivery.state()).toMatchObject({ circuit: 'CLOSED', spooled: 0, written: 1, healthy: true });
});

test('a sink that is not set up right opens the circuit at once', async () => {
  await start();
  sink.behave(new SinkError('misconfigured', 'wrong password'));
  push(reports(1));
  await pass(30_000);
  expect(delivery.state()).toMatchObject({ circuit: 'OPEN', spooled: 1, lastError: 'wrong password' });
  expect(sink.attempts).toBe(1);
});

test('a sink that asks to be left alone is left alone for so long', async () => {
  await start();
  sink.behave(new SinkError('outage', '429', { retryAfterMs: 20_000 }));
  push(reports(1));
  await pass(19_000);
  expect(sink.attempts).toBe(1);
  await pass(1000);
  expect(sink.attempts).toBe(2);
});

test('a conflict is tried again soon, and is no outage', async () => {
  await start();
  let conflicts = 2;
  sink.behave(() => {
    if (conflicts-- > 0) throw new SinkError('conflict', 'deadlock');
    return [];
  });
  const receipt = push(reports(2));
  await pass(500);
  expect(await receipt.outcomes).toEqual(['written', 'written']);
  expect(delivery.state()).toMatchObject({ retries: 2, healthy: true });
  expect(logs.count('the database is away: records wait on disk')).toBe(0);
});

test('a conflict that does not end is an outage', async () => {
  await start();
  sink.behave(new SinkError('conflict', 'deadlock'));
  const receipt = push(reports(1));
  await pass(1000);
  expect(await receipt.outcomes).toEqual(['queued']);
});

const isPoison = (record: SinkRecord) => record.type === 'track' && record.description === 'poison';
const poison = () => aTrackReport({ observedAtMs: (nextMs += 1), description: 'poison' });

function refusePoison(records: readonly SinkRecord[]) {
  if (records.some(isPoison))
    throw new SinkError('record', 'invalid byte sequence', { reason: 'data exception' });
  return [];
}

test('a record that is to blame becomes a dead letter, and its neighbours are written', async () => {
  await start();
  sink.behave(refusePoison);
  const receipt = push([...reports(300), poison(), ...reports(199)]);
  await pass(0);
  const outcomes = await receipt.outcomes;
  expect(outcomes[300]).toBe('deadLettered');
  expect(outcomes.filter((outcome) => outcome === 'written')).toHaveLength(499);
  const letters = sink.stored().filter((record): record is DeadLetter => record.type === 'deadLetter');
  expect(letters).toMatchObject([
    {
      stage: 'STORE',
      reason: 'data exception',
      detail: 'invalid byte sequence',
      sink: 'tsdb',
      kitId: 'kit-1',
      sourceId: 'dragonsync:kit-1',
      format: 'observation',
      isComplete: true,
    },
  ]);
  expect(delivery.state()).toMatchObject({ deadLettered: 1, written: 500, healthy: true });
});

test('a record that the sink names leaves the others alone', async () => {
  await start();
  sink.behave((records) =>
    [...records.entries()]
      .filter(([, record]) => isPoison(record))
      .map(([index]) => ({ index, reason: 'out of order', detail: null })),
  );
  const receipt = push([...reports(1), poison(), ...reports(1)]);
  await pass(0);
  expect(await receipt.outcomes).toEqual(['written', 'deadLettered', 'written']);
});

test('a record that is too large is found by halving, too', async () => {
  await start();
  sink.behave((records) => {
    if (records.length > 2) throw new SinkError('tooLarge', '413');
    return [];
  });
  const receipt = push(reports(9));
  await pass(0);
  expect(await receipt.outcomes).toEqual(new Array(9).fill('written'));
});

test('a dead letter that is refused is counted, and makes no further one', async () => {
  await start();
  sink.behave((records) => {
    if (records.some((record) => isPoison(record) || record.type === 'deadLetter'))
      throw new SinkError('record', 'no');
    return [];
  });
  const receipt = push([poison()]);
  await pass(1000);
  expect(await receipt.outcomes).toEqual(['error']);
  expect(delivery.state()).toMatchObject({ deadLettered: 0, dropped: 1, buffered: 0, spooled: 0 });
  expect(logs.count('the sink refused a record about records')).toBe(1);
});

test('a polled record that is refused, and whose dead letter finds no room, is counted', async () => {
  await start({ bury: (_letter, receipt) => receipt.settle(0, 'error') });
  sink.behave(refusePoison);
  poll([poison(), ...reports(1)]);
  await pass(1000);
  expect(delivery.state()).toMatchObject({ deadLettered: 0, dropped: 1, written: 1, buffered: 0 });
  const receipt = push([poison()]);
  await pass(1000);
  expect(await receipt.outcomes).toEqual(['error']);
  expect(delivery.state()).toMatchObject({ dropped: 1 });
});

test('a dead letter on disk that is refused goes, and keeps nothing else waiting', async () => {
  await start({}, { resume: false });
  poll([aDeadLetter()]);
  await pass(1000);
  expect(delivery.state()).toMatchObject({ spooled: 1 });
  sink.behave(new SinkError('record', 'no'));
  delivery.resume();
  await pass(5000);
  expect(delivery.state()).toMatchObject({ spooled: 0, dropped: 1, healthy: true });
});

test('a refused record stays on disk until its dead letter is kept', async () => {
  const letters: { letter: DeadLetter; keep: (index: number, outcome: 'written' | 'error') => void }[] = [];
  await start(
    { bury: (letter, receipt) => letters.push({ letter, keep: (...how) => receipt.settle(...how) }) },
    { resume: false },
  );
  push([...reports(2), poison()]);
  await pass(0);
  sink.behave(refusePoison);
  delivery.resume();
  await pass(0);
  expect(spool.records()).toHaveLength(3);
  letters[0]?.keep(0, 'error');
  await pass(0);
  expect(spool.records()).toMatchObject([{ description: 'poison' }]);
  await pass(1000);
  letters[1]?.keep(0, 'written');
  await pass(0);
  expect(spool.records()).toEqual([]);
  expect(delivery.state()).toMatchObject({ deadLettered: 1, written: 2 });
});

test('what a sink does not take is never given to it', async () => {
  sink = createFakeSink({ takes: (record) => record.type === 'track' });
  await start();
  const receipt = push([
    { type: 'pushReceived', key: 'k', receivedAtMs: NOON_MS },
    aTrackReport({ observedAtMs: NOON_MS }),
  ]);
  await pass(0);
  expect(await receipt.outcomes).toEqual(['error', 'written']);
});

test('a sink that hangs for ever is given up, and delays no other delivery', async () => {
  const other = createFakeSink({ name: 'loki' });
  const otherDelivery = createDelivery({
    sink: other,
    spool: createMemorySpool(),
    logger: logs.logger,
    now: Date.now,
    random: () => 1,
    mode: 'direct',
    bury: () => undefined,
  });
  await otherDelivery.start();
  otherDelivery.resume();
  await start();
  sink.behave('hang');
  const hanging = push(reports(1));
  const receipt = createReceipt(1);
  otherDelivery.offer([{ record: aTrackReport(), priority: 'HIGH' }], receipt);
  await pass(0);
  expect(await receipt.outcomes).toEqual(['written']);
  await pass(15_000);
  expect(await hanging.outcomes).toEqual(['queued']);
  await otherDelivery.stop({ deadlineMs: 100 });
});

test('through the spool, everything is on disk first, and goes on when enough waits or the oldest waited long enough', async () => {
  await start({ mode: 'through-spool', maxBatchRows: 10, maxDelayMs: 5000 });
  const receipt = push(reports(3));
  await pass(0);
  expect(await receipt.outcomes).toEqual(['queued', 'queued', 'queued']);
  await pass(4999);
  expect(sink.attempts).toBe(0);
  await pass(1);
  expect(sink.writes.map((batch) => batch.length)).toEqual([3]);
  push(reports(10));
  await pass(0);
  expect(sink.writes.map((batch) => batch.length)).toEqual([3, 10]);
  expect(delivery.state()).toMatchObject({ spooled: 0, written: 13 });
});

test('through the spool, a sink that hangs delays no offer', async () => {
  await start({ mode: 'through-spool', maxBatchRows: 1 });
  sink.behave('hang');
  push(reports(1));
  await pass(10);
  const receipt = push(reports(2));
  await pass(0);
  expect(await receipt.outcomes).toEqual(['queued', 'queued']);
});

test('when neither sink nor disk takes anything, senders are told, and polled records wait in memory until they fit', async () => {
  await start();
  sink.behave(outage());
  spool.failWith(new SpoolFullError('disk full'));
  const polled = reports(2);
  poll(polled);
  const receipt = push(reports(2));
  await pass(100);
  expect(await receipt.outcomes).toEqual(['error', 'error']);
  expect(delivery.state()).toMatchObject({ buffered: 2, spooled: 0, dropped: 0 });
  expect(delivery.refusal()).toMatchObject({ kind: 'full' });
  spool.failWith(null);
  await pass(1000);
  expect(spool.records()).toEqual(polled);
  expect(delivery.refusal()).toBeNull();
  expect(logs.count('the disk does not take what waits for a sink')).toBe(1);
  expect(logs.count('the disk takes what waits for a sink again')).toBe(1);
});

test('a sink that comes back gets what no disk would take', async () => {
  await start({ probeEveryMs: 2000 });
  sink.behave(outage());
  spool.failWith(new Error('read-only file system'));
  const polled = reports(2);
  poll(polled);
  await pass(30_000);
  sink.behave(null);
  await pass(3000);
  expect(sink.stored()).toEqual(polled);
  expect(delivery.state()).toMatchObject({ buffered: 0, dropped: 0, healthy: true });
});

test('when memory is full, too, the least important records go first, are counted, and critical ones stay', async () => {
  await start({ maxBufferedRows: 10 });
  sink.behave(outage());
  spool.failWith(new SpoolFullError('disk full'));
  const critical = aTrackReport({ observedAtMs: NOON_MS, droneId: 'emergency' });
  poll([critical], 'CRITICAL');
  const low = Array.from({ length: 5 }, (_, index) => aTrackReport({ droneId: `low-${index}` }));
  poll(low, 'LOW');
  await pass(1000);
  poll(reports(9));
  await pass(1000);
  expect(delivery.state()).toMatchObject({ buffered: 10, dropped: 5 });
  expect(delivery.refusal()).toMatchObject({ kind: 'busy' });
  spool.failWith(null);
  await pass(2000);
  expect(spool.records()).toContainEqual(critical);
  expect(spool.records()).toHaveLength(10);
  expect(logs.entries.filter(({ msg }) => msg.startsWith('records are kept again'))).toMatchObject([
    { records: 5 },
  ]);
});

test('a spool that fills up keeps its last room for what matters most', async () => {
  spool = createMemorySpool({ maxBytes: 100 });
  await start({}, { resume: false });
  const outcomeOf = async (priority: Priority) => {
    const receipt = push(reports(1), priority);
    await pass(0);
    return (await receipt.outcomes)[0];
  };
  push(reports(80));
  await pass(0);
  expect([await outcomeOf('BATCH'), await outcomeOf('LOW')]).toEqual(['error', 'queued']);
  push(reports(9));
  await pass(0);
  expect([await outcomeOf('LOW'), await outcomeOf('NORMAL')]).toEqual(['error', 'queued']);
  push(reports(7));
  await pass(0);
  expect([await outcomeOf('HIGH'), await outcomeOf('CRITICAL')]).toEqual(['error', 'queued']);
  expect(delivery.refusal()).toMatchObject({ kind: 'full', retryAfterMs: 1000 });
  expect(await outcomeOf('CRITICAL')).toBe('queued');
  expect(await outcomeOf('CRITICAL')).toBe('error');
});

test('a sender whose record may not overtake what finds no room is told so', async () => {
  spool = createMemorySpool({ maxBytes: 100 });
  await start({ maxBatchRows: 10 }, { resume: false });
  push(reports(98));
  await pass(0);
  // All of one aircraft: they stay in front of the newer, critical one.
  poll(reports(10));
  await pass(100);
  const receipt = push(reports(1), 'CRITICAL');
  await pass(0);
  expect(await receipt.outcomes).toEqual(['error']);
  expect(delivery.state()).toMatchObject({ buffered: 10, spooled: 98, dropped: 0 });
});

test('while polled records find no room, senders are told at once, and all but critical ones are not tried', async () => {
  spool = createMemorySpool({ maxBytes: 100 });
  await start({}, { resume: false });
  push(reports(98));
  await pass(0);
  poll(reports(5));
  await pass(100);
  const append = vi.spyOn(spool, 'append');
  const refused = push(reports(2));
  expect(await refused.outcomes).toEqual(['error', 'error']);
  expect(append).not.toHaveBeenCalled();
  const critical = push([aTrackReport({ droneId: 'emergency' })], 'CRITICAL');
  await pass(0);
  expect(await critical.outcomes).toEqual(['queued']);
  expect(delivery.state()).toMatchObject({ buffered: 5, spooled: 99 });
});

test('a critical record finds room where its batch does not', async () => {
  spool = createMemorySpool({ maxBytes: 10 });
  await start({}, { resume: false });
  const receipt = createReceipt(12);
  delivery.offer(
    reports(12).map((record, index) => ({
      record: { ...record, droneId: `drone-${index}` },
      priority: index === 7 ? 'CRITICAL' : 'HIGH',
    })),
    receipt,
  );
  await pass(0);
  const outcomes = await receipt.outcomes;
  expect(outcomes.filter((outcome) => outcome === 'queued')).toHaveLength(1);
  expect(outcomes[7]).toBe('queued');
});

test('stopping writes what waits in memory', async () => {
  await start();
  poll(reports(3));
  await delivery.stop({ deadlineMs: 1000 });
  await delivery.stop({ deadlineMs: 1000 });
  expect(sink.stored()).toHaveLength(3);
});

test('what the sink refuses while stopping becomes a dead letter, too', async () => {
  await start();
  sink.behave((records) =>
    records.flatMap(({ type }, index) => (type === 'track' ? [{ index, reason: 'bad', detail: null }] : [])),
  );
  poll(reports(1));
  const stopped = delivery.stop({ deadlineMs: 1000 });
  await pass(0);
  await stopped;
  expect(sink.stored()).toMatchObject([{ type: 'deadLetter', reason: 'bad' }]);
  expect(delivery.state()).toMatchObject({ deadLettered: 1, dropped: 0 });
});

test('stopping goes on taking dead letters until others that make them have ended', async () => {
  await start();
  let end = () => undefined as void;
  const after = new Promise<void>((resolve) => (end = resolve));
  const stopped = delivery.stop({ deadlineMs: 3000, after });
  await pass(1500);
  const letter = push([aDeadLetter()]);
  const late = push(reports(1));
  await pass(0);
  end();
  await pass(0);
  await stopped;
  expect([await letter.outcomes, await late.outcomes]).toEqual([['written'], ['error']]);
});

test('stopping while the sink hangs brings everything to disk in time', async () => {
  await start();
  sink.behave('hang');
  const receipt = push(reports(2));
  await pass(0);
  poll(reports(3));
  const stopped = delivery.stop({ deadlineMs: 3000 });
  await pass(2000);
  await stopped;
  expect(await receipt.outcomes).toEqual(['queued', 'queued']);
  expect(spool.records()).toHaveLength(5);
  expect(logs.entries.filter(({ level }) => level >= 50)).toEqual([]);
});

test('stopping when neither sink nor disk answers ends at the deadline and says what is lost', async () => {
  await start();
  sink.behave('hang');
  spool.freeze();
  poll(reports(4));
  const stopped = delivery.stop({ deadlineMs: 3000 });
  await pass(3000);
  await stopped;
  expect(logs.entries.filter(({ level }) => level >= 50)).toMatchObject([{ records: 4 }]);
  spool.thaw();
});

test('what is offered after the end is an error', async () => {
  await start();
  await delivery.stop({ deadlineMs: 100 });
  const receipt = push(reports(1));
  expect(await receipt.outcomes).toEqual(['error']);
});

test('flushing waits until nothing is in memory', async () => {
  await start();
  await delivery.flush();
  poll(reports(3));
  await delivery.flush();
  expect(sink.stored()).toHaveLength(3);
  sink.behave(outage());
  poll(reports(2));
  await delivery.flush();
  expect(delivery.newestSpooled(1)).toHaveLength(1);
  expect(delivery.state()).toMatchObject({ buffered: 0, spooled: 2 });
});

import { expect, test } from 'vitest';
import { aDeadLetter } from '../../test/support/dead-letters.js';
import {
  delivery,
  logs,
  pass,
  poll,
  push,
  reports,
  sink,
  spool,
  start,
  setUpDelivery,
} from '../../test/support/delivery-rig.js';
import { createFakeSink, outage } from '../../test/support/fake-sink.js';
import { createMemorySpool } from '../../test/support/memory-spool.js';
import { aTrackReport, NOON_MS } from '../../test/support/observations.js';
import { createDelivery } from './delivery.js';
import { createReceipt } from './receipt.js';

setUpDelivery();

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

test('what a sink does not take is never given to it', async () => {
  await start({ sink: createFakeSink({ takes: (record) => record.type === 'track' }) });
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

import { expect, test, vi } from 'vitest';
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
import { outage } from '../../test/support/fake-sink.js';
import { createMemorySpool } from '../../test/support/memory-spool.js';
import { aTrackReport, NOON_MS } from '../../test/support/observations.js';
import type { Priority } from '../domain/priority.js';
import { createReceipt } from './receipt.js';
import { SpoolFullError } from './spool.js';

setUpDelivery();

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
  await start({ spool: createMemorySpool({ maxBytes: 100 }) }, { resume: false });
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
  await start({ spool: createMemorySpool({ maxBytes: 100 }), maxBatchRows: 10 }, { resume: false });
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
  await start({ spool: createMemorySpool({ maxBytes: 100 }) }, { resume: false });
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
  await start({ spool: createMemorySpool({ maxBytes: 10 }) }, { resume: false });
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

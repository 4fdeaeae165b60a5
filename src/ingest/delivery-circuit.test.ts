import { expect, test } from 'vitest';
import {
  delivery,
  logs,
  pass,
  push,
  reports,
  sink,
  start,
  setUpDelivery,
} from '../../test/support/delivery-rig.js';
import { outage } from '../../test/support/fake-sink.js';
import { SinkError } from '../sinks/sink.js';

setUpDelivery();

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

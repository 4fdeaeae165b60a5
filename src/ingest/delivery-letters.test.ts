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
import type { DeadLetter } from '../domain/dead-letter.js';
import { SinkError, type SinkRecord } from '../sinks/sink.js';

setUpDelivery();

const isPoison = (record: SinkRecord) => record.type === 'track' && record.description === 'poison';
const poison = () => ({ ...reports(1)[0]!, description: 'poison' });

function refusePoison(records: readonly SinkRecord[]) {
  if (records.some(isPoison))
    throw new SinkError('record', 'invalid byte sequence', { reason: 'data exception' });
  return [];
}

test('K9: a record that is to blame becomes a dead letter, and its neighbours are written', async () => {
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

import { expect, test } from 'vitest';
import { aLogEvent } from '../../test/support/log-events.js';
import { captureLogs } from '../../test/support/logs.js';
import { aSignal, aTrackReport, NOON_MS } from '../../test/support/observations.js';
import type { SinkName } from '../domain/dead-letter.js';
import type { Observation } from '../domain/observation.js';
import type { SinkRecord } from '../sinks/sink.js';
import { createDedupe } from './dedupe.js';
import type { Offer } from './delivery.js';
import { createEnrich } from './enrich.js';
import { createPipeline } from './pipeline.js';
import type { Outcome } from './receipt.js';
import { createValidate } from './validate.js';

interface Outlet {
  readonly name: SinkName;
  readonly outcome?: Outcome;
  readonly takes?: (record: SinkRecord) => boolean;
}

const notLetters = ({ type }: SinkRecord) => type !== 'deadLetter' && type !== 'pushReceived';
const noPush = { received: null, priority: null };

function aPipeline({ outlets = [{ name: 'tsdb' }] as readonly Outlet[], liveFails = false } = {}) {
  const live: Observation[] = [];
  const offered: Partial<Record<SinkName, Offer[]>> = {};
  const logs = captureLogs();
  const pipeline = createPipeline({
    validate: createValidate({ mode: 'lenient' }),
    dedupe: createDedupe(),
    enrich: createEnrich(),
    live: {
      accept(observations) {
        if (liveFails) throw new Error('defect');
        live.push(...observations);
      },
    },
    outlets: outlets.map(({ name, outcome = 'written', takes = () => true }) => ({
      sink: { name, takes },
      delivery: {
        offer(offers, receipt) {
          (offered[name] ??= []).push(...offers);
          offers.forEach((_, index) => receipt?.settle(index, outcome));
        },
      },
    })),
    logger: logs.logger,
    now: () => NOON_MS,
  });
  const typesAt = (name: SinkName) => (offered[name] ?? []).map(({ record }) => record.type);
  return { pipeline, live, offered, typesAt, logs };
}

test('ten identical polls are stored and shown once', () => {
  const { pipeline, live, typesAt } = aPipeline();
  const accepted = Array.from({ length: 10 }, () => pipeline.accept([aTrackReport()]));
  expect(accepted).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  expect([live.length, typesAt('tsdb').length]).toEqual([1, 1]);
});

test('the sinks get what the live picture refuses', () => {
  const { pipeline, typesAt, logs } = aPipeline({ liveFails: true });
  expect(pipeline.accept([aTrackReport()])).toBe(1);
  expect(typesAt('tsdb')).toEqual(['track']);
  expect(logs.count('the live picture refused observations')).toBe(1);
});

test('a record that cannot be true costs only itself, and is kept with the reason', () => {
  const { pipeline, live, offered } = aPipeline();
  pipeline.accept([aSignal({ frequencyMhz: NaN }), aSignal({ signalUid: 'good' })]);
  expect(live).toMatchObject([{ signalUid: 'good' }]);
  expect(offered.tsdb?.map(({ record }) => record)).toMatchObject([
    { type: 'signal', signalUid: 'good' },
    { type: 'deadLetter', stage: 'VALIDATE', format: 'observation', kitId: 'kit-1' },
  ]);
});

test('each sender learns what became of each record at each sink', async () => {
  const { pipeline } = aPipeline({ outlets: [{ name: 'tsdb' }, { name: 'loki', outcome: 'queued' }] });
  const outcomes = await pipeline.push([aTrackReport(), aSignal({ frequencyMhz: -1 }), aLogEvent()], noPush);
  expect(outcomes).toEqual([
    { rejected: null, sinks: { tsdb: 'written', loki: 'queued' } },
    { rejected: expect.objectContaining({ reason: expect.any(String) as unknown }) as unknown },
    { rejected: null, sinks: { tsdb: 'written', loki: 'queued' } },
  ]);
});

test('a repeat of what a sink may not have stored is offered again, and not shown again', async () => {
  const { pipeline, live, typesAt } = aPipeline({ outlets: [{ name: 'tsdb', outcome: 'error' }] });
  for (let times = 0; times < 2; times++) await pipeline.push([aTrackReport()], noPush);
  expect(typesAt('tsdb')).toEqual(['track', 'track']);
  expect(live).toHaveLength(1);
});

test('what was observed long before it was pushed is history and no news', async () => {
  const { pipeline, live, typesAt } = aPipeline();
  await pipeline.push([aSignal({ observedAtMs: NOON_MS - 3_600_000, kitTimeS: 1 }), aSignal()], noPush);
  expect(typesAt('tsdb')).toEqual(['signal', 'signal']);
  expect(live).toMatchObject([{ observedAtMs: NOON_MS }]);
});

test('a push is remembered ahead of what it brought, where it can be', async () => {
  const { pipeline, typesAt } = aPipeline({
    outlets: [{ name: 'tsdb' }, { name: 'loki', takes: notLetters }],
  });
  const received = { type: 'pushReceived', key: 'k', receivedAtMs: NOON_MS } as const;
  await pipeline.push([aTrackReport()], { received, priority: null });
  expect(typesAt('tsdb')).toEqual(['pushReceived', 'track']);
  expect(typesAt('loki')).toEqual(['track']);
});

test('an emergency goes first, and what was pushed as bulk last', async () => {
  const { pipeline, offered } = aPipeline();
  const emergency = aTrackReport({ operationalStatus: 'Emergency' });
  await pipeline.push([emergency, aLogEvent()], noPush);
  await pipeline.push([emergency], { received: null, priority: 'BATCH' });
  expect(offered.tsdb?.map(({ priority }) => priority)).toEqual(['CRITICAL', 'LOW', 'BATCH']);
});

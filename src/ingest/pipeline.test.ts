import { expect, test } from 'vitest';
import { captureLogs } from '../../test/support/logs.js';
import { aTrackReport } from '../../test/support/observations.js';
import type { Observation } from '../domain/observation.js';
import { createDedupe } from './dedupe.js';
import { createEnrich } from './enrich.js';
import { createPipeline } from './pipeline.js';

function aPipeline({ liveFails = false, sinkFails = false } = {}) {
  const live: Observation[] = [];
  const stored: Observation[] = [];
  const logs = captureLogs();
  const take = (into: Observation[], fails: boolean) => (observations: readonly Observation[]) => {
    if (fails) throw new Error('full');
    into.push(...observations);
  };
  const pipeline = createPipeline({
    dedupe: createDedupe(),
    enrich: createEnrich(),
    live: { accept: take(live, liveFails) },
    sink: { write: take(stored, sinkFails) },
    logger: logs.logger,
  });
  return { pipeline, live, stored, logs };
}

test('ten identical polls are stored and shown once', () => {
  const { pipeline, live, stored } = aPipeline();
  const accepted = Array.from({ length: 10 }, () => pipeline.accept([aTrackReport()]));
  expect(accepted).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  expect([live.length, stored.length]).toEqual([1, 1]);
});

test('the live picture gets what a sink refuses', () => {
  const { pipeline, live, logs } = aPipeline({ sinkFails: true });
  expect(pipeline.accept([aTrackReport()])).toBe(1);
  expect(live).toHaveLength(1);
  expect(logs.count('the sink refused observations')).toBe(1);
});

test('a sink gets what the live picture refuses', () => {
  const { pipeline, stored } = aPipeline({ liveFails: true });
  pipeline.accept([aTrackReport()]);
  expect(stored).toHaveLength(1);
});

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { aTrackReport, NOON_MS } from '../../test/support/observations.js';
import { createHub } from '../live/hub.js';
import { createDedupe } from './dedupe.js';
import { createEnrich } from './enrich.js';
import { createPipeline } from './pipeline.js';
import { createValidate } from './validate.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

test('K10: a kit that makes up an id for every record costs no more memory for a hundred thousand than for thirty', () => {
  let nowMs = NOON_MS;
  const hub = createHub({
    trackTimeoutMs: 300_000,
    epoch: 'abc123',
    now: () => nowMs,
    monotonicNow: () => nowMs,
  });
  const pipeline = createPipeline({
    validate: createValidate({ mode: 'lenient' }),
    dedupe: createDedupe(),
    enrich: createEnrich(),
    live: hub,
    outlets: [],
    logger: pino({ level: 'silent' }),
    now: () => nowMs,
  });
  let made = 0;
  const flood = (records: number) => {
    for (let done = 0; done < records; done += 1_000) {
      nowMs += 10;
      const reports = Array.from({ length: 1_000 }, () =>
        aTrackReport({ droneId: `drone-${made++}`, observedAtMs: nowMs }),
      );
      expect(pipeline.accept(reports)).toBe(1_000);
    }
    collectGarbage();
    return process.memoryUsage().heapUsed / 2 ** 20;
  };
  const quiet = aTrackReport({ kitId: 'kit-2', droneId: 'drone-quiet', observedAtMs: NOON_MS });
  pipeline.accept([quiet]);
  const fullMib = flood(30_000);
  expect(flood(100_000) - fullMib).toBeLessThan(10);

  const tracks = hub.tracks();
  expect(tracks.length).toBeLessThanOrEqual(10_001);
  expect(tracks.map(({ droneId }) => droneId)).toContain('drone-quiet');
  // What the other kit said is still known, and so no news.
  expect(pipeline.accept([quiet])).toBe(0);
});

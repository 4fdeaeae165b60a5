import fc from 'fast-check';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import type { Track } from '../domain/track.js';
import { createChangeLog, type Change } from './change-log.js';

const trackOf = (droneId: string, revision: number) => ({ droneId, observedAtMs: revision }) as Track;

test('what happened since any kept place is one change per track: its state then and its state now', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ drone: fc.nat({ max: 3 }), leaves: fc.boolean() }), { maxLength: 40 }),
      fc.integer({ min: 1, max: 12 }),
      (steps, capacity) => {
        const log = createChangeLog(capacity);
        // The sky at every sequence.
        const skies: Map<string, Track>[] = [new Map<string, Track>()];
        steps.forEach(({ drone, leaves }, revision) => {
          const droneId = `drone-${drone}`;
          const before = skies.at(-1)!.get(droneId) ?? null;
          const after = leaves ? null : trackOf(droneId, revision);
          const sky = new Map(skies.at(-1));
          if (after) sky.set(droneId, after);
          else sky.delete(droneId);
          skies.push(sky);
          log.append({ droneId, before, after });
        });
        expect(log.head).toBe(steps.length);
        for (let sequence = 0; sequence <= log.head; sequence += 1) {
          const isKept = log.head - sequence <= capacity;
          const expected: Change[] = [];
          for (const droneId of new Set(steps.slice(sequence).map(({ drone }) => `drone-${drone}`))) {
            const before = skies[sequence]!.get(droneId) ?? null;
            expected.push({ droneId, before, after: skies.at(-1)!.get(droneId) ?? null });
          }
          expect(log.reaches(sequence)).toBe(isKept);
          expect(log.since(sequence)).toEqual(isKept ? expected : null);
        }
        expect(log.reaches(log.head + 1)).toBe(false);
      },
    ),
  );
});

test('keeps nothing of a track whose changes it no longer keeps', async () => {
  const log = createChangeLog(2);
  const gone = new WeakRef(appendOne('gone'));
  for (let n = 0; n < 3; n += 1) appendOne(`later-${n}`);
  // What a WeakRef was made for stays until the end of the turn.
  await new Promise((resolve) => setImmediate(resolve));
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  expect(gone.deref()).toBeUndefined();
  expect(log.since(log.head - 2)).toHaveLength(2);

  function appendOne(droneId: string): Track {
    const after = trackOf(droneId, 1);
    log.append({ droneId, before: null, after });
    return after;
  }
});

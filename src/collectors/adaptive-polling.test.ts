import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRateLimiter } from '../../simulator/rate-limiter.js';
import { aTrackReport, NOON_MS } from '../../test/support/observations.js';
import { backoffDelayMs } from '../domain/backoff.js';
import { type AdaptiveBeatsDeps, createAdaptiveBeats } from './adaptive-beats.js';
import { createPollSchedule } from './poll-schedule.js';
import { createRequestBudget } from './request-budget.js';

const SECOND_MS = 1_000;
const END_MS = 900 * SECOND_MS;
const MAX_RETRIES = 3;

interface Story {
  readonly seed: number;
  /** How many collectors ask the same address. */
  readonly collectors: number;
  readonly intervals: AdaptiveBeatsDeps['intervals'];
  /** Lengths of times in which drones fly and do not, by turns. */
  readonly skyS: readonly number[];
  /** Lengths of times in which the kit answers and does not, by turns. */
  readonly healthS: readonly number[];
  readonly longestAnswerMs: number;
  /** Polls out of turn and probes, on average. */
  readonly pokesPerMinute: number;
}

/** What goes on at the same time: each yields for how many milliseconds it waits. */
type Process<T = void> = Generator<number, T, void>;

/** Plays a story in virtual time. Returns when the kit counted requests, and how often somebody had to wait for it. */
function play(story: Story) {
  let nowMs = 0;
  let seed = story.seed;
  const random = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
  const budget = createRequestBudget(() => nowMs);
  const countedMs: number[] = [];
  const dronePollsMs: number[] = [];
  let refusals = 0;

  function* attempts(): Process<boolean> {
    for (let attempt = 1; ; attempt++) {
      const answerMs = random() * story.longestAnswerMs;
      countedMs.push(nowMs + random() * answerMs);
      yield answerMs;
      budget.ended();
      if (isOn(story.healthS, nowMs)) return true;
      if (attempt > MAX_RETRIES || budget.take(1) > 0) return false;
      yield 100 * attempt;
    }
  }

  /** Requests one after the other, until one fails; they are set aside. */
  function* requests(count: number): Process<boolean> {
    for (let rest = count - 1; rest >= 0; rest--) {
      if (yield* attempts()) continue;
      budget.giveBack(rest);
      return false;
    }
    return true;
  }

  function* collector(kitId: string): Process {
    const beats = createAdaptiveBeats({ intervals: story.intervals, paceMs: () => budget.paceMs() });
    const schedule = createPollSchedule(kitId, () => beats.beats(NOON_MS + nowMs), { nowMs, atOnce: true });
    let failures = 0;
    for (;;) {
      if (failures === 0) yield schedule.nextAtMs(random) - nowMs;
      const request = schedule.due(nowMs);
      const cost = Object.values(request).filter(Boolean).length;
      const waitMs = budget.take(cost);
      if (waitMs > 0) {
        refusals += 1;
        yield waitMs;
        continue;
      }
      if (request.drones) dronePollsMs.push(nowMs);
      if (!(yield* requests(cost))) {
        failures += 1;
        yield backoffDelayMs(failures, { initialBackoffMs: 500, maxBackoffMs: 30_000 }, random);
        continue;
      }
      failures = 0;
      const flying = isOn(story.skyS, nowMs) ? [aTrackReport({ observedAtMs: NOON_MS + nowMs })] : [];
      beats.note(flying, NOON_MS + nowMs);
      schedule.done(request, nowMs);
    }
  }

  function* people(): Process {
    for (;;) {
      yield (120 * SECOND_MS * random()) / story.pokesPerMinute;
      if (budget.take(3) === 0) yield* requests(3);
      else refusals += 1;
    }
  }

  const processes = Array.from({ length: story.collectors }, (_, index) => collector(`kit-${index}`));
  if (story.pokesPerMinute > 0) processes.push(people());
  const wakeMs = processes.map(() => 0);
  while ((nowMs = Math.min(...wakeMs)) < END_MS) {
    const next = wakeMs.indexOf(nowMs);
    wakeMs[next] = nowMs + Math.max(0, Number(processes[next]?.next().value));
  }
  return { countedMs: countedMs.sort((a, b) => a - b), dronePollsMs, refusals };
}

/** Whether `nowMs` lies in the first, third, … of these times, which begin anew at the end. */
function isOn(lengthsS: readonly number[], nowMs: number): boolean {
  let leftMs = nowMs % (SECOND_MS * lengthsS.reduce((sum, lengthS) => sum + lengthS, 0));
  const index = lengthsS.findIndex((lengthS) => (leftMs -= lengthS * SECOND_MS) < 0);
  return index % 2 === 0;
}

function refusedByTheKit(countedMs: readonly number[]): number {
  const limiter = createRateLimiter(100);
  return countedMs.filter((atMs) => !limiter.allows('us', atMs)).length;
}

const turns = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 2, maxLength: 8 });
/** Also such as nobody would be allowed to configure. */
const anyIntervals = fc
  .tuple(
    fc.integer({ min: 50, max: 3_000 }),
    fc.integer({ min: 1, max: 8 }),
    fc.integer({ min: 1, max: 8 }),
    fc.integer({ min: 500, max: 60_000 }),
  )
  .map(([fastIntervalMs, middle, idle, statusPollIntervalMs]) => ({
    fastIntervalMs,
    pollIntervalMs: fastIntervalMs * middle,
    idleIntervalMs: fastIntervalMs * middle * idle,
    statusPollIntervalMs,
  }));
const anyStory: fc.Arbitrary<Story> = fc.record({
  seed: fc.integer({ min: 1, max: 2_147_483_646 }),
  collectors: fc.integer({ min: 1, max: 3 }),
  intervals: anyIntervals,
  skyS: turns,
  healthS: turns,
  longestAnswerMs: fc.integer({ min: 1, max: 8_000 }),
  pokesPerMinute: fc.constantFrom(0, 0.5, 5, 60),
});

test('whatever flies, fails and is asked for, a kit gets at most 100 requests in any minute', () => {
  fc.assert(
    fc.property(anyStory, (story) => {
      expect(refusedByTheKit(play(story).countedMs)).toBe(0);
    }),
    { numRuns: 60 },
  );
});

const DEFAULTS = {
  fastIntervalMs: 1_000,
  pollIntervalMs: 5_000,
  idleIntervalMs: 10_000,
  statusPollIntervalMs: 30_000,
};
const aQuietStory: Story = {
  seed: 1,
  collectors: 1,
  intervals: DEFAULTS,
  skyS: [600, 300],
  healthS: [900, 1],
  longestAnswerMs: 100,
  pokesPerMinute: 0,
};

test('a kit that nobody else asks never has to be waited for, whatever flies', () => {
  fc.assert(
    fc.property(turns, anyStory, (skyS, { seed }) => {
      expect(play({ ...aQuietStory, seed, skyS }).refusals).toBe(0);
    }),
    { numRuns: 30 },
  );
});

const pollsPerMinute = (timesMs: readonly number[], fromS: number, toS: number) =>
  (60 * timesMs.filter((atMs) => atMs >= fromS * SECOND_MS && atMs < toS * SECOND_MS).length) / (toS - fromS);

test('drones are read each second while they fly, and much less often long after', () => {
  const { dronePollsMs } = play({ ...aQuietStory, skyS: [300, 600] });
  expect(pollsPerMinute(dronePollsMs, 10, 290)).toBeCloseTo(60, 0);
  expect(pollsPerMinute(dronePollsMs, 620, 900)).toBeCloseTo(6, 0);
});

test('what others ask for makes polling slower, and does not make it stop and go', () => {
  const { dronePollsMs, countedMs } = play({ ...aQuietStory, pokesPerMinute: 12, skyS: [900, 1] });
  const perMinute = pollsPerMinute(dronePollsMs, 60, 900);
  expect(perMinute).toBeLessThan(58);
  expect(perMinute).toBeGreaterThan(30);
  expect(countedMs.length).toBeGreaterThan(14 * 85);
  const gapsMs = dronePollsMs.slice(1).map((atMs, index) => atMs - (dronePollsMs[index] ?? 0));
  expect(Math.max(...gapsMs)).toBeLessThan(15_000);
});

import { signal } from '@preact/signals';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SignalReportFragment } from '../../../operations/generated/graphql.js';
import type { GraphQL } from '../graphql.js';
import { aSignalReport } from '../testing/a-signal.js';
import { createFakeLiveClient } from '../testing/fake-live-client.js';
import type { HeardSignal } from './app-state.js';
import { watchSignals } from './heard-signals.js';

const noonMs = Date.parse('2026-11-22T12:00:00Z');

beforeEach(() => vi.useFakeTimers({ now: noonMs }));
afterEach(() => vi.useRealTimers());

const aReport = (frequencyMhz: number, secondsAgo: number): SignalReportFragment =>
  aSignalReport({
    id: `${frequencyMhz} ${secondsAgo}`,
    time: new Date(noonMs - secondsAgo * 1_000).toISOString(),
    frequencyMhz,
  });

/** A page, and a history that answers when a test says so. */
function aPage() {
  const live = createFakeLiveClient();
  const questions: {
    readonly variables: unknown;
    answer(...nodes: SignalReportFragment[]): void;
    fail(): void;
  }[] = [];
  const request = (_document: unknown, variables: unknown) =>
    new Promise((resolve, reject) =>
      questions.push({
        variables,
        answer: (...nodes) => resolve({ signals: { nodes } }),
        fail: () => reject(new Error('away')),
      }),
    );
  const signals = signal<readonly HeardSignal[]>([]);
  const watch = watchSignals(live, { request } as unknown as GraphQL, signals, {
    filter: {},
    serverNow: () => Date.now(),
  });
  return {
    live,
    questions,
    signals,
    watch,
    hear: (report: SignalReportFragment) => live.subscriptions[0]!.data({ signals: report }),
    frequencies: () => signals.value.map(({ frequencyMhz }) => frequencyMhz),
  };
}

const soon = () => vi.advanceTimersByTimeAsync(300);

test('shows what was heard lately and what is heard now, and forgets it', async () => {
  const { questions, hear, frequencies, signals, watch } = aPage();
  hear(aReport(5_800, 0));
  questions[0]!.answer(aReport(5_700, 60), aReport(5_800, 0), aReport(5_800, 5));
  await soon();
  expect(frequencies()).toEqual([5_800, 5_700]);
  expect(signals.value.map(({ reportCount }) => reportCount)).toEqual([2, 1]);
  await vi.advanceTimersByTimeAsync(4.5 * 60_000);
  expect(frequencies()).toEqual([5_800]);
  expect(signals.value[0]?.stale).toBe(true);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(frequencies()).toEqual([]);
  watch.end();
  expect(vi.getTimerCount()).toBe(0);
});

test('what is heard is shown though history is away', async () => {
  const { questions, hear, frequencies, watch } = aPage();
  questions[0]!.fail();
  hear(aReport(5_800, 0));
  await soon();
  expect(frequencies()).toEqual([5_800]);
  watch.end();
});

test('what answers the old filter stays until the new one is answered', async () => {
  const { live, questions, hear, frequencies, watch } = aPage();
  questions[0]!.answer(aReport(5_700, 60));
  await soon();
  watch.setFilter({ kitIds: ['kit-002'] });
  expect(live.subscriptions[0]!.payload().variables).toEqual({ filter: { kitIds: ['kit-002'] } });
  expect(questions[1]!.variables).toMatchObject({ filter: { kitIds: ['kit-002'] } });
  hear(aReport(5_800, 0));
  await soon();
  expect(frequencies()).toEqual([5_700]);
  questions[1]!.answer(aReport(5_900, 1));
  await soon();
  expect(frequencies()).toEqual([5_800, 5_900]);
  watch.end();
});

test('an answer to an older filter that comes late is not shown', async () => {
  const { questions, frequencies, watch } = aPage();
  watch.setFilter({ kitIds: ['kit-002'] });
  questions[1]!.answer(aReport(5_900, 1));
  questions[0]!.answer(aReport(5_700, 1));
  await soon();
  expect(frequencies()).toEqual([5_900]);
  watch.end();
});

test('a connection that is made again keeps what was heard, and asks for what it missed', async () => {
  const { live, questions, frequencies, watch } = aPage();
  questions[0]!.answer(aReport(5_700, 60));
  await soon();
  live.subscriptions[0]!.begun?.();
  await soon();
  expect(frequencies()).toEqual([5_700]);
  questions[1]!.answer(aReport(5_800, 2), aReport(5_700, 60));
  await soon();
  expect(frequencies()).toEqual([5_800, 5_700]);
  watch.end();
});

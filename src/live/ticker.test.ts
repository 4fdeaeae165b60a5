import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createTicker, type TickerItem } from './ticker.js';

interface Task extends TickerItem {
  readonly name: string;
}

const aTask = (name: string): Task => ({ name, wakeMs: Infinity, isOnAgenda: false, isQueued: false });

let workMs = 0;
/** Names, and the virtual time of their turn. */
let done: [string, number][] = [];
let spentMs = 0;
const monotonicNow = () => performance.now() + spentMs;

function aTicker() {
  return createTicker<Task>({
    monotonicNow,
    work(task, nowMs) {
      done.push([task.name, nowMs]);
      // Work takes time without letting anything else run.
      spentMs += workMs;
    },
  });
}

beforeEach(() => {
  vi.useFakeTimers();
  [workMs, spentMs, done] = [0, 0, []];
});
afterEach(() => void vi.useRealTimers());

test('wakes each at its time with one timer', () => {
  const ticker = aTicker();
  const startedMs = monotonicNow();
  [30, 10, 20, 25].forEach((ms, n) => ticker.wakeAt(aTask(`${n}`), startedMs + ms));
  expect(vi.getTimerCount()).toBe(1);
  vi.advanceTimersByTime(100);
  expect(done.map(([name, ms]) => [name, ms - startedMs])).toEqual([
    ['1', 10],
    ['2', 20],
    ['3', 25],
    ['0', 30],
  ]);
  expect(vi.getTimerCount()).toBe(0);
});

test('works at most 8 ms, lets others have a turn, and goes on where it was', () => {
  workMs = 3;
  const ticker = aTicker();
  for (let n = 0; n < 7; n += 1) ticker.wakeNow(aTask(`${n}`));
  const turns: number[] = [];
  while (vi.getTimerCount() > 0) {
    vi.advanceTimersToNextTimer();
    turns.push(done.length);
  }
  expect(turns).toEqual([3, 6, 7]);
  expect(done.map(([name]) => name)).toEqual(['0', '1', '2', '3', '4', '5', '6']);
});

test('what became due meanwhile waits for its turn behind what was due before', () => {
  workMs = 10;
  const ticker = aTicker();
  ticker.wakeAt(aTask('later'), monotonicNow() + 5);
  for (const name of ['a', 'b']) ticker.wakeNow(aTask(name));
  vi.advanceTimersByTime(1000);
  expect(done.map(([name]) => name)).toEqual(['a', 'b', 'later']);
});

test('has one turn for one that is woken several times, and none for one that was cancelled', () => {
  const ticker = aTicker();
  const [twice, cancelled] = [aTask('twice'), aTask('cancelled')];
  ticker.wakeNow(twice);
  ticker.wakeNow(twice);
  ticker.wakeAt(cancelled, monotonicNow() + 10);
  ticker.cancel(cancelled);
  vi.advanceTimersByTime(1000);
  expect(done.map(([name]) => name)).toEqual(['twice']);
});

test('does nothing while it is stopped, and makes up for it when it is started', () => {
  const ticker = aTicker();
  ticker.stop();
  ticker.wakeNow(aTask('now'));
  ticker.wakeAt(aTask('soon'), monotonicNow() + 10);
  vi.advanceTimersByTime(1000);
  expect(done).toEqual([]);
  ticker.start();
  vi.advanceTimersByTime(1000);
  expect(done.map(([name]) => name).sort()).toEqual(['now', 'soon']);
});

import { expect, test } from 'vitest';
import { seenDays, type Presence } from './seen-days.js';

const at = (text: string) => Date.parse(text);

/** A history that knows when it was heard. */
function heardAt(...times: string[]): Presence & { questions: number } {
  const heard = times.map(at).sort((a, b) => a - b);
  const within = (fromMs: number, toMs: number) => heard.filter((ms) => ms >= fromMs && ms < toMs);
  return {
    questions: 0,
    lastHeardMs(fromMs, toMs) {
      this.questions++;
      return Promise.resolve(within(fromMs, toMs).at(-1) ?? null);
    },
    during(fromMs, toMs) {
      this.questions++;
      const inside = within(fromMs, toMs);
      return Promise.resolve({ fromMs: inside[0]!, toMs: inside.at(-1)!, kitNames: [] });
    },
  };
}

const now = at('2026-11-22T12:00:00Z');

test('days are listed from the newest on, each with its first and last report', async () => {
  const history = heardAt('2026-11-20T08:00:00Z', '2026-11-20T09:30:00Z', '2026-11-13T23:59:59.999Z');
  const { days, beforeMs } = await seenDays(history, now, 5, 'utc');
  expect(days.map(({ fromMs, toMs }) => [fromMs, toMs])).toEqual([
    [at('2026-11-20T08:00:00Z'), at('2026-11-20T09:30:00Z')],
    [at('2026-11-13T23:59:59.999Z'), at('2026-11-13T23:59:59.999Z')],
  ]);
  expect(beforeMs).toBeNull();
});

test('days without it cost nothing', async () => {
  const history = heardAt('2026-11-20T08:00:00Z', '2026-10-25T08:00:00Z');
  await seenDays(history, now, 5, 'utc');
  expect(history.questions).toBe(5);
});

test('a page ends where the next one begins', async () => {
  const history = heardAt('2026-11-20T08:00:00Z', '2026-11-19T08:00:00Z', '2026-11-18T08:00:00Z');
  const first = await seenDays(history, now, 2, 'utc');
  expect(first.beforeMs).toBe(at('2026-11-19T00:00:00Z'));
  const second = await seenDays(history, first.beforeMs!, 2, 'utc');
  expect(second.days.map(({ fromMs }) => fromMs)).toEqual([at('2026-11-18T08:00:00Z')]);
});

import { expect, test } from 'vitest';
import { freshnessText } from './freshness-text.js';

const nowMs = 1_000_000;

test('a picture that is a second old is live', () => {
  expect(freshnessText({ state: 'live', behindMs: 1_000 }, nowMs)).toMatchObject({
    text: 'Live',
    level: 'ok',
  });
});

test('a picture that is late says by how much', () => {
  expect(freshnessText({ state: 'live', behindMs: 12_345 }, nowMs)).toMatchObject({
    text: 'Behind 12 s',
    level: 'warn',
  });
});

test('the wait for the next attempt is counted down, and never below zero', () => {
  const lost = { state: 'reconnecting', attempt: 3, retryAtMs: nowMs + 2_500 } as const;
  expect(freshnessText(lost, nowMs).text).toBe('Reconnecting in 3 s');
  expect(freshnessText(lost, nowMs + 60_000).text).toBe('Reconnecting now');
});

test('a refusal is told in the words of the server', () => {
  expect(
    freshnessText({ state: 'refused', code: 'UNAUTHENTICATED', message: 'This key has expired.' }, nowMs),
  ).toMatchObject({
    meaning: 'This key has expired.',
    level: 'bad',
  });
});

import { expect, test } from 'vitest';
import { createCircuitBreaker } from './circuit-breaker.js';

function opened() {
  const breaker = createCircuitBreaker();
  for (let failure = 1; failure <= 5; failure++) breaker.failed(1_000);
  return breaker;
}

test('four failures leave the circuit closed, the fifth opens it', () => {
  const breaker = createCircuitBreaker();
  for (let failure = 1; failure <= 4; failure++) expect(breaker.failed(1_000)).toBe(1_000);
  expect(breaker.state()).toBe('CLOSED');
  breaker.failed(1_000);
  expect(breaker.state()).toBe('OPEN');
});

test('a success while closed starts the count anew', () => {
  const breaker = createCircuitBreaker();
  for (let failure = 1; failure <= 4; failure++) breaker.failed(1_000);
  breaker.succeeded();
  breaker.failed(1_000);
  expect(breaker.state()).toBe('CLOSED');
});

test('an open circuit rests a minute, or the backoff when that is longer', () => {
  expect(opened().failed(1_000)).toBe(60_000);
  expect(opened().failed(300_000)).toBe(300_000);
});

test('two successes close a half-open circuit, one does not', () => {
  const breaker = opened();
  breaker.attempt();
  expect(breaker.state()).toBe('HALF_OPEN');
  breaker.succeeded();
  expect(breaker.state()).toBe('HALF_OPEN');
  breaker.succeeded();
  expect(breaker.state()).toBe('CLOSED');
});

test('one failure in the half-open state opens the circuit again', () => {
  const breaker = opened();
  breaker.attempt();
  breaker.succeeded();
  expect(breaker.failed(1_000)).toBe(60_000);
  expect(breaker.state()).toBe('OPEN');
  breaker.attempt();
  breaker.succeeded();
  expect(breaker.state()).toBe('HALF_OPEN');
});

test('a failure that will not go away by itself opens the circuit at once', () => {
  const breaker = createCircuitBreaker();
  expect(breaker.failedForGood(1_000)).toBe(60_000);
  expect(breaker.state()).toBe('OPEN');
});

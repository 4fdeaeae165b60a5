import { expect, test } from 'vitest';
import { anonymousViewer } from '../../domain/viewer.js';
import { budgetHeaders, createBudget, type Budget } from './budget.js';

const user = (userId: string | null, address = '192.0.2.1') => ({
  viewer: { ...anonymousViewer, userId },
  address,
});
const budgetOf = (costPerMinute: number): Budget => {
  const budget = createBudget(costPerMinute);
  if (budget === null) throw new Error('there should be one');
  return budget;
};

test('what is asked for is spent until there is not enough left, and a refusal costs nothing', async () => {
  const budget = budgetOf(100);
  expect(await budget.stateOf(user('a'))).toEqual({ limit: 100, remaining: 100, resetS: 0 });
  expect(await budget.spend(user('a'), 61)).toBeNull();
  const refusal = await budget.spend(user('a'), 40);
  expect(refusal?.extensions).toMatchObject({
    code: 'RATE_LIMITED',
    retryAfterS: expect.any(Number) as number,
    http: { status: 429, headers: { 'retry-after': expect.stringMatching(/^[1-9]\d?$/) as string } },
  });
  const state = await budget.stateOf(user('a'));
  expect(state).toMatchObject({ limit: 100, remaining: 39 });
  expect(state.resetS).toBeGreaterThan(0);
  expect(state.resetS).toBeLessThanOrEqual(60);
  expect(budgetHeaders(state)).toMatchObject({ 'ratelimit-limit': '100', 'ratelimit-remaining': '39' });
  expect(await budget.spend(user('a'), 39)).toBeNull();
});

test('users have budgets of their own, and who is nobody in particular that of their address', async () => {
  const budget = budgetOf(10);
  expect(await budget.spend(user('a'), 10)).toBeNull();
  expect(await budget.spend(user('b'), 10)).toBeNull();
  expect(await budget.spend(user(null), 10)).toBeNull();
  expect(await budget.spend(user(null), 1)).not.toBeNull();
  expect(await budget.spend(user(null, '192.0.2.2'), 10)).toBeNull();
});

test('what is refused for other reasons is charged, and who has nothing left is refused at once', async () => {
  const budget = budgetOf(20);
  expect(await budget.refusalOf(user('a'))).toBeNull();
  await budget.charge(user('a'), 30);
  expect((await budget.refusalOf(user('a')))?.extensions['code']).toBe('RATE_LIMITED');
});

test('without a limit there is none', () => {
  expect(createBudget(Infinity)).toBeNull();
});

import type { GraphQLError } from 'graphql';
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import type { Viewer } from '../../domain/viewer.js';
import { networkOf } from './network-of.js';
import { rateLimited } from './refusals.js';

/** Who spends. */
export interface Spender {
  readonly viewer: Viewer;
  readonly address: string | null;
}

export interface BudgetState {
  /** Cost that one may have in a minute. */
  readonly limit: number;
  readonly remaining: number;
  /** Seconds until all of it is there again. */
  readonly resetS: number;
}

/** What somebody may ask for in a minute. Costs are whole numbers. A minute begins with their first operation. */
export interface Budget {
  stateOf(spender: Spender): Promise<BudgetState>;
  /** Null: it was there, and is spent. Else nothing is spent, and the error says when to come again. */
  spend(spender: Spender, cost: number): Promise<GraphQLError | null>;
  /** For what was refused: spent whether it is there or not. */
  charge(spender: Spender, cost: number): Promise<void>;
  /** What to answer, before anything else, to who has nothing left; null to all others. */
  refusalOf(spender: Spender): Promise<GraphQLError | null>;
}

const DURATION_S = 60;

/** Null: nobody has a limit. */
export function createBudget(costPerMinute: number): Budget | null {
  if (costPerMinute === Infinity) return null;
  const limiter = new RateLimiterMemory({ points: costPerMinute, duration: DURATION_S });

  const stateOf = async (spender: Spender): Promise<BudgetState> => {
    const spent = await limiter.get(keyOf(spender));
    if (spent === null || spent.msBeforeNext <= 0)
      return { limit: costPerMinute, remaining: costPerMinute, resetS: 0 };
    return {
      limit: costPerMinute,
      remaining: spent.remainingPoints,
      resetS: secondsOf(spent),
    };
  };
  const refusal = (cost: number, resetS: number): GraphQLError =>
    rateLimited(
      `The budget of ${costPerMinute} a minute has no ${cost} left: try again in ${resetS} s, or ask for less.`,
      resetS,
    );

  return {
    stateOf,
    async spend(spender, cost) {
      const key = keyOf(spender);
      try {
        await limiter.consume(key, cost);
        return null;
      } catch (error) {
        if (error instanceof Error) throw error;
        await limiter.reward(key, cost);
        return refusal(cost, secondsOf(error as RateLimiterRes));
      }
    },
    async charge(spender, cost) {
      await limiter.penalty(keyOf(spender), cost);
    },
    async refusalOf(spender) {
      const { remaining, resetS } = await stateOf(spender);
      return remaining === 0 ? refusal(1, resetS) : null;
    },
  };
}

function keyOf({ viewer: { userId }, address }: Spender): string {
  return userId === null ? `at ${networkOf(address)}` : `user ${userId}`;
}

function secondsOf({ msBeforeNext }: RateLimiterRes): number {
  return Math.max(1, Math.ceil(msBeforeNext / 1000));
}

/** As clients that wait by themselves look for it. */
export function budgetHeaders({ limit, remaining, resetS }: BudgetState): Record<string, string> {
  return {
    'ratelimit-limit': String(limit),
    'ratelimit-remaining': String(remaining),
    'ratelimit-reset': String(resetS),
  };
}

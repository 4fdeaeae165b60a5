import { adaptiveBudgetProblem, budgetProblem } from './domain/request-budget.js';

/** In seconds; null when it cannot be read. */
interface GivenIntervals {
  readonly poll: number | null;
  readonly fast: number | null;
  readonly idle: number | null;
  readonly status: number | null;
}

/** What is wrong between intervals that are right by themselves. */
export function intervalProblems(
  { poll, fast, idle, status }: GivenIntervals,
  isAdaptive: boolean,
): string[] {
  if (poll === null || status === null) return [];
  if (!isAdaptive) {
    const problem = budgetProblem(poll * 1000, status * 1000);
    return problem === null ? [] : [`POLL_INTERVAL: ${problem}`];
  }
  if (fast === null || idle === null) return [];
  const problems: string[] = [];
  if (fast > poll) problems.push('POLL_FAST_INTERVAL: must not be above POLL_INTERVAL');
  if (idle < poll) problems.push('POLL_IDLE_INTERVAL: must not be below POLL_INTERVAL');
  const problem = adaptiveBudgetProblem(fast * 1000, poll * 1000, status * 1000);
  if (problem !== null) problems.push(`POLL_FAST_INTERVAL: ${problem}`);
  return problems;
}

const TRIES = 5;

/**
 * How long something takes, ms: the shortest of up to five tries, and the first that is not longer than `enoughMs`. The
 * machine that runs the tests has other work, and one try says more of that than of what is measured.
 */
export async function shortestOf(enoughMs: number, measure: () => Promise<number>): Promise<number> {
  let shortestMs = Infinity;
  for (let i = 0; i < TRIES && shortestMs > enoughMs; i++) shortestMs = Math.min(shortestMs, await measure());
  return shortestMs;
}

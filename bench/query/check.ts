import { inArena } from './arena.js';
import { handWritten, ours } from './contenders.js';
import { ROWS_PER_DAY } from './flights.js';
import { measure, type Outcome, type Race } from './measure.js';

const DAYS = 5;

/**
 * What the hand-written endpoint costs for a list of 500 rows, as a share of what ours does: processor time of the server
 * and of PostgreSQL, which hardly depends on what else the machine does. Takes some 20 s.
 */
export async function listRatio(): Promise<number> {
  return inArena(
    { dataDir: null, sizes: [DAYS * ROWS_PER_DAY], contenders: [ours, handWritten] },
    async (arena) => {
      const race: Race = {
        question: 'list',
        days: { newest: 0, count: DAYS },
        different: null,
        entrants: arena.entrants[0] ?? [],
      };
      const [[mine, limit] = []] = await measure([race], { ...arena, rounds: 3, seconds: 1, connections: 8 });
      const cpuS = (outcome: Outcome | undefined) =>
        outcome === undefined ? NaN : outcome.serverCpuS + outcome.databaseCpuS;
      return cpuS(limit) / cpuS(mine);
    },
  );
}

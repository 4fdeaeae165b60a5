import type { Comparison, Promised } from '../result.js';
import { handWritten, mercurius, ours } from './contenders.js';
import type { Outcome } from './measure.js';

/** What the measured say, against each other. @throws {Error} one that is needed was not measured */
export function comparisonOf(
  what: string,
  outcomes: readonly Outcome[],
  promises: readonly Promised[],
): Comparison {
  const mine = outcomeOf(outcomes, ours.name);
  const limit = outcomeOf(outcomes, handWritten.name);
  const peers = outcomes.filter((outcome) => outcome !== mine && outcome !== limit);
  const named = ({ name, perS }: Outcome) => ({ name, value: perS });
  return {
    what,
    unit: 'requests/s',
    ours: mine.perS,
    peers: peers.map(named),
    limit: named(limit),
    promises,
    details: Object.fromEntries(outcomes.map(({ name, ...figures }) => [name, figures])),
  };
}

/** The list is as good as written by hand, and better than the fastest other. */
export function listPromises(outcomes: readonly Outcome[]): Promised[] {
  const mine = outcomeOf(outcomes, ours.name);
  return [
    { name: 'of hand-written', value: mine.perS / outcomeOf(outcomes, handWritten.name).perS, atLeast: 0.95 },
    { name: '× mercurius with jit', value: mine.perS / outcomeOf(outcomes, mercurius.name).perS, atLeast: 1 },
  ];
}

/** More history costs nearly the same: what ours takes of the larger table, by time and by processor time. */
export function growthPromises(small: readonly Outcome[], large: readonly Outcome[], of: string): Promised[] {
  const before = outcomeOf(small, ours.name);
  const after = outcomeOf(large, ours.name);
  const cpuS = ({ serverCpuS, databaseCpuS }: Outcome) => serverCpuS + databaseCpuS;
  return [
    { name: `× the time ${of}`, value: after.p50Ms / before.p50Ms, atMost: 1.3 },
    { name: `× the processor time ${of}`, value: cpuS(after) / cpuS(before), atMost: 1.3 },
  ];
}

function outcomeOf(outcomes: readonly Outcome[], name: string): Outcome {
  const found = outcomes.find((outcome) => outcome.name === name);
  if (found === undefined) throw new Error(`${name} was not measured.`);
  return found;
}

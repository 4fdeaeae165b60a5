/**
 * What became of a record at one sink.
 * - `written`: the sink has it.
 * - `queued`: it is on disk here, and goes to the sink when it can.
 * - `deadLettered`: the sink refused it; it is kept aside with the reason.
 * - `error`: it is nowhere, and has to be sent again.
 */
export type Outcome = 'written' | 'queued' | 'deadLettered' | 'error';

/** Where a delivery says what became of the records it was offered. */
export interface Receipt {
  /** Once for each record, in any order. `index` is its place among those offered. Never throws. */
  settle(index: number, outcome: Outcome): void;
}

/** Gathers the outcomes of `count` records. */
export interface GatheredReceipt extends Receipt {
  /** Resolves when each of them is known; `outcomes[index]` is that of the record offered there. */
  readonly outcomes: Promise<readonly Outcome[]>;
}

export function createReceipt(count: number): GatheredReceipt {
  const known = new Array<Outcome>(count);
  let missing = count;
  let done: (outcomes: readonly Outcome[]) => void = () => undefined;
  const outcomes = new Promise<readonly Outcome[]>((resolve) => (done = resolve));
  if (count === 0) done(known);
  return {
    outcomes,
    settle(index, outcome) {
      if (known[index] !== undefined) return;
      known[index] = outcome;
      missing -= 1;
      if (missing === 0) done(known);
    },
  };
}

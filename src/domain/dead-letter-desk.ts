import type { Actor } from './actor.js';

/** Which dead letters are meant. Parts that are null do not restrict; an empty list of ids means none. */
export interface DeadLetterSelection {
  readonly ids: readonly string[] | null;
  readonly reason: string | null;
  /** Epoch ms: only those that failed last before this instant. */
  readonly failedBeforeMs: number | null;
}

/**
 * What became of a dead letter that was tried again.
 * - `WOULD_STORE`: dry run; it is understood and valid now. Only trying shows whether its sink takes it.
 * - `STORED`: it is stored, and no dead letter any more.
 * - `STILL_INVALID`: it failed again, and stays.
 * - `INCOMPLETE`: too much of it was cut off to try it, and it stays.
 * - `UNAVAILABLE`: a sink that it is for does not take anything now, and it stays.
 * - `GONE`: it is not there, or not for that reason, any more; or somebody else was faster.
 */
export type RetryOutcome = 'WOULD_STORE' | 'STORED' | 'STILL_INVALID' | 'INCOMPLETE' | 'UNAVAILABLE' | 'GONE';

export interface RetriedDeadLetter {
  readonly id: string;
  readonly outcome: RetryOutcome;
  /** Why it is still invalid; null for every other outcome. */
  readonly reason: string | null;
  /** Hostile text. */
  readonly detail: string | null;
}

export interface RetryPass {
  readonly startedAtMs: number;
  /** What was visited, the one that failed longest ago first, and then the ids that are gone. */
  readonly items: readonly RetriedDeadLetter[];
  /** How many more were meant than a pass visits. */
  readonly remaining: number;
}

/** Letters that a pass visits at most. */
export const MAX_RETRIES_PER_PASS = 100;

/** Where dead letters are tried again, or thrown away. What changes is in the audit log as the actor's. */
export interface DeadLetterDesk {
  /**
   * Visits each of the dead letters that are meant once, those that failed longest ago first and at
   * most `MAX_RETRIES_PER_PASS`. One that fails again counts an attempt and goes to the end of the
   * queue. A dry run changes nothing.
   *
   * @throws {DatabaseUnavailableError} what is not stored by then is still a dead letter
   */
  retry(
    selection: DeadLetterSelection,
    options: { readonly dryRun: boolean },
    actor: Actor,
  ): Promise<RetryPass>;
  /**
   * Throws away all that are meant; returns how many there were.
   *
   * @throws {DatabaseUnavailableError}
   */
  clear(selection: DeadLetterSelection, actor: Actor): Promise<number>;
}

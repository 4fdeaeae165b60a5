import type { Actor } from '../../domain/actor.js';

/** Who pushes, as far as it has been shown, rather than as it says. */
export interface Sender {
  /** Equal for everything that one and the same pushes. */
  readonly id: string;
  /** For the log lines of one that may not speak for everybody. */
  readonly name: string;
  /** The only kits that it may report for; null: all. */
  readonly kitIds: readonly string[] | null;
  /** The same, as the audit log has it: kits are registered in its name. */
  readonly actor: Actor;
}

/**
 * The name that the log lines of a batch get, whatever the batch says; null: the one that it says. Who may report for
 * some kits only may name itself as one of them, and as nobody else.
 */
export function logSourceOf({ name, kitIds }: Sender, batchSource: string | null): string | null {
  if (kitIds === null) return null;
  return batchSource !== null && kitIds.includes(batchSource) ? null : name;
}

import type { Actor } from '../../domain/actor.js';
import type { Observation } from '../../domain/observation.js';
import { cleanText } from '../../domain/text.js';

/** What pushes need of the fleet. */
export interface PushKits {
  /** Null: there is no such kit. `unknowable`: kits have not been read yet. `forbidden`: who pushes may not report for it. */
  find(kitId: string): { readonly enabled: boolean } | null | 'unknowable' | 'forbidden';
  /** Registers a kit that only pushes. @throws what the fleet throws on registration */
  register(kitId: string, actor: Actor): Promise<void>;
  /** Tells that a kit pushed these at `atMs`, for its status and position. */
  heard(kitId: string, observations: readonly Observation[], atMs: number): void;
}

/** The same kits for somebody who may report for some of them only; null: for all. */
export function onlyKits(
  kits: Pick<PushKits, 'find'>,
  kitIds: readonly string[] | null,
): Pick<PushKits, 'find'> {
  if (kitIds === null) return kits;
  const allowed = new Set(kitIds);
  return { find: (kitId) => (allowed.has(kitId) ? kits.find(kitId) : 'forbidden') };
}

/** For whoever pushed a message of a kit that it may not report for. */
export function forbiddenKitAdvice(kitId: string): string {
  return `The API key is not for the kit ${JSON.stringify(cleanText(kitId))}: push with one that is.`;
}

import type { Observation } from '../../domain/observation.js';

/** What pushes need of the fleet. */
export interface PushKits {
  /** Null: there is no such kit. `unknowable`: kits have not been read yet. */
  find(kitId: string): { readonly enabled: boolean } | null | 'unknowable';
  /** Registers a kit that only pushes. @throws what the fleet throws on registration */
  register(kitId: string): Promise<void>;
  /** Tells that a kit pushed these at `atMs`, for its status and position. */
  heard(kitId: string, observations: readonly Observation[], atMs: number): void;
}

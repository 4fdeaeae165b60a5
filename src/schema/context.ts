import type { Pool } from 'pg';
import type { DeadLetterDesk } from '../domain/dead-letter-desk.js';
import type { Fleet } from '../domain/fleet.js';
import type { LivePicture } from '../domain/live.js';
import type { Viewer } from '../domain/viewer.js';
import { createHistory, type History } from './history.js';

/** What resolvers work with; a new one for each operation. */
export interface Context {
  readonly viewer: Viewer;
  /** The kits with their newest state, from memory, and everything that changes them. */
  readonly fleet: Fleet;
  /** The picture now, from memory. */
  readonly live: LivePicture;
  /** What the database keeps. */
  readonly history: History;
  /** What could not be used: tries it again, or throws it away. */
  readonly deadLetters: DeadLetterDesk;
}

export interface ContextOptions {
  readonly pool: Pool;
  readonly live: LivePicture;
  readonly fleet: Fleet;
  readonly deadLetters: DeadLetterDesk;
  /** Epoch ms. */
  readonly now: () => number;
  readonly viewer: Viewer;
}

/** Makes the context of an operation. */
export function createContextFactory({
  pool,
  live,
  fleet,
  deadLetters,
  now,
  viewer,
}: ContextOptions): () => Context {
  return () => ({
    viewer,
    fleet,
    live,
    history: createHistory({ pool, now }),
    deadLetters,
  });
}

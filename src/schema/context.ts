import type { Pool } from 'pg';
import { actorOf, type Actor } from '../domain/actor.js';
import type { KeyDesk } from '../domain/api-key.js';
import type { DeadLetterDesk } from '../domain/dead-letter-desk.js';
import type { Fleet } from '../domain/fleet.js';
import type { LivePicture } from '../domain/live.js';
import type { Viewer } from '../domain/viewer.js';
import { History } from './history.js';

/** What resolvers work with; a new one for each operation. */
export interface Context {
  readonly viewer: Viewer;
  /** The viewer again, as the audit log has it. */
  readonly actor: Actor;
  /** The kits with their newest state, from memory, and everything that changes them. */
  readonly fleet: Fleet;
  /** The picture now, from memory. */
  readonly live: LivePicture;
  /** What the database keeps. */
  readonly history: History;
  /** What could not be used: tries it again, or throws it away. */
  readonly deadLetters: DeadLetterDesk;
  /** The credentials of everybody. */
  readonly keys: KeyDesk;
}

export interface ContextOptions {
  readonly pool: Pool;
  readonly live: LivePicture;
  readonly fleet: Fleet;
  readonly deadLetters: DeadLetterDesk;
  readonly keys: KeyDesk;
  /** Epoch ms. */
  readonly now: () => number;
}

/** Who asks, and where from. */
interface Origin {
  readonly viewer: Viewer;
  readonly requestId?: string | null;
  readonly address?: string | null;
}

/** Makes the context of an operation, by who asks for it. */
export function createContextFactory({
  pool,
  live,
  fleet,
  deadLetters,
  keys,
  now,
}: ContextOptions): (origin: Origin) => Context {
  return ({ viewer, requestId = null, address = null }) => ({
    viewer,
    actor: actorOf(viewer, { requestId, address }),
    fleet,
    live,
    history: new History({ pool, now }),
    deadLetters,
    keys,
  });
}

import type { TrailPoint } from './trail-point.js';

/** As many as fit into one request, and cost the server a moment. */
const TOGETHER = 400;
/** After a refusal, or while the server is away, nobody is in a hurry for the past. */
const PAUSE_MS = 10_000;
/** Snapshots bring many tracks, batches one after the other: both are waited for a little. */
const GATHER_MS = 150;

export interface TrailHistory {
  readonly droneId: string;
  readonly points: readonly TrailPoint[];
}

export interface TrailRequestOptions {
  /** @throws anything: the server did not answer, or refused */
  readonly ask: (droneIds: readonly string[], signal: AbortSignal) => Promise<readonly TrailHistory[]>;
  readonly onTrails: (trails: readonly TrailHistory[]) => void;
}

/** Asks for the trails of tracks that are new, many at a time and one request after the other. */
export interface TrailRequests {
  /** Those that are missing now; what was asked for before and is not among them is not asked for any more. */
  want(droneIds: readonly string[]): void;
  stop(): void;
}

export function createTrailRequests({ ask, onTrails }: TrailRequestOptions): TrailRequests {
  const given = new AbortController();
  let wanted: readonly string[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isAsking = false;

  function schedule(waitMs: number): void {
    if (given.signal.aborted || isAsking || wanted.length === 0) return;
    timer ??= setTimeout(() => {
      timer = undefined;
      void askNext();
    }, waitMs);
  }

  async function askNext(): Promise<void> {
    const droneIds = wanted.slice(0, TOGETHER);
    isAsking = true;
    const trails = await ask(droneIds, given.signal).catch(() => null);
    isAsking = false;
    if (given.signal.aborted) return;
    if (trails !== null) {
      const asked = new Set(droneIds);
      wanted = wanted.filter((droneId) => !asked.has(droneId));
      const byId = new Map(trails.map((trail) => [trail.droneId, trail]));
      // What the server does not know any more has no history; asking again would bring none.
      onTrails(droneIds.map((droneId) => byId.get(droneId) ?? { droneId, points: [] }));
    }
    schedule(trails === null ? PAUSE_MS : 0);
  }

  return {
    want(droneIds) {
      wanted = droneIds;
      schedule(GATHER_MS);
    },
    stop() {
      given.abort();
      clearTimeout(timer);
    },
  };
}

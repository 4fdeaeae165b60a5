import type { Kit } from '../../domain/kit.js';
import type { KitStatusObservation, Observation } from '../../domain/observation.js';
import { isWithin, RANGES } from '../../domain/ranges.js';
import type { Position } from '../../domain/track.js';
import type { RequestBudget } from '../request-budget.js';
import { type Reject, type Source, SourceBusyError, SourceError } from '../source.js';
import type { KitClient, KitPath } from './client.js';
import { createDeadline } from './deadline.js';
import { adoptClockOffsetMs } from './kit-clock.js';
import { KitRequestError } from './kit-request-error.js';
import type { NormalizeContext } from './normalize-context.js';
import { normalizeSignals, normalizeTracks } from './normalize.js';
import { isJsonObject } from '../../domain/json.js';
import { listIn } from './payload.js';
import { normalizeStatus } from './status.js';

/** What `/status` answers until the kit's monitor has reported for the first time. */
const NO_STATUS_YET = 503;

export interface DragonSyncSourceDeps {
  readonly kit: Pick<Kit, 'kitId' | 'clockOffsetMs'>;
  readonly client: KitClient;
  readonly budget: RequestBudget;
  /** Why the kit is asked without the credentials that are stored for it; null when that is not so. */
  readonly loginProblem: string | null;
  readonly settings: { readonly requestTimeoutMs: number; readonly maxRetries: number };
  readonly now: () => number;
  readonly monotonic: () => number;
}

/** One kit that runs DragonSync. */
export function createDragonSyncSource({
  kit,
  client,
  budget,
  loginProblem,
  settings: { requestTimeoutMs, maxRetries },
  now,
  monotonic,
}: DragonSyncSourceDeps): Source {
  const name = `dragonsync:${kit.kitId}`;
  let clockOffsetMs = kit.clockOffsetMs;

  /** Times of a record are understood by the kit's clock as the same answer showed it. */
  function context(): NormalizeContext {
    const receivedAtMs = Math.round(now());
    clockOffsetMs = adoptClockOffsetMs(clockOffsetMs, client.clockSkewMs());
    return {
      kitId: kit.kitId,
      sourceId: name,
      receivedAtMs,
      clockOffsetMs,
      kitNowMs: receivedAtMs + (client.clockSkewMs() ?? clockOffsetMs),
    };
  }

  /** Where it happened, and what it may come from. */
  function explained(path: KitPath, error: unknown): unknown {
    if (!(error instanceof KitRequestError)) return error;
    const { kind, retryAfterMs, reachable } = error;
    const remark = loginProblem === null || !reachable ? '' : `; ${loginProblem}`;
    return new KitRequestError(kind, `${path}: ${error.message}${remark}`, {
      retryAfterMs,
      detail: `${path}: ${error.detail}${remark}`,
      cause: error,
    });
  }

  return {
    name,
    clockSkewMs: () => client.clockSkewMs(),
    counters: () => client.counters(),
    paceMs: () => budget.paceMs(),
    async poll(request, signal, take) {
      const cost = [request.drones, request.signals, request.status].filter(Boolean).length;
      const retryInMs = budget.take(cost);
      if (retryInMs > 0) throw new SourceBusyError(retryInMs);

      const deadline = createDeadline(requestTimeoutMs, monotonic);
      const observations: Observation[] = [];
      const rejects: Reject[] = [];
      const problems: string[] = loginProblem === null ? [] : [loginProblem];
      let asked = 0;
      let restMs: number | null = null;
      let status: KitStatusObservation | null = null;

      async function read<T>(
        path: KitPath,
        understand: (json: unknown) => T,
        alsoAccept: readonly number[] = [],
      ) {
        asked += 1;
        try {
          const answer = await client.get(path, { deadline, signal, maxRetries, alsoAccept });
          return answer.status === 200 ? understand(answer.json) : null;
        } catch (error) {
          throw explained(path, error);
        }
      }
      /** A part without which the poll is still worth something. */
      async function tryTo(part: () => Promise<void>) {
        try {
          await part();
        } catch (error) {
          if (!(error instanceof SourceError)) throw error;
          problems.push(error.message);
          restMs = error.retryAfterMs;
        }
      }

      function bring(brought: readonly Observation[], refused: readonly Reject[] = []) {
        observations.push(...brought);
        rejects.push(...refused);
        take(brought);
      }

      async function readTracks() {
        const tracks = await read('/drones', (json) => normalizeTracks(listIn(json, 'drones'), context()));
        if (tracks !== null) bring(tracks.observations, tracks.rejects);
      }
      async function readStatus() {
        status = await read('/status', (json) => normalizeStatus(statusIn(json), context()), [NO_STATUS_YET]);
        if (status !== null) bring([status]);
      }
      async function readSignals() {
        const signals = await read('/signals', (json) =>
          normalizeSignals(listIn(json, 'signals'), context()),
        );
        if (signals !== null) bring(signals.observations, signals.rejects);
      }

      // One after the other: a kit has one thread's worth of patience. Signals come last, so that a
      // hanging /signals takes the deadline from nothing else.
      try {
        if (request.drones) await readTracks();
        if (request.status) await (request.drones ? tryTo(readStatus) : readStatus());
        // Nor is a kit asked further that wants to be left alone.
        if (request.signals && restMs === null)
          await (request.drones || request.status ? tryTo(readSignals) : readSignals());
      } finally {
        budget.giveBack(cost - asked);
      }

      return {
        observations,
        rejects,
        problem: problems.length === 0 ? null : problems.join('; '),
        restMs,
        ...whatKitIs(status),
        clockOffsetMs,
      };
    },
  };
}

function statusIn(json: unknown) {
  if (!isJsonObject(json)) throw new KitRequestError('malformed', 'not a JSON object');
  return json;
}

function whatKitIs(status: KitStatusObservation | null): { uid: string | null; position: Position | null } {
  if (status === null) return { uid: null, position: null };
  const { uid, lat, lon, altitudeM } = status;
  return { uid, position: lat === null || lon === null ? null : possible({ lat, lon, altitudeM }) };
}

/** The fleet keeps a kit's position without having it validated. */
function possible(position: Position): Position | null {
  const { lat, lon, altitudeM } = RANGES.kitStatus;
  if (!isWithin(position.lat, lat.hard) || !isWithin(position.lon, lon.hard)) return null;
  const isElsewhere = position.altitudeM !== null && !isWithin(position.altitudeM, altitudeM.hard);
  return isElsewhere ? { ...position, altitudeM: null } : position;
}

import { KitUnreachableError } from '../../domain/errors.js';
import type { KitProbe } from '../../domain/fleet.js';
import type { RequestBudget } from '../request-budget.js';
import { SourceBusyError } from '../source.js';
import type { KitClient, KitPath } from './client.js';
import { createDeadline } from './deadline.js';
import { KitRequestError } from './kit-request-error.js';
import { isJsonObject } from '../../domain/json.js';
import { listIn } from './payload.js';
import { kitUid } from './status.js';

const REQUESTS = 3;

export interface ProbeDeps {
  readonly apiUrl: string;
  readonly client: KitClient;
  readonly budget: RequestBudget;
  readonly requestTimeoutMs: number;
  readonly monotonic: () => number;
}

/**
 * Asks each endpoint once, without retries, and wants DragonSync's shape from all of them.
 *
 * @throws {KitUnreachableError} with the reason in words
 */
export async function probeKit({
  apiUrl,
  client,
  budget,
  requestTimeoutMs,
  monotonic,
}: ProbeDeps): Promise<KitProbe> {
  const waitMs = budget.take(REQUESTS);
  if (waitMs > 0) throw new KitUnreachableError(apiUrl, new SourceBusyError(waitMs).message);

  const deadline = createDeadline(requestTimeoutMs, monotonic);
  const { signal } = new AbortController();
  let asked = 0;
  async function ask<T>(
    path: KitPath,
    understand: (json: unknown, status: number) => T,
    alsoAccept: number[] = [],
  ) {
    asked += 1;
    try {
      const answer = await client.get(path, { deadline, signal, maxRetries: 0, alsoAccept });
      return { value: understand(answer.json, answer.status), latencyMs: answer.latencyMs };
    } catch (error) {
      if (!(error instanceof KitRequestError)) throw error;
      throw new KitUnreachableError(apiUrl, `${path}: ${error.message}`, { cause: error });
    }
  }

  try {
    const status = await ask('/status', (json, code) => (code === 200 ? statusOf(json) : null), [503]);
    const drones = await ask('/drones', (json) => listIn(json, 'drones').length);
    const signals = await ask('/signals', (json) => listIn(json, 'signals').length);
    return {
      apiUrl,
      uid: status.value?.uid ?? null,
      drones: drones.value,
      signals: signals.value,
      statusAvailable: status.value !== null,
      latencyMs: Math.round(status.latencyMs),
      clockSkewMs: client.clockSkewMs(),
    };
  } finally {
    budget.giveBack(REQUESTS - asked);
  }
}

function statusOf(json: unknown): { uid: string | null } {
  if (!isJsonObject(json) || (json['uid'] === undefined && json['last_update_time'] === undefined)) {
    throw new KitRequestError('malformed', "not a kit's status");
  }
  return { uid: kitUid(json) };
}

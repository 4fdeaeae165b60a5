import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, type Dispatcher } from 'undici';
import type { KitCredentials } from '../../domain/kit.js';
import type { RequestBudget } from '../request-budget.js';
import type { RequestCounters } from '../source.js';
import { readBody } from './body.js';
import { type ConnectOptions, createConnect } from './connect.js';
import { type Deadline, withTimeLimit } from './deadline.js';
import { KitRequestError } from './kit-request-error.js';
import { parseJson } from './payload.js';
import { requestFailure } from './request-failure.js';
import { retryAfterMs } from './retry-after.js';

/** Of the time that is left, what an attempt may take while others may follow: a slow kit needs most of it. */
const PATIENT_SHARE = 0.75;
/** Multiplied by the number of the attempt. */
const RETRY_WAIT_MS = 100;
/** A slower answer says too little about the moment its Date header was written. */
const MAX_ROUND_TRIP_FOR_CLOCK_MS = 2_000;

export type KitPath = '/drones' | '/signals' | '/status';

interface KitAnswer {
  readonly status: number;
  readonly json: unknown;
  readonly latencyMs: number;
}

interface GetOptions {
  readonly deadline: Deadline;
  readonly signal: AbortSignal;
  /** Attempts beyond the first, when a connection or an answer did not come in time. */
  readonly maxRetries: number;
  /** Status codes besides 200 whose JSON is an answer. */
  readonly alsoAccept?: readonly number[];
}

/** One kit's DragonSync HTTP API. */
export interface KitClient {
  /**
   * The first attempt is set aside by the caller, retries are by the client, from the same request budget.
   * The client says when they ended, or gives back what it does not need.
   *
   * @throws {KitRequestError} no usable answer before the deadline
   */
  get(path: KitPath, options: GetOptions): Promise<KitAnswer>;
  counters(): RequestCounters;
  /** Kit clock minus ours, from the newest Date header; null before the first. Good to about half a second. */
  clockSkewMs(): number | null;
}

export interface KitClientDeps {
  /** Base URL without a trailing slash. */
  readonly apiUrl: string;
  readonly agent: Dispatcher;
  readonly budget: RequestBudget;
  /** What the kit wants to be asked with; null: nothing. */
  readonly credentials: KitCredentials | null;
  readonly now: () => number;
}

/**
 * How long one attempt to connect may take. Together they get half of the time that a poll has, so that
 * lost packets can be made up for and a slow kit still has time to answer.
 */
export function connectTimeoutMs({
  requestTimeoutMs,
  maxRetries,
}: {
  readonly requestTimeoutMs: number;
  readonly maxRetries: number;
}): number {
  return Math.ceil(requestTimeoutMs / 2 / (maxRetries + 1));
}

/** The pool that all kits share. Kits close each connection, so none is kept. */
export function createKitAgent(options: ConnectOptions): Agent {
  return new Agent({
    connections: 2,
    pipelining: 0,
    connect: createConnect(options),
    // The deadline of the poll rules; these would start anew with every byte.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
}

export function createKitClient({ apiUrl, agent, budget, credentials, now }: KitClientDeps): KitClient {
  const headers = { accept: 'application/json', 'user-agent': 'airpicture', ...authorization(credentials) };
  const counters = { requests: 0, succeeded: 0, failed: 0 };
  let clockSkewMs: number | null = null;

  async function attempt(
    path: KitPath,
    signal: AbortSignal,
    alsoAccept: readonly number[],
  ): Promise<KitAnswer> {
    const startedAtMs = now();
    let response: Dispatcher.ResponseData;
    try {
      response = await agent.request({
        origin: apiUrl,
        path,
        method: 'GET',
        headers,
        signal,
      });
    } catch (error) {
      throw requestFailure(error, { answered: false });
    }
    const answeredAtMs = now();
    measureClock(response.headers['date'], startedAtMs, answeredAtMs);
    try {
      if (response.statusCode === 401) throw unauthorized(credentials);
      refuseUnlessUsable(response, alsoAccept, answeredAtMs);
      const text = await readBody(response.body, single(response.headers['content-encoding']));
      return { status: response.statusCode, json: parseJson(text), latencyMs: answeredAtMs - startedAtMs };
    } catch (error) {
      response.body.on('error', () => undefined).destroy();
      throw requestFailure(error, { answered: true });
    }
  }

  function measureClock(date: string | string[] | undefined, startedAtMs: number, answeredAtMs: number) {
    const dateMs = Date.parse(single(date) ?? '');
    if (Number.isNaN(dateMs) || answeredAtMs - startedAtMs > MAX_ROUND_TRIP_FOR_CLOCK_MS) return;
    // Date cuts the kit's time to whole seconds: on average half of one is missing.
    clockSkewMs = Math.round(dateMs + 500 - (startedAtMs + answeredAtMs) / 2);
  }

  /** One that was set aside. */
  async function request(path: KitPath, limitMs: number, { deadline, signal, alsoAccept = [] }: GetOptions) {
    counters.requests += 1;
    try {
      const outcome = await withTimeLimit(limitMs, signal, (limit) => attempt(path, limit, alsoAccept));
      if (!('value' in outcome)) throw tooLate(deadline);
      counters.succeeded += 1;
      return outcome.value;
    } catch (error) {
      counters.failed += 1;
      throw error;
    } finally {
      budget.ended();
    }
  }

  return {
    async get(path, options) {
      const { deadline, signal, maxRetries } = options;
      for (let attempts = 1; ; attempts++) {
        const leftMs = deadline.leftMs();
        if (leftMs === 0) {
          budget.giveBack(1);
          throw tooLate(deadline);
        }
        const isLast = attempts > maxRetries;
        try {
          return await request(path, isLast ? leftMs : leftMs * PATIENT_SHARE, options);
        } catch (error) {
          const waitMs = RETRY_WAIT_MS * attempts;
          const isTimeout = error instanceof KitRequestError && error.kind === 'timeout';
          if (!isTimeout || isLast || deadline.leftMs() <= waitMs) throw error;
          await sleep(waitMs, undefined, { signal });
          if (budget.take(1) > 0) throw error;
        }
      }
    },
    counters: () => ({ ...counters }),
    clockSkewMs: () => clockSkewMs,
  };
}

function authorization(credentials: KitCredentials | null): { readonly authorization?: string } {
  if (credentials === null) return {};
  if (credentials.type === 'bearer') return { authorization: `Bearer ${credentials.token}` };
  const pair = Buffer.from(`${credentials.username}:${credentials.password}`);
  return { authorization: `Basic ${pair.toString('base64')}` };
}

function unauthorized(credentials: KitCredentials | null): KitRequestError {
  return new KitRequestError(
    'http-status',
    credentials === null ? 'HTTP 401, it wants credentials' : 'HTTP 401, it wants other credentials',
  );
}

function tooLate(deadline: Deadline): KitRequestError {
  return new KitRequestError('timeout', `no answer within ${deadline.totalMs / 1000} s`);
}

function refuseUnlessUsable(
  { statusCode, headers }: Dispatcher.ResponseData,
  alsoAccept: readonly number[],
  nowMs: number,
) {
  if (statusCode === 429) {
    const waitMs = retryAfterMs(single(headers['retry-after']), nowMs);
    throw new KitRequestError('rate-limited', 'HTTP 429, too many requests', { retryAfterMs: waitMs });
  }
  if (statusCode >= 300 && statusCode < 400) {
    throw new KitRequestError('redirect', `HTTP ${statusCode}, a redirect, which is not followed`);
  }
  if (statusCode !== 200 && !alsoAccept.includes(statusCode)) {
    throw new KitRequestError('http-status', `HTTP ${statusCode}`);
  }
  const contentType = single(headers['content-type']) ?? 'json';
  if (!contentType.toLowerCase().includes('json')) {
    throw new KitRequestError('malformed', 'the answer is not JSON by its content type');
  }
}

function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

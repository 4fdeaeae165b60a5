import type { SubscribePayload } from 'graphql-ws';
import type { FormattedExecutionResult, GraphQLFormattedError } from 'graphql';
import { createAttempt, type Attempt, type AttemptOptions } from './attempt.js';
import { reconnectDelayMs, type ReconnectDelays } from './reconnect-delay.js';

/** What a connection is doing. `attempt` counts those in a row that came to nothing, from 1. */
export type ConnectionState =
  | { readonly state: 'connecting'; readonly attempt: number }
  | { readonly state: 'open' }
  | { readonly state: 'waiting'; readonly attempt: number; readonly retryAtMs: number }
  /** No further try will help until something else is asked, or with another key: see `restart`. */
  | { readonly state: 'refused'; readonly code: string; readonly message: string }
  | { readonly state: 'stopped' };

/** A subscription that is made again on every connection. */
export interface StandingSubscription {
  /** What to send; asked on every connection, so that it can go on from where the last one ended. */
  payload(): SubscribePayload;
  /** It was sent on a new connection, or anew: what comes from now on answers that. */
  begun?(): void;
  data(data: Record<string, unknown>): void;
  /** The server promises a message at least so often, ms; after a longer silence the connection counts as dead. */
  readonly maxSilenceMs?: number;
}

export interface Standing {
  /** Sends it anew, because its payload is another now. */
  renew(): void;
  end(): void;
}

export interface ConnectionOptions extends Pick<AttemptOptions, 'url' | 'authorization' | 'webSocketImpl'> {
  readonly onState: (state: ConnectionState) => void;
  readonly delays?: ReconnectDelays;
  /** The time of day: what counts on while a computer sleeps. */
  readonly now?: () => number;
  readonly random?: () => number;
}

/** One WebSocket that is opened again for ever, and the subscriptions that stand on it. */
export interface Connection {
  start(): void;
  stop(): void;
  /** Begins anew, with another key for instance. */
  restart(): void;
  /** Looks at once whether the connection still lives, or tries now rather than later: the page is visible again, the network back. */
  wake(): void;
  subscribe(subscription: StandingSubscription): Standing;
  /** When the server was last heard, by our clock; null before the first message of this connection. */
  readonly heardAtMs: number | null;
}

/** Several pings that nobody answered, or a connection that is not made in that time. Browsers hardly ping from hidden pages, so it is longer than the server is ever silent. */
const deadAfterMs = 20_000;
const tickMs = 1_000;
/** A tick so late means that the computer slept, or that the page did. */
const lateMs = 4_000;
/** A connection that lasted so long was a good one: its loss is the first failure of a new row. */
const goodAfterMs = 10_000;

/** Whoever we are may not come in: before we said who (4401), or after (4403). */
const refusals: readonly (number | undefined)[] = [4401, 4403];
/** Too much was asked of the server, or not read. */
const tooMuch = 4429;
const tooMuchMs = 8_000;

/** Codes of errors that no later try will mend. */
const lasting = new Set([
  'BAD_USER_INPUT',
  'FORBIDDEN',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_ONLY',
  'QUERY_TOO_COMPLEX',
  'UNAUTHENTICATED',
]);

interface Kept {
  readonly subscription: StandingSubscription;
  /** Ends what was sent on the current connection. */
  end: (() => void) | null;
  heardAtMs: number;
}

export function createConnection(options: ConnectionOptions): Connection {
  const { authorization, onState } = options;
  const { delays = { initialMs: 500, maxMs: 8_000 } } = options;
  const { now = () => Date.now(), random = Math.random } = options;
  const standing = new Set<Kept>();
  let current: Attempt | null = null;
  let failures = 0;
  let retry: { readonly atMs: number; readonly timer: ReturnType<typeof setTimeout> } | null = null;
  let ticker: ReturnType<typeof setInterval> | null = null;
  let tickedAtMs = 0;

  function connect(): void {
    dropRetry();
    onState({ state: 'connecting', attempt: failures });
    const attempt: Attempt = createAttempt({
      ...options,
      now,
      onOpen() {
        onState({ state: 'open' });
        for (const kept of standing) begin(attempt, kept);
      },
      onClosed: (code) => closed(attempt, code),
    });
    current = attempt;
  }

  function begin(attempt: Attempt, kept: Kept): void {
    const { subscription } = kept;
    const id = {};
    let latest: object | null = id;
    const isOurs = () => latest === id && attempt === current;
    kept.heardAtMs = now();
    const unsubscribe = attempt.subscribe(subscription.payload(), {
      next(result: FormattedExecutionResult) {
        if (!isOurs()) return;
        kept.heardAtMs = now();
        if (result.data != null) subscription.data(result.data);
        else failed(attempt, result.errors ?? []);
      },
      error(error) {
        // What closes the socket is told by `closed`.
        if (isOurs() && Array.isArray(error)) failed(attempt, error as GraphQLFormattedError[]);
      },
      complete() {
        if (isOurs()) failed(attempt, []);
      },
    });
    kept.end = () => {
      latest = null;
      unsubscribe();
    };
    subscription.begun?.();
  }

  function failed(attempt: Attempt, errors: readonly GraphQLFormattedError[]): void {
    const [first] = errors;
    const code = first?.extensions?.['code'];
    const after = first?.extensions?.['retryAfterS'];
    letGo(attempt);
    if (typeof code === 'string' && lasting.has(code))
      onState({ state: 'refused', code, message: first!.message });
    else wait(attempt, typeof after === 'number' ? after * 1_000 : 0);
  }

  function closed(attempt: Attempt, code: number | undefined): void {
    letGo(attempt);
    if (refusals.includes(code)) {
      const message =
        authorization() === null ? 'This server asks for a key.' : 'The key is not good, or no longer.';
      onState({ state: 'refused', code: 'UNAUTHENTICATED', message });
      return;
    }
    wait(attempt, code === tooMuch ? tooMuchMs : 0);
  }

  function letGo(attempt: Attempt): void {
    current = null;
    for (const kept of standing) kept.end = null;
    attempt.end();
  }

  function wait(attempt: Attempt, atLeastMs: number): void {
    const wasGood = attempt.openedAtMs !== null && now() - attempt.openedAtMs >= goodAfterMs;
    const delayMs = atLeastMs + reconnectDelayMs(wasGood ? 0 : failures, delays, random);
    failures = wasGood ? 1 : failures + 1;
    const atMs = now() + delayMs;
    retry = { atMs, timer: setTimeout(connect, delayMs) };
    onState({ state: 'waiting', attempt: failures, retryAtMs: atMs });
  }

  function dropRetry(): void {
    if (retry !== null) clearTimeout(retry.timer);
    retry = null;
  }

  function isDead(attempt: Attempt, atMs: number): boolean {
    if (atMs - attempt.heardAtMs > deadAfterMs) return true;
    if (attempt.openedAtMs === null) return false;
    for (const { subscription, heardAtMs } of standing)
      if (atMs - heardAtMs > (subscription.maxSilenceMs ?? Infinity)) return true;
    return false;
  }

  function tick(): void {
    const slept = msSinceTick() > lateMs;
    if (slept) look();
    else if (retry !== null && tickedAtMs >= retry.atMs) connect();
    else if (current !== null && isDead(current, tickedAtMs)) {
      const attempt = current;
      letGo(attempt);
      wait(attempt, 0);
    }
  }

  function msSinceTick(): number {
    const atMs = now();
    const sinceMs = atMs - tickedAtMs;
    // Our clock was set back: silence is counted from here.
    if (sinceMs < 0) forgiveSilence(atMs);
    tickedAtMs = atMs;
    return sinceMs;
  }

  /** Without the waiting that keeps those apart who lost a server together: one that wakes up comes alone. */
  function look(): void {
    if (retry !== null) return connect();
    if (current === null) return;
    const attempt = current;
    if (isDead(attempt, tickedAtMs)) replace(attempt);
    else if (tickedAtMs - attempt.heardAtMs > tickMs) attempt.probe(() => replace(attempt));
  }

  function replace(attempt: Attempt): void {
    letGo(attempt);
    connect();
  }

  function forgiveSilence(atMs: number): void {
    current?.forgive(atMs);
    for (const kept of standing) kept.heardAtMs = Math.min(kept.heardAtMs, atMs);
  }

  function stop(): void {
    if (ticker !== null) clearInterval(ticker);
    ticker = null;
    dropRetry();
    if (current !== null) letGo(current);
  }

  function start(): void {
    if (ticker !== null) return;
    failures = 0;
    tickedAtMs = now();
    ticker = setInterval(tick, tickMs);
    connect();
  }

  return {
    start,
    stop() {
      if (ticker === null) return;
      stop();
      onState({ state: 'stopped' });
    },
    restart() {
      stop();
      start();
    },
    wake() {
      if (ticker === null) return;
      msSinceTick();
      look();
    },
    subscribe(subscription) {
      const kept: Kept = { subscription, end: null, heardAtMs: now() };
      const beginNow = () => {
        if (current !== null && current.openedAtMs !== null) begin(current, kept);
      };
      standing.add(kept);
      beginNow();
      return {
        renew() {
          if (!standing.has(kept)) return;
          kept.end?.();
          beginNow();
        },
        end() {
          standing.delete(kept);
          kept.end?.();
          kept.end = null;
        },
      };
    },
    get heardAtMs() {
      return current?.openedAtMs == null ? null : current.heardAtMs;
    },
  };
}

import type { DeliveryState } from '../domain/delivery.js';
import type { SinkName } from '../domain/dead-letter.js';
import { cleanText } from '../domain/text.js';

/** An enabled sink as `GET /health` asks it. */
export interface HealthSink {
  readonly name: SinkName;
  /** Without the primary sink nothing is kept; the others are extras. */
  readonly isPrimary: boolean;
  /** @throws whatever shows that the sink cannot be written to now */
  probe(signal: AbortSignal): Promise<void>;
  state(): DeliveryState;
}

/** In the words of the API. */
interface SinkReport {
  readonly healthy: boolean;
  readonly enabled: true;
  readonly circuit: string;
  readonly buffered: number;
  readonly spooled: number;
  readonly spool_bytes: number;
  readonly dead_lettered: number;
  readonly dropped: number;
  readonly quarantined: number;
  readonly last_error: string | null;
}

export interface SinksReport {
  /** `unhealthy` when the primary sink fails, `degraded` when another one does. */
  readonly status: 'healthy' | 'degraded' | 'unhealthy';
  readonly sinks: Readonly<Partial<Record<SinkName, SinkReport>>>;
}

const PROBE_DEADLINE_MS = 2_000;
const CACHED_MS = 5_000;
const MAX_ERROR_LENGTH = 160;

/**
 * Makes a function that asks all sinks whether they can be written to. However often and by however many
 * it is called, each sink is asked once in five seconds.
 */
export function createSinksReport(
  sinks: readonly HealthSink[],
  now: () => number,
): () => Promise<SinksReport> {
  let newest: { readonly atMs: number; readonly report: Promise<SinksReport> } | null = null;
  return () => {
    const atMs = now();
    if (newest === null || atMs - newest.atMs >= CACHED_MS) newest = { atMs, report: ask(sinks) };
    return newest.report;
  };
}

async function ask(sinks: readonly HealthSink[]): Promise<SinksReport> {
  const reports = await Promise.all(sinks.map(async (sink) => ({ sink, report: await reportOf(sink) })));
  const failing = reports.filter(({ report }) => !report.healthy);
  return {
    status: failing.some(({ sink }) => sink.isPrimary)
      ? 'unhealthy'
      : failing.length > 0
        ? 'degraded'
        : 'healthy',
    sinks: Object.fromEntries(reports.map(({ sink, report }) => [sink.name, report])),
  };
}

async function reportOf(sink: HealthSink): Promise<SinkReport> {
  const problem = await problemOf((signal) => sink.probe(signal));
  const state = sink.state();
  const lastError = problem ?? state.lastError;
  return {
    healthy: problem === null && state.healthy,
    enabled: true,
    circuit: state.circuit,
    buffered: state.buffered,
    spooled: state.spooled,
    spool_bytes: state.spoolBytes,
    dead_lettered: state.deadLettered,
    dropped: state.dropped,
    quarantined: state.quarantined,
    last_error: lastError === null ? null : shownError(lastError),
  };
}

/** What is wrong with a sink, or null; in any case within the deadline. */
async function problemOf(probe: (signal: AbortSignal) => Promise<void>): Promise<string | null> {
  const signal = AbortSignal.timeout(PROBE_DEADLINE_MS);
  const late = new Promise<string>((resolve) => {
    signal.addEventListener('abort', () => resolve(`no answer within ${PROBE_DEADLINE_MS / 1000} s`), {
      once: true,
    });
  });
  const asked = probe(signal).then(
    () => null,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  return Promise.race([asked, late]);
}

/** Anyone may ask, so without what drivers put into their messages: user names, passwords, addresses. */
function shownError(message: string): string {
  return cleanText(message)
    .replace(/\b[a-z][a-z0-9+.-]*:\/\/\S+/gi, '(address)')
    .replace(
      /\b(password|passwd|pwd|token|secret|authorization)\b\s*[=:]?\s*("[^"]*"|'[^']*'|\S+)/gi,
      '$1 (hidden)',
    )
    .slice(0, MAX_ERROR_LENGTH);
}

import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AccessUnavailableError, UnauthenticatedError } from '../access/access.js';
import type { SinkName } from '../domain/dead-letter.js';
import { TooManyAttemptsError, type SignIn } from './limits/sign-in.js';
import { createSinksReport, type HealthSink } from './sink-health.js';

/** One thing that has to be right before the process can serve. */
interface ReadinessCheck {
  readonly ok: boolean;
  /** What is wrong, for an operator; null when nothing is. */
  readonly reason: string | null;
}

export interface Health {
  /** Answers from memory: it is asked on every `GET /ready`, by anyone. */
  readiness(): Readonly<Record<string, ReadinessCheck>>;
  /** Where records go. @default none */
  readonly sinks?: readonly HealthSink[];
  /** Where they could go. @default none */
  readonly disabledSinks?: readonly SinkName[];
  /** Epoch ms. @default Date.now */
  readonly now?: () => number;
}

export interface HealthRoutesOptions {
  readonly signIn: SignIn;
  /** Whether anybody has to show a key. */
  readonly needsKey: boolean;
  readonly health: Health;
  readonly version: string;
  readonly isDraining: () => boolean;
}

/**
 * - `GET /live`: the process lives.
 * - `GET /ready`: it can serve, or 503 and which check failed.
 * - `GET /health`: whether what it takes arrives; 503 when the primary sink fails. How each sink does is for those who
 *   may read.
 */
export function registerHealthRoutes(
  app: FastifyInstance,
  { signIn, needsKey, health, version, isDraining }: HealthRoutesOptions,
): void {
  const { sinks = [], disabledSinks = [], now = Date.now } = health;
  // Nobody asks them, so nothing is known about them.
  const disabled = Object.fromEntries(disabledSinks.map((name) => [name, { healthy: null, enabled: false }]));
  const sinksReport = createSinksReport(sinks, now);
  const uptimeS = () => Math.floor(process.uptime());

  app.get('/live', (_request, reply) =>
    reply.header('cache-control', 'no-store').send({ status: 'ok', version, uptimeS: uptimeS() }),
  );

  app.get('/health', async (request, reply) => {
    const report = await sinksReport();
    // Whoever shows none tries none, however often it asks.
    const showsNone = needsKey && request.headers.authorization === undefined;
    const mayRead = !showsNone && (await canRead(signIn, request));
    return reply
      .code(report.status === 'unhealthy' ? 503 : 200)
      .header('cache-control', 'no-store')
      .send({
        status: report.status,
        timestamp: Math.floor(now() / 1000),
        healthy: report.status === 'healthy',
        ...(mayRead && {
          sinks: { ...report.sinks, ...disabled },
          enabled_sinks: sinks.map(({ name }) => name),
        }),
        version,
        uptime_s: uptimeS(),
      });
  });

  app.get('/ready', (_request, reply) => {
    const draining: ReadinessCheck = isDraining()
      ? { ok: false, reason: 'shutting down' }
      : { ok: true, reason: null };
    const checks = { ...health.readiness(), draining };
    const ready = Object.values(checks).every((check) => check.ok);
    return reply
      .code(ready ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ status: ready ? 'ready' : 'not ready', checks });
  });
}

/** Nobody is refused: whoever watches the server learns how it is, also with a key that has expired. */
async function canRead(signIn: SignIn, { headers, ip }: FastifyRequest): Promise<boolean> {
  try {
    const { scopes } = await signIn(headers.authorization, ip);
    return scopes.includes('READ');
  } catch (error) {
    if (
      error instanceof UnauthenticatedError ||
      error instanceof AccessUnavailableError ||
      error instanceof TooManyAttemptsError
    )
      return false;
    throw error;
  }
}

import type { FastifyInstance } from 'fastify';

/** One thing that has to be right before the process can serve. */
interface ReadinessCheck {
  readonly ok: boolean;
  /** What is wrong, for an operator; null when nothing is. */
  readonly reason: string | null;
}

export interface Health {
  /** Answers from memory: it is asked on every `GET /ready`, by anyone. */
  readiness(): Readonly<Record<string, ReadinessCheck>>;
}

export interface HealthRoutesOptions {
  readonly health: Health;
  readonly version: string;
  readonly isDraining: () => boolean;
}

/** `GET /health`: the process lives. `GET /ready`: it can serve, or 503 and which check failed. */
export function registerHealthRoutes(
  app: FastifyInstance,
  { health, version, isDraining }: HealthRoutesOptions,
): void {
  app.get('/health', (_request, reply) =>
    reply
      .header('cache-control', 'no-store')
      .send({ status: 'ok', version, uptimeS: Math.floor(process.uptime()) }),
  );

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

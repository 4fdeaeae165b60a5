import type { CollectorState } from '../domain/kit.js';
import { builder } from './builder.js';

const CollectorHealthEnum = builder.enumType('CollectorHealth', {
  description: 'How well a kit’s collector gets on, by failures in a row.',
  values: {
    UNKNOWN: { description: 'It has not polled yet.' },
    HEALTHY: { description: 'Fewer than 2 failures in a row.' },
    DEGRADED: { description: '2 to 4 failures in a row.' },
    FAILING: { description: '5 or more failures in a row.' },
  } as const,
});

const CircuitStateEnum = builder.enumType('CircuitState', {
  description: 'Whether a kit is polled at present.',
  values: {
    CLOSED: { description: 'Polled as usual.' },
    OPEN: { description: 'Left alone after 5 failures in a row, for at least a minute.' },
    HALF_OPEN: { description: 'Tried again; 2 successes close the circuit, a failure opens it.' },
  } as const,
});

const seconds = (ms: number | null) => (ms === null ? null : ms / 1000);

export const CollectorStateType = builder.objectRef<CollectorState>('CollectorState').implement({
  description:
    'What a kit’s collector is doing now. Counters start with the collector: at start-up, and when the kit is enabled.',
  fields: (t) => ({
    health: t.expose('health', { type: CollectorHealthEnum, description: 'How well it gets on.' }),
    circuit: t.expose('circuit', {
      type: CircuitStateEnum,
      description: 'Whether the kit is polled at present.',
    }),
    consecutiveFailures: t.exposeInt('consecutiveFailures', {
      description: 'Polls that failed since the last one that did not.',
    }),
    requests: t.exposeInt('requests', { description: 'Requests to the kit.' }),
    succeeded: t.exposeInt('succeeded', { description: 'Requests that were answered.' }),
    failed: t.exposeInt('failed', { description: 'Requests that were not.' }),
    successRate: t.float({
      nullable: true,
      description: 'Answered requests of all finished ones, 0 to 1. Null before the first.',
      resolve: ({ succeeded, failed }) =>
        succeeded + failed === 0 ? null : succeeded / (succeeded + failed),
    }),
    backoffSeconds: t.float({
      nullable: true,
      description: 'Seconds of the wait after failures that is going on. Null while there is none.',
      resolve: (state) => seconds(state.backoffMs),
    }),
    nextPollAt: t.expose('nextPollAtMs', {
      type: 'DateTime',
      nullable: true,
      description: 'When the next poll is due. Null while one is running.',
    }),
    lastError: t.exposeString('lastError', {
      nullable: true,
      description: 'Why the last poll failed. Null when it did not.',
    }),
    clockSkewSeconds: t.float({
      nullable: true,
      description: 'Kit clock minus ours in seconds, as of its last answer. Null before the first.',
      resolve: (state) => seconds(state.clockSkewMs),
    }),
  }),
});

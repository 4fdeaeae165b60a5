import type { Logger } from 'pino';
import type { LivePublisher } from '../domain/live.js';
import type { Observation } from '../domain/observation.js';
import type { Dedupe } from './dedupe.js';
import type { Enrich } from './enrich.js';

export interface PipelineDeps {
  readonly dedupe: Pick<Dedupe, 'isNew'>;
  readonly enrich: Enrich;
  readonly live: Pick<LivePublisher, 'accept'>;
  /** Takes observations to be stored, and returns at once. */
  readonly sink: { write(observations: readonly Observation[]): void };
  readonly logger: Logger;
}

export interface Pipeline {
  /** Hands what is new to the live picture and to the sink. Returns how many that were. Never throws. */
  accept(observations: readonly Observation[]): number;
}

export function createPipeline({ dedupe, enrich, live, sink, logger }: PipelineDeps): Pipeline {
  /** The live picture must not depend on storing, nor storing on the live picture. */
  function handTo(whom: string, take: () => void) {
    try {
      take();
    } catch (error) {
      logger.error({ err: error }, `${whom} refused observations`);
    }
  }

  return {
    accept(observations) {
      const fresh = observations.filter((observation) => dedupe.isNew(observation)).map(enrich);
      if (fresh.length === 0) return 0;
      handTo('the live picture', () => live.accept(fresh));
      handTo('the sink', () => sink.write(fresh));
      return fresh.length;
    },
  };
}

import type { Logger } from 'pino';
import type { Kit, KitConfig } from '../domain/kit.js';
import { intervalsProblem } from './kit-rules.js';
import type { PollIntervals } from './poll-beats.js';

/** Says which kits of the file are left out because another kit has their address. */
export function warnOfSkippedSeeds(seeds: readonly KitConfig[], kits: readonly Kit[], logger: Logger): void {
  const ids = new Set(kits.map(({ kitId }) => kitId));
  for (const { kitId, apiUrl } of seeds) {
    if (ids.has(kitId)) continue;
    const takenBy = kits.find((kit) => kit.apiUrl === apiUrl)?.kitId ?? null;
    logger.warn({ kitId, apiUrl, takenBy }, 'a kit of the file is left out: another kit has its address');
  }
}

/** Says which kits were stored with intervals that are refused by now. They are polled as often as they bear. */
export function warnOfIntervals(kits: readonly Kit[], defaults: PollIntervals, logger: Logger): void {
  for (const kit of kits) {
    const problem = kit.enabled ? intervalsProblem(kit, defaults) : null;
    if (problem !== null) {
      logger.warn({ kitId: kit.kitId, problem }, 'a kit is to be polled more often than it bears');
    }
  }
}

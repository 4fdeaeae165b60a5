import type { Logger } from 'pino';
import type { CollectorState, Kit } from '../domain/kit.js';

/** One line about how polling a kit goes; none for kits that are not polled. */
export function logKitHealth({ kitId, status }: Kit, state: CollectorState | null, logger: Logger): void {
  if (state === null) return;
  const { requests, succeeded, failed, lastError } = state;
  const successRate = requests === 0 ? null : succeeded / requests;
  logger.info({ kitId, status, successRate, requests, succeeded, failed, lastError }, 'kit health');
}

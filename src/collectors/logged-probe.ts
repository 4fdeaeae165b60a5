import type { Logger } from 'pino';
import { KitUnreachableError } from '../domain/errors.js';
import type { KitProbe } from '../domain/fleet.js';
import type { KitCredentials } from '../domain/kit.js';
import { SourceError, type SourceKind } from './source.js';

/**
 * Probes, and tells the log why nobody answered: whoever asked for it is not to learn what the server may not ask.
 *
 * @throws {KitUnreachableError}
 */
export async function loggedProbe(
  sources: Pick<SourceKind, 'probe'>,
  { apiUrl, credentials }: { readonly apiUrl: string; readonly credentials: KitCredentials | null },
  logger: Logger,
): Promise<KitProbe> {
  try {
    return await sources.probe(apiUrl, credentials);
  } catch (error) {
    if (error instanceof KitUnreachableError) {
      const reason = error.cause instanceof SourceError ? error.cause.detail : error.message;
      logger.info({ apiUrl, reason }, 'no kit answered a probe');
    }
    throw error;
  }
}

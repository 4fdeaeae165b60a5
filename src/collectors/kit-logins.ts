import type { Logger } from 'pino';
import type { Kit, KitConfig, KitCredentials } from '../domain/kit.js';
import type { KitEntry, KitStore } from '../domain/kit-store.js';
import type { KitVault } from './kit-vault.js';
import type { KitLogin } from './source.js';

/** A configuration as it is stored, its credentials encrypted for it. @param credentials undefined: as before */
export function kitEntry(
  config: KitConfig,
  credentials: KitCredentials | null | undefined,
  vault: KitVault,
): KitEntry {
  return {
    ...config,
    sealedCredentials: credentials == null ? credentials : vault.seal(config, credentials),
  };
}

/** What the stored kits are to be asked with. Kits that need nothing are left out. */
export async function readLogins(
  kits: readonly Kit[],
  { store, vault, logger }: { store: Pick<KitStore, 'sealedCredentials'>; vault: KitVault; logger: Logger },
): Promise<ReadonlyMap<string, KitLogin>> {
  const logins = new Map<string, KitLogin>();
  if (!kits.some(({ hasCredentials }) => hasCredentials)) return logins;
  const stored = await store.sealedCredentials();
  for (const kit of kits) {
    const sealed = stored.get(kit.kitId);
    if (sealed === undefined) continue;
    const read = vault.unseal(kit, sealed);
    if ('type' in read) {
      logins.set(kit.kitId, { credentials: read, problem: null });
      continue;
    }
    const { kitId, apiUrl } = kit;
    logger.warn({ kitId, apiUrl, problem: read.problem }, 'a kit is asked without its credentials');
    const problem = `it is asked without its credentials: ${read.problem}`;
    logins.set(kitId, { credentials: null, problem });
  }
  return logins;
}

import type { RunningFleet } from './fleet.js';
import type { KnownKits } from './known-kits.js';
import type { PushKits } from './push/kits.js';

export interface PushKitsDeps {
  readonly fleet: Pick<RunningFleet, 'isStarted' | 'kit' | 'registerPushKit' | 'pushed'>;
  readonly knownKits: Pick<KnownKits, 'find'>;
}

/** The kits as pushes need them: by the fleet, and by the file until the fleet has read the database. */
export function createPushKits({ fleet, knownKits }: PushKitsDeps): PushKits {
  return {
    find: (kitId) => (fleet.isStarted() ? fleet.kit(kitId) : knownKits.find(kitId)),
    async register(kitId, actor) {
      await fleet.registerPushKit(kitId, actor);
    },
    heard: (kitId, observations, atMs) => fleet.pushed(kitId, observations, atMs),
  };
}

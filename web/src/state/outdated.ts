import type { TextStore } from './storage.js';

const reloadedName = 'airpicture-reloaded-at';
/** A page that is still too old after it was loaded again came out of some cache; loading it again and again would not help. */
const atMostEveryMs = 60_000;

/**
 * The server was exchanged for another version and does not know the documents of this page any more. A map on a wall
 * has nobody to load it again, so it does that itself.
 */
export function reloadOutdated(
  store: TextStore,
  reload: () => void,
  now: () => number = () => Date.now(),
): void {
  const reloadedAtMs = Number(store.read(reloadedName) ?? 0);
  if (now() - reloadedAtMs < atMostEveryMs) return;
  store.write(reloadedName, String(now()));
  reload();
}

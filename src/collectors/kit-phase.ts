/**
 * How far into its interval a kit is polled, so that the kits of a fleet are spread over it: FNV-1a hash
 * (Fowler, Noll, Vo; 32 bit) of the kit id, modulo the interval. Result in milliseconds.
 */
export function pollPhaseMs(kitId: string, intervalMs: number): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < kitId.length; at++) {
    hash = Math.imul(hash ^ kitId.charCodeAt(at), 0x01000193);
  }
  return (hash >>> 0) % intervalMs;
}

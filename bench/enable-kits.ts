import type { ServerProcess } from '../simulator/server-process.js';
import { kitIdOf } from './detections.js';

/** A document may have 30 aliases. */
const AT_ONCE = 25;

/** Enables or disables the first `kits` kits, one after the other. */
export async function enableKits(
  server: Pick<ServerProcess, 'query'>,
  kits: number,
  enabled: boolean,
): Promise<void> {
  for (let first = 0; first < kits; first += AT_ONCE) {
    const fields = Array.from({ length: Math.min(AT_ONCE, kits - first) }, (_, n) => {
      const kitId = kitIdOf(first + n);
      return `k${n}: setKitEnabled(kitId: "${kitId}", enabled: ${enabled}) { __typename }`;
    });
    await server.query(`mutation { ${fields.join(' ')} }`);
  }
}

import { networkInterfaces } from 'node:os';
import { canonicalAddress, type OwnAddresses } from '../domain/networks.js';

/** An address that came or went is noticed after so long. */
const GOOD_FOR_MS = 5_000;

/** The addresses of this machine's interfaces, read anew now and then. */
export function createOwnAddresses(monotonic: () => number): () => OwnAddresses {
  let addresses: OwnAddresses = new Set();
  let readAtMs = -Infinity;
  return () => {
    if (monotonic() - readAtMs > GOOD_FOR_MS) {
      const all = Object.values(networkInterfaces()).flatMap((each = []) => each);
      addresses = new Set(all.map(({ address }) => canonicalAddress(address)));
      readAtMs = monotonic();
    }
    return addresses;
  };
}

import type { LookupAddress } from 'node:dns';
import { isSamePlace, isThisMachine, type Networks, type OwnAddresses } from '../domain/networks.js';

/** Names to addresses. @throws whatever the resolver says when there is none */
export type Resolve = (host: string) => Promise<readonly LookupAddress[]>;

/** Something of ours that listens. */
interface Endpoint {
  /** Name or address. */
  readonly host: string;
  readonly port: number;
}

export interface AddressGuardDeps {
  readonly networks: Networks;
  /** Of this machine's interfaces. */
  readonly ownAddresses: () => OwnAddresses;
  /** That this server listens on; null before it does. */
  readonly ownPort: () => number | null;
  readonly databases: readonly Endpoint[];
  readonly resolve: Resolve;
}

/** Keeps what people have the server connect to away from what is none of their business. */
export interface AddressGuard {
  /** Why nothing may be asked at this address and port, in words for the log; null: it may. */
  refusal(address: string, port: number): Promise<string | null>;
}

export function createAddressGuard({
  networks,
  ownAddresses,
  ownPort,
  databases,
  resolve,
}: AddressGuardDeps): AddressGuard {
  async function isDatabase(address: string, host: string, own: OwnAddresses): Promise<boolean> {
    try {
      const answers = await resolve(host);
      return answers.some((answer) => isSamePlace(answer.address, address, own));
    } catch {
      // It has the database's port, and nobody can say that it is not the database.
      return true;
    }
  }

  return {
    async refusal(address, port) {
      const own = ownAddresses();
      const refusal = networks.refusal(address, own);
      if (refusal !== null) return refusal;
      if (port === ownPort() && isThisMachine(address, own)) return 'is this server';
      for (const database of databases)
        if (database.port === port && (await isDatabase(address, database.host, own)))
          return 'is the database';
      return null;
    },
  };
}

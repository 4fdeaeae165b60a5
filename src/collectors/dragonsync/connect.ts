import type { LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { buildConnector, errors } from 'undici';
import type { AddressGuard, Resolve } from '../address-guard.js';
import { AddressRefusedError } from './address-refused-error.js';

export interface ConnectOptions {
  /** For each attempt. */
  readonly connectTimeoutMs: number;
  readonly guard: AddressGuard;
  readonly resolve: Resolve;
}

/**
 * Connects, TLS included, or gives up after `connectTimeoutMs`. undici has such a limit of its own, which can be
 * late by a second.
 *
 * What a name means is asked anew for each connection, and the connection is made to an address of that very answer
 * that the guard has passed: a name that comes to mean something else meanwhile leads nowhere.
 */
export function createConnect({
  connectTimeoutMs,
  guard,
  resolve,
}: ConnectOptions): buildConnector.connector {
  return (options, callback) => {
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), connectTimeoutMs);
    const host = options.hostname;
    const port = Number(options.port || (options.protocol === 'https:' ? 443 : 80));

    const failed = (error: unknown) => {
      clearTimeout(timer);
      const cause = error instanceof Error ? error : new Error(String(error));
      callback(limit.signal.aborted ? new errors.ConnectTimeoutError() : cause, null);
    };
    const connect = () => {
      const lookup: LookupFunction = (name, { all = false }, answer) => {
        passed(name, port).then(
          (addresses) => {
            if (all) answer(null, addresses);
            else answer(null, addresses[0].address, addresses[0].family);
          },
          (error: unknown) => answer(error as Error, []),
        );
      };
      buildConnector({ timeout: 0, signal: limit.signal, lookup })(options, (...[error, socket]) => {
        if (error !== null) return failed(error);
        clearTimeout(timer);
        callback(null, socket);
      });
    };
    // Addresses are not looked up.
    if (isIP(host) === 0) connect();
    else refuse(host, port).then(connect, failed);
  };

  async function refuse(address: string, port: number): Promise<void> {
    const reason = await guard.refusal(address, port);
    if (reason !== null) throw new AddressRefusedError(address, reason);
  }

  /** A kit's name may stand for link-local addresses, too; one that will do is enough. */
  async function passed(name: string, port: number): Promise<[LookupAddress, ...LookupAddress[]]> {
    const refusals: string[] = [];
    const addresses: LookupAddress[] = [];
    for (const answer of await resolve(name)) {
      const reason = await guard.refusal(answer.address, port);
      if (reason === null) addresses.push(answer);
      else refusals.push(`${answer.address} ${reason}`);
    }
    const [first, ...others] = addresses;
    if (first === undefined) throw new AddressRefusedError(name, `means ${refusals.join(', ')}`);
    return [first, ...others];
  }
}

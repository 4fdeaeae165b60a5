import type { Limits } from '../../config.js';
import type { Viewer } from '../../domain/viewer.js';
import { networkOf } from './network-of.js';
import { rateLimited, unavailable } from './refusals.js';

const RETRY_AFTER_S = 5;

/** The place of one connection that stays open. */
export interface Seat {
  /** Says who has it. @throws {GraphQLError} they have as many as they may */
  assign(viewer: Viewer): void;
  /** Twice is harmless. */
  leave(): void;
}

/** How many WebSockets and event streams may be open, counted together. */
export interface Seats {
  /** @throws {GraphQLError} there is none */
  take(address: string | null): Seat;
}

export function createSeats({
  maxSockets,
  maxSocketsPerAddress,
  maxSocketsPerUser,
}: Pick<Limits, 'maxSockets' | 'maxSocketsPerAddress' | 'maxSocketsPerUser'>): Seats {
  let taken = 0;
  const byNetwork = createTally();
  const byUser = createTally();

  return {
    take(address) {
      const network = networkOf(address);
      if (taken >= maxSockets)
        throw unavailable(
          `All ${maxSockets} WebSockets and event streams are in use. Try again shortly.`,
          RETRY_AFTER_S,
        );
      if (byNetwork.of(network) >= maxSocketsPerAddress) throw tooMany(maxSocketsPerAddress, 'one address');
      taken += 1;
      byNetwork.add(network);
      let isTaken = true;
      let user: string | null = null;
      return {
        assign({ userId }) {
          if (userId === null || !isTaken) return;
          if (byUser.of(userId) >= maxSocketsPerUser) throw tooMany(maxSocketsPerUser, 'one key or user');
          user = userId;
          byUser.add(userId);
        },
        leave() {
          if (!isTaken) return;
          isTaken = false;
          taken -= 1;
          byNetwork.remove(network);
          if (user !== null) byUser.remove(user);
        },
      };
    },
  };
}

function tooMany(limit: number, who: string) {
  return rateLimited(
    `Only ${limit} WebSockets and event streams at a time are for ${who}: close one. One WebSocket carries several operations.`,
    RETRY_AFTER_S,
  );
}

function createTally() {
  const counts = new Map<string, number>();
  const of = (key: string) => counts.get(key) ?? 0;
  return {
    of,
    add: (key: string) => void counts.set(key, of(key) + 1),
    remove(key: string) {
      if (of(key) <= 1) counts.delete(key);
      else counts.set(key, of(key) - 1);
    },
  };
}

import { userInfo } from 'node:os';
import type { Actor } from '../domain/actor.js';

/** Whoever runs the command, by the name that the operating system knows them by. */
export function commandLineActor(): Actor {
  return {
    name: `${userName()} at the command line`,
    role: null,
    keyId: null,
    address: null,
    requestId: null,
  };
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // In a container the number of the user often has no name.
    return `user ${process.getuid?.() ?? 'unknown'}`;
  }
}

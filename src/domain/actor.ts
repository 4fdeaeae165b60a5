import type { Role, Viewer } from './viewer.js';

/** Who changes something: what the audit log says of a change besides what it changed. */
export interface Actor {
  readonly name: string;
  /** Null: the process itself, or somebody at its command line. */
  readonly role: Role | null;
  /** Of the API key that they showed; null without one. */
  readonly keyId: string | null;
  /** IP address that they come from; null when they do not come over the network. */
  readonly address: string | null;
  /** Of the request, as logs and answers have it; null when there is none. */
  readonly requestId: string | null;
}

/** What the process changes by itself, such as the kits of its file. */
export const systemActor: Actor = {
  name: 'airpicture',
  role: null,
  keyId: null,
  address: null,
  requestId: null,
};

export function actorOf(
  { name, role, keyId }: Viewer,
  { address, requestId }: Pick<Actor, 'address' | 'requestId'>,
): Actor {
  return { name, role, keyId, address, requestId };
}

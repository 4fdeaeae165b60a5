import { startBeat } from '../beat.js';
import { skyAt, type SkyTrack } from '../sky.js';
import type { Work } from '../live-targets.js';
import { pollSky } from './poll-sky.js';

export interface PeerOrder {
  /** Where its packages are, when they are not ours. */
  readonly folder: string | null;
}

export interface PeerAddress {
  readonly port: number;
}

export interface PeerUpdates {
  readonly updates: number;
}

/** The bytes that the bare broadcast sends in a message. */
export interface PeerPadding {
  readonly messageBytes: number;
}

export type PeerMessage = PeerOrder | Work | PeerPadding | 'stop';

export interface PeerServer {
  readonly port: number;
  publish(tracks: readonly SkyTrack[]): void;
  pad?(messageBytes: number): void;
}

/**
 * Another server in a process of its own. Runs as a child with an IPC channel: takes one PeerOrder, answers with its
 * port; Work begins to publish updates, of a sky that it makes itself or of kits that it polls, 'stop' ends that and answers how many
 * there were.
 */
export function servePeer(start: (order: PeerOrder) => Promise<PeerServer>): void {
  let server: PeerServer | null = null;
  let feed: { stop(): number } | null = null;

  async function answer(message: PeerMessage): Promise<object> {
    if (message === 'stop') return { updates: feed?.stop() ?? 0 } satisfies PeerUpdates;
    if ('folder' in message) {
      server = await start(message);
      return { port: server.port } satisfies PeerAddress;
    }
    if ('messageBytes' in message) server?.pad?.(message.messageBytes);
    else if ('urls' in message) feed = pollSky(message, (tracks) => server?.publish(tracks));
    else
      feed = startBeat(message.rateHz, (dueMs, number) =>
        server?.publish(skyAt(message.tracks, number, dueMs)),
      );
    return {};
  }

  process.on('message', (message: PeerMessage) => {
    answer(message).then(
      (reply) => process.send?.(reply),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  });
  // Its parent is gone, whatever the reason.
  process.once('disconnect', () => process.exit());
}

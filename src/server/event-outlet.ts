import { Readable } from 'node:stream';
import { maxCopiedBytes, maxUnsentBytes, type Outlet } from './frames/outlet.js';

/** The results of one request as server-sent events, in the format of yoga's own streams. */
export interface EventOutlet {
  readonly outlet: Outlet;
  /** The bytes to send. */
  readonly events: Readable;
  isClaimed(): boolean;
  /** Starts what is going to send, and ends the events when it is over. */
  follow(subscription: AsyncIterable<unknown>): void;
}

const before = Buffer.from('event: next\ndata: ');
const after = Buffer.from('\n\n');
const comment = ':\n\n';
const complete = 'event: complete\ndata:\n\n';

export function createEventOutlet(keepAliveMs: number): EventOutlet {
  let claimed = false;
  let ready = true;
  let listener: (() => void) | null = null;
  let iterator: AsyncIterator<unknown> | null = null;
  let timer: NodeJS.Timeout | undefined;

  const events = new Readable({
    highWaterMark: maxUnsentBytes,
    read() {
      if (ready) return;
      ready = true;
      listener?.();
    },
    destroy(error, destroyed) {
      clearInterval(timer);
      void iterator?.return?.();
      destroyed(error);
    },
  });
  const complain = (error: unknown) =>
    events.destroy(error instanceof Error ? error : new Error(String(error)));

  return {
    events,
    outlet: {
      claim: () => void (claimed = true),
      isReady: () => ready && !events.destroyed,
      send(result) {
        if (events.destroyed) return;
        if (result.bytes > maxCopiedBytes) {
          for (const part of [before, result.encoded(), after]) ready = events.push(part);
          return;
        }
        const bytes = Buffer.allocUnsafe(before.length + result.bytes + after.length);
        bytes.set(before);
        bytes.set(after, result.writeTo(bytes, before.length));
        ready = events.push(bytes);
      },
      whenReady(wanting) {
        listener = wanting;
        return () => void (listener = null);
      },
    },
    isClaimed: () => claimed,
    follow(subscription) {
      // At once, because some browsers do not take an answer for begun before there is a byte of it.
      events.push(comment);
      timer = setInterval(() => {
        if (events.readableLength === 0) events.push(comment);
      }, keepAliveMs);
      iterator = subscription[Symbol.asyncIterator]();
      // Results come by way of the outlet; this only says when it is over.
      iterator.next().then(() => {
        clearInterval(timer);
        if (events.destroyed) return;
        events.push(complete);
        events.push(null);
      }, complain);
    },
  };
}

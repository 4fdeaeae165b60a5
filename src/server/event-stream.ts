import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import { createEventOutlet, type EventOutlet } from './event-outlet.js';
import type { Outlet } from './frames/outlet.js';
import type { OperationOrigin } from './operation-origin.js';

export interface EventStreamsOptions {
  /** A stream whose reader takes nothing for so long is cut. */
  readonly stallTimeoutMs: number;
  /** A comment is sent so often, so that proxies do not take a quiet stream for a dead one. */
  readonly keepAliveMs: number;
}

/** Subscriptions as server-sent events. */
export interface EventStreams {
  readonly plugin: Plugin<OperationOrigin>;
  /** Where the results of a request may go that accepts event streams; null for others. */
  outletFor(accept: string | undefined): Outlet | null;
  /** The events of an answer that is an event stream; null for others. */
  eventsOf(response: Response, outlet: Outlet | null): Readable | null;
  send(reply: FastifyReply, events: Readable): FastifyReply;
  /** Ends all without their `complete` event, so that clients connect again. */
  endAll(): void;
}

export function createEventStreams({ stallTimeoutMs, keepAliveMs }: EventStreamsOptions): EventStreams {
  const open = new Map<Readable, FastifyReply>();
  const outlets = new WeakMap<Outlet, EventOutlet>();

  return {
    plugin: {
      onResultProcess(payload) {
        const { result, resultProcessor } = payload;
        const { outlet } = payload.serverContext as unknown as OperationOrigin;
        const own = outlet === undefined ? undefined : outlets.get(outlet);
        if (!isAsyncIterable(result)) return;
        if (resultProcessor === undefined) {
          // The client takes no event stream, and is told so; nobody else would ever end this.
          void result[Symbol.asyncIterator]().return?.();
          return;
        }
        if (own?.isClaimed() !== true) return;
        payload.setResultProcessor((_result, fetchAPI) => {
          own.follow(result);
          const headers = { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' };
          return new fetchAPI.Response(null, { headers });
        }, 'text/event-stream');
      },
    },
    outletFor(accept) {
      if (accept?.includes('text/event-stream') !== true) return null;
      const own = createEventOutlet(keepAliveMs);
      outlets.set(own.outlet, own);
      return own.outlet;
    },
    eventsOf(response, outlet) {
      if (response.headers.get('content-type')?.startsWith('text/event-stream') !== true) return null;
      const own = outlet === null ? undefined : outlets.get(outlet);
      if (own?.isClaimed() === true) return own.events;
      const events = Readable.from(response.body ?? [], { objectMode: false, highWaterMark: 1 });
      // Begins now: a stream of yoga's fails when it is ended before that, and a client may be gone already.
      events.read(0);
      return events;
    },
    send(reply, events) {
      open.set(events, reply);
      events.once('close', () => open.delete(events));
      reply.raw.setTimeout(stallTimeoutMs, () => reply.raw.destroy());
      // Proxies that gather output would keep events back. Fastify pipes it: full buffers stop the
      // reading, and a client that leaves destroys it.
      return reply.header('x-accel-buffering', 'no').send(events);
    },
    endAll() {
      for (const [events, reply] of open) {
        events.unpipe(reply.raw);
        reply.raw.end();
      }
    },
  };
}

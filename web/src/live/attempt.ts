import type { FormattedExecutionResult } from 'graphql';
import { createClient, type Sink, type SubscribePayload } from 'graphql-ws';

/** One WebSocket, from the first try to its end. It is never opened again: that takes another attempt. */
export interface Attempt {
  /** Null until the server has let us in. */
  readonly openedAtMs: number | null;
  /** When the server was last heard; before that, when the attempt began. */
  readonly heardAtMs: number;
  /** Only while it is open. Returns what ends it. */
  subscribe(payload: SubscribePayload, sink: Sink<FormattedExecutionResult>): () => void;
  /** Asks whether anybody is still there; `isSilent` is called when nobody has said anything soon after. */
  probe(isSilent: () => void): void;
  /** Our clock was set back: silence is counted from `atMs`. */
  forgive(atMs: number): void;
  /** Whatever still comes of it is told to nobody. */
  end(): void;
}

export interface AttemptOptions {
  /** ws: or wss: */
  readonly url: string;
  /** Sent in the first message, as browsers send no headers with a WebSocket. Null: none. */
  readonly authorization: () => string | null;
  /** Where there is no global one, and in tests. */
  readonly webSocketImpl?: unknown;
  /** The time of day: what counts on while a computer sleeps. */
  readonly now: () => number;
  readonly onOpen: () => void;
  readonly onClosed: (code: number | undefined) => void;
}

/** The client asks so often whether anybody is there. */
const pingMs = 3_000;
/** Long for a good network; on a bad one a connection is made anew that would have lived, which costs one batch. */
const probeMs = 700;
const ping = JSON.stringify({ type: 'ping' });

interface Socket {
  send(text: string): void;
}

interface ErrorSource {
  addEventListener(type: 'error', listener: () => void): void;
}

/** The `ws` of Node throws when a socket that nobody listens to any more is closed before it was open. */
function quiet(impl: unknown): unknown {
  return class extends (impl as new (url: string, protocol: string) => ErrorSource) {
    constructor(url: string, protocol: string) {
      super(url, protocol);
      this.addEventListener('error', () => {
        // `closed` tells.
      });
    }
  };
}

export function createAttempt(options: AttemptOptions): Attempt {
  const { url, authorization, webSocketImpl, now, onOpen, onClosed } = options;
  let openedAtMs: number | null = null;
  let heardAtMs = now();
  let socket: Socket | null = null;
  let probing: ReturnType<typeof setTimeout> | null = null;
  let isEnded = false;

  const client = createClient({
    url,
    // This client repeats what was asked first, with a cursor that is old by then; so each serves one socket only.
    lazy: false,
    retryAttempts: 0,
    onNonLazyError: () => {
      // `closed` tells the same.
    },
    keepAlive: pingMs,
    connectionParams: (): Record<string, unknown> => {
      const key = authorization();
      return key === null ? {} : { authorization: key };
    },
    ...(webSocketImpl === undefined ? {} : { webSocketImpl: quiet(webSocketImpl) }),
    on: {
      message: () => {
        heardAtMs = now();
      },
      connected: (connected) => {
        if (isEnded) return;
        socket = connected as Socket;
        openedAtMs = now();
        onOpen();
      },
      closed: (event) => {
        if (!isEnded) onClosed((event as { readonly code?: number }).code);
      },
    },
  });

  function stopProbing(): void {
    if (probing !== null) clearTimeout(probing);
    probing = null;
  }

  return {
    get openedAtMs() {
      return openedAtMs;
    },
    get heardAtMs() {
      return heardAtMs;
    },
    subscribe: (payload, sink) => client.subscribe(payload, sink),
    probe(isSilent) {
      if (probing !== null) return;
      const beforeMs = heardAtMs;
      socket?.send(ping);
      probing = setTimeout(() => {
        probing = null;
        if (heardAtMs === beforeMs) isSilent();
      }, probeMs);
    },
    forgive(atMs) {
      heardAtMs = Math.min(heardAtMs, atMs);
    },
    end() {
      isEnded = true;
      stopProbing();
      client.terminate();
      // Otherwise it would reconnect by itself after a normal closure.
      Promise.resolve(client.dispose()).catch(() => {
        // It never was open.
      });
    },
  };
}

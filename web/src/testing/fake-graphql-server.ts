/**
 * The other end of `graphql-transport-ws` for unit tests: speaks it from memory, and is as strict as the real one, so
 * that a client which breaks the protocol loses its socket here, too.
 */
export interface FakeGraphQLServer {
  /** For `webSocketImpl`. */
  readonly WebSocket: unknown;
  /** Every socket that was ever opened, oldest first. */
  readonly sockets: readonly FakeSocket[];
  /** What clients did against the protocol. */
  readonly violations: readonly string[];
  /** What becomes of the next socket: it works, cannot be opened, hangs, or is closed when it says who it is, with 4403 or 4401. */
  next: 'works' | 'unreachable' | 'hangs' | 'forbidden' | 'unauthorized';
  /** The newest socket. */
  socket(): FakeSocket;
  /** What is subscribed to on the newest socket, oldest first. */
  subscriptions(): readonly FakeSubscription[];
}

interface FakeSubscription {
  readonly id: string;
  readonly query: string;
  readonly extensions: Record<string, unknown> | undefined;
  readonly variables: Record<string, unknown>;
  next(data: Record<string, unknown>): void;
  fail(code: string, extensions?: Record<string, unknown>): void;
  complete(): void;
}

interface FakeSocket {
  readonly initPayload: Record<string, unknown> | undefined;
  /** The code that the client closed it with; null while it has not. */
  readonly closedByClient: number | null;
  /** How often the client asked whether anybody is there. */
  readonly pings: number;
  /** Closes it. */
  drop(code: number, reason?: string): void;
  /** It takes everything from now on and answers nothing, as behind a cable that was pulled. */
  fallSilent(): void;
}

interface ClientMessage {
  readonly type?: unknown;
  readonly id?: unknown;
  readonly payload?: Record<string, unknown>;
}

export function createFakeGraphQLServer(): FakeGraphQLServer {
  const sockets: Socket[] = [];
  const violations: string[] = [];
  const server = {
    next: 'works' as FakeGraphQLServer['next'],
    sockets,
    violations,
    socket: () => sockets.at(-1)!,
    subscriptions: () => [...sockets.at(-1)!.subscriptions.values()],
  };

  class Socket implements FakeSocket {
    static readonly CONNECTING = 0;
    static readonly OPEN = 1;
    static readonly CLOSING = 2;
    static readonly CLOSED = 3;

    readyState = Socket.CONNECTING;
    onopen: (() => void) | null = null;
    onmessage: ((event: { data: string }) => void) | null = null;
    onclose: ((event: { code: number; reason: string; wasClean: boolean }) => void) | null = null;
    onerror: ((event: { type: string }) => void) | null = null;
    initPayload: Record<string, unknown> | undefined;
    closedByClient: number | null = null;
    pings = 0;
    readonly subscriptions = new Map<string, FakeSubscription>();
    #isInitialised = false;
    #isSilent = false;
    readonly #fate = server.next;

    constructor(_url: string, protocol: string) {
      if (protocol !== 'graphql-transport-ws') violations.push(`protocol ${protocol}`);
      sockets.push(this);
      queueMicrotask(() => {
        if (this.#fate === 'hangs' || this.readyState !== Socket.CONNECTING) return;
        if (this.#fate === 'unreachable') {
          this.onerror?.({ type: 'error' });
          return this.drop(1006);
        }
        this.readyState = Socket.OPEN;
        this.onopen?.();
      });
    }

    addEventListener(): void {
      // Errors are told by `onerror`.
    }

    send(text: string): void {
      if (this.readyState === Socket.CONNECTING) throw new Error('InvalidStateError');
      if (this.readyState !== Socket.OPEN || this.#isSilent) return;
      queueMicrotask(() => this.#take(JSON.parse(text) as ClientMessage));
    }

    close(code: number): void {
      if (this.readyState >= Socket.CLOSING) return;
      this.readyState = Socket.CLOSING;
      this.closedByClient = code;
      if (!this.#isSilent) queueMicrotask(() => this.#end(code, ''));
    }

    drop(code: number, reason = ''): void {
      if (this.readyState !== Socket.CLOSED) this.#end(code, reason);
    }

    fallSilent(): void {
      this.#isSilent = true;
    }

    #end(code: number, reason: string): void {
      this.readyState = Socket.CLOSED;
      this.subscriptions.clear();
      this.onclose?.({ code, reason, wasClean: code !== 1006 });
    }

    #violate(code: number, what: string): void {
      violations.push(what);
      this.drop(code, what);
    }

    #say(message: object): void {
      if (this.readyState === Socket.OPEN && !this.#isSilent)
        this.onmessage?.({ data: JSON.stringify(message) });
    }

    #take({ type, id, payload }: ClientMessage): void {
      if (this.readyState !== Socket.OPEN) return;
      switch (type) {
        case 'connection_init':
          if (this.#isInitialised) return this.#violate(4429, 'Too many initialisation requests');
          this.#isInitialised = true;
          this.initPayload = payload;
          if (this.#fate === 'forbidden') return this.drop(4403, 'Forbidden');
          if (this.#fate === 'unauthorized') return this.drop(4401, 'Unauthorized');
          return this.#say({ type: 'connection_ack' });
        case 'ping':
          this.pings += 1;
          return this.#say({ type: 'pong' });
        case 'pong':
          return;
        case 'subscribe':
          if (!this.#isInitialised) return this.#violate(4401, 'Unauthorized');
          if (typeof id !== 'string' || typeof payload?.['query'] !== 'string')
            return this.#violate(4400, 'Invalid message');
          if (this.subscriptions.has(id)) return this.#violate(4409, `Subscriber for ${id} already exists`);
          this.subscriptions.set(id, this.#subscription(id, payload));
          return;
        case 'complete':
          this.subscriptions.delete(String(id));
          return;
        default:
          return this.#violate(4400, `Invalid message ${String(type)}`);
      }
    }

    #subscription(id: string, payload: Record<string, unknown>): FakeSubscription {
      const end = (message: object) => {
        this.subscriptions.delete(id);
        this.#say({ id, ...message });
      };
      return {
        id,
        query: payload['query'] as string,
        extensions: payload['extensions'] as Record<string, unknown> | undefined,
        variables: (payload['variables'] ?? {}) as Record<string, unknown>,
        // Also after its end, as what is under way cannot be called back.
        next: (data) => this.#say({ id, type: 'next', payload: { data } }),
        fail: (code, extensions = {}) =>
          end({
            type: 'error',
            payload: [{ message: `${code} it is`, extensions: { code, ...extensions } }],
          }),
        complete: () => end({ type: 'complete' }),
      };
    }
  }

  return Object.assign(server, { WebSocket: Socket });
}

import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import {
  entryProblem,
  goTime,
  NotAPushError,
  type PushedEntry,
  type PushedStream,
  readPush,
  rfc3339,
  streamProblem,
} from './loki-rules.js';

interface StoredLine extends PushedEntry {
  readonly labels: Readonly<Record<string, string>>;
  readonly timeMs: number;
}

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A Loki that refuses what Loki refuses, and answers in the words that Loki has for it. */
export interface FakeLoki {
  readonly url: string;
  /** What is stored, in the order it came. The same line at the same time of a stream is stored once. */
  readonly lines: readonly StoredLine[];
  /** What was refused because of what it was, in Loki's words. */
  readonly violations: readonly string[];
  /** Streams that were ever written to. */
  readonly series: number;
  /** Pushes asked for so far. */
  readonly pushes: number;
  /** Headers of the newest push. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Answers every request like this, and stores nothing; null: as Loki again. */
  answers(answer: Answer | null): void;
  /** Waits before each answer. */
  delays(delayMs: number): void;
  /** While it is down, connections are cut. */
  setDown(isDown: boolean): void;
  stop(): Promise<void>;
}

interface Options {
  readonly now?: () => number;
  /** Decompressed, in bytes; more is refused with 413. */
  readonly maxBodyBytes?: number;
  /** Refuse pushes without a tenant. */
  readonly needsTenant?: boolean;
}

const MAX_BEHIND_MS = 3_600_000;
/** Named in an answer; the others are only counted. */
const MAX_NAMED = 10;

export async function startFakeLoki({
  now = Date.now,
  maxBodyBytes = 4 * 1024 * 1024,
  needsTenant = false,
}: Options = {}): Promise<FakeLoki> {
  const lines: StoredLine[] = [];
  const known = new Set<string>();
  const newestMs = new Map<string, number>();
  const violations: string[] = [];
  const sockets = new Set<Socket>();
  let fixed: Answer | null = null;
  let delayMs = 0;
  let isDown = false;
  let pushes = 0;
  let headers: IncomingMessage['headers'] = {};

  function refuse(status: number, body: string): Answer {
    violations.push(body);
    return { status, body };
  }

  /** What the distributor refuses, then what the ingester does; the first of them is the answer. */
  function store(streams: readonly PushedStream[]): Answer {
    const invalid: string[] = [];
    let ignored: string | null = null;
    for (const stream of streams) {
      const problem = streamProblem(stream);
      if (problem !== null) {
        invalid.push(problem);
        continue;
      }
      const valid = stream.entries.filter((entry) => {
        const wrong = entryProblem(stream, entry, now());
        if (wrong !== null) invalid.push(wrong);
        return wrong === null;
      });
      ignored = append({ ...stream, entries: valid }) ?? ignored;
    }
    if (ignored !== null) return refuse(400, ignored);
    if (invalid.length > 0)
      return refuse(
        400,
        invalid.length === 1 ? `${invalid[0]}` : `${invalid.length} errors like: ${invalid[0]}`,
      );
    return { status: 204 };
  }

  function append({ name, labels, entries }: PushedStream): string | null {
    const behind: string[] = [];
    for (const entry of entries) {
      const timeMs = Number(entry.timeNs / 1_000_000n);
      const oldestMs = (newestMs.get(name) ?? timeMs) - MAX_BEHIND_MS;
      if (timeMs < oldestMs) {
        behind.push(
          `entry with timestamp ${goTime(timeMs)} ignored, reason: 'entry too far behind, entry timestamp is: ${rfc3339(timeMs)}, oldest acceptable timestamp is: ${rfc3339(oldestMs)}',\n`,
        );
        continue;
      }
      newestMs.set(name, Math.max(newestMs.get(name) ?? timeMs, timeMs));
      const key = JSON.stringify([name, String(entry.timeNs), entry.line]);
      if (!known.has(key)) lines.push({ ...entry, labels, timeMs });
      known.add(key);
    }
    if (behind.length === 0) return null;
    const named = behind.slice(0, MAX_NAMED).join('');
    return `${named}user 'fake', total ignored: ${behind.length} out of ${entries.length} for stream: ${name}`;
  }

  function push(request: IncomingMessage, body: Buffer): Answer {
    if (needsTenant && request.headers['x-scope-orgid'] === undefined) return refuse(401, 'no org id\n');
    if (!/^application\/json\b/.test(request.headers['content-type'] ?? ''))
      return refuse(400, 'snappy: corrupt input');
    let text: string;
    try {
      text = (request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString('utf8');
    } catch {
      return refuse(400, 'gzip: invalid header');
    }
    // Not a violation: how much is too much, nobody can know before.
    if (Buffer.byteLength(text) > maxBodyBytes) return { status: 413, body: 'request body too large' };
    try {
      return store(readPush(text));
    } catch (error) {
      if (error instanceof NotAPushError) return refuse(400, error.message);
      throw error;
    }
  }

  async function answer(request: IncomingMessage, response: ServerResponse) {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const isPush = request.method === 'POST' && request.url === '/loki/api/v1/push';
    if (isPush) {
      pushes += 1;
      headers = request.headers;
    }
    const given = fixed;
    await sleep(delayMs, undefined, { ref: false });
    const isReady = request.method === 'GET' && request.url === '/ready';
    const answered =
      given ??
      (isPush ? push(request, Buffer.concat(chunks)) : { status: isReady ? 200 : 404, body: 'ready\n' });
    response.writeHead(answered.status, answered.headers).end(answered.body);
  }

  const server = createServer((request, response) => {
    // A client that gives up is part of many tests.
    answer(request, response).catch(() => response.destroy());
  });
  server.on('connection', (socket) => {
    if (isDown) return void socket.destroy();
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lines,
    violations,
    get series() {
      return newestMs.size;
    },
    get pushes() {
      return pushes;
    },
    get headers() {
      return headers;
    },
    answers: (next) => void (fixed = next),
    delays: (nextMs) => void (delayMs = nextMs),
    setDown(down) {
      isDown = down;
      if (down) cut();
    },
    async stop() {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}

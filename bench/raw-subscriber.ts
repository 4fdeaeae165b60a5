import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { clientFrame, createFrameReader, type Frame } from './frame-reader.js';

export interface RawSubscriberOptions {
  /** http://host:port; the path is /graphql. */
  readonly url: string;
  readonly query: string;
  readonly variables: object;
  /** Everything that comes after the answer to the subscription began: all of its `next` messages. */
  readonly onFrame: (frame: Frame) => void;
  /** Not called when it was closed from here. */
  readonly onEnd: (reason: Error) => void;
}

const TEXT = 1;
const CLOSE = 8;
const PING = 9;
const PONG = 10;
/** What is read is looked at before anything else is read, so one buffer does for all sockets. */
const sharedBuffer = Buffer.alloc(256 * 1024);

/**
 * One subscription over graphql-transport-ws, on as little as it takes: a socket, and the headers of frames. Resolves
 * when the first message is there.
 *
 * @throws {Error} refused, or closed before that
 */
export function subscribeRaw(options: RawSubscriberOptions): Promise<{ close(): void }> {
  const { url, query, variables, onFrame, onEnd } = options;
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    let phase: 'upgrade' | 'acknowledge' | 'subscribe' | 'follow' = 'upgrade';
    let greeting = Buffer.alloc(0);
    const frames = createFrameReader((frame) => {
      const { opcode, bytes, from, to } = frame;
      if (opcode === PING) socket.write(clientFrame(PONG, Buffer.from(bytes.subarray(from, to))));
      else if (opcode === CLOSE) fail(new Error(`closed: ${bytes.toString('utf8', from + 2, to)}`));
      else if (phase === 'follow') onFrame(frame);
      else answer(bytes.toString('utf8', from, to), frame);
    });

    const send = (message: object) => socket.write(clientFrame(TEXT, Buffer.from(JSON.stringify(message))));

    function answer(text: string, { isLast }: Frame): void {
      if (phase === 'acknowledge') {
        if (!text.includes('connection_ack')) return;
        phase = 'subscribe';
        send({ id: '1', type: 'subscribe', payload: { query, variables } });
      } else if (text.includes('"errors"') || text.includes('"type":"error"')) {
        fail(new Error(text.slice(0, 500)));
      } else if (isLast) {
        phase = 'follow';
        resolve({ close });
      }
    }

    function upgrade(chunk: Buffer): void {
      greeting = Buffer.concat([greeting, chunk]);
      const end = greeting.indexOf('\r\n\r\n');
      if (end < 0) return;
      const status = greeting.toString('latin1', 0, greeting.indexOf('\r\n'));
      if (!status.includes(' 101 ')) return fail(new Error(status));
      phase = 'acknowledge';
      send({ type: 'connection_init' });
      frames.read(greeting.subarray(end + 4));
    }

    function fail(error: Error): void {
      close();
      if (phase === 'follow') onEnd(error);
      else reject(error);
    }

    const socket = connect({
      host: hostname,
      port: Number(port),
      noDelay: true,
      onread: {
        buffer: sharedBuffer,
        callback(length) {
          const chunk = sharedBuffer.subarray(0, length);
          if (phase === 'upgrade') upgrade(chunk);
          else frames.read(chunk);
          return true;
        },
      },
    });
    const onClose = () => fail(new Error('the connection was closed'));
    socket.on('error', fail);
    socket.once('close', onClose);
    socket.once('connect', () =>
      socket.write(
        `GET /graphql HTTP/1.1\r\nHost: ${hostname}:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
          `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n` +
          'Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n',
      ),
    );

    /** A reset leaves nothing behind, where 10,000 goodbyes would fill the table of ports. */
    function close(): void {
      socket.off('close', onClose);
      socket.resetAndDestroy();
    }
  });
}

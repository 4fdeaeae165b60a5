import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { servePeer } from './serve-peer.js';

/** Messages that a socket may have on its way; who has more misses one, as a reader of ours would. */
const MOST_UNDER_WAY = 2;

/**
 * The limit: no GraphQL at all. Each update is one text of as many bytes as ours, made once and handed to every
 * socket. It answers the handshake of graphql-ws, so that the same subscribers can be used.
 */
servePeer(async () => {
  let messageBytes = 0;
  const underWay = new Map<WebSocket, number>();
  const server = new WebSocketServer({
    port: 0,
    host: '127.0.0.1',
    backlog: 4096,
    perMessageDeflate: false,
    handleProtocols: () => 'graphql-transport-ws',
  });
  server.on('connection', (socket) => {
    socket.on('message', (data: Buffer) => {
      if (data.includes('connection_init')) socket.send('{"type":"connection_ack"}');
      else {
        socket.send('{"id":"1","type":"next","payload":{"data":{"tracks":{"__typename":"TrackSnapshot"}}}}');
        underWay.set(socket, 0);
      }
    });
    socket.once('close', () => underWay.delete(socket));
  });
  await once(server, 'listening');

  return {
    port: (server.address() as AddressInfo).port,
    pad: (bytes) => (messageBytes = bytes),
    publish(tracks) {
      const time = new Date(tracks[0]?.observedAtMs ?? 0).toISOString();
      const start = `{"id":"1","type":"next","payload":{"observedAt":"${time}","padding":"`;
      const message = Buffer.from(`${start.padEnd(messageBytes - 3, 'x')}"}}`);
      for (const [socket, count] of underWay) {
        if (count >= MOST_UNDER_WAY) continue;
        underWay.set(socket, count + 1);
        socket.send(message, { binary: false }, () => {
          const left = underWay.get(socket);
          if (left !== undefined) underWay.set(socket, left - 1);
        });
      }
    },
  };
});

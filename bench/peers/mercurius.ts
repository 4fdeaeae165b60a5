import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { servePeer } from './serve-peer.js';
import { createTrackEvents, typeDefs } from './track-schema.js';

/** What is used of fastify, which is theirs and not ours here. */
interface Fastify {
  register(plugin: unknown, options: object): Promise<void>;
  listen(options: { port: number; host: string }): Promise<string>;
  readonly server: { address(): AddressInfo };
}

/** Mercurius with its own WebSocket server. Its compiler (jit) is for queries: subscriptions it executes as GraphQL.js does. */
servePeer(async ({ folder }) => {
  if (folder === null) throw new Error('mercurius is not a package of ours');
  const theirs = createRequire(folder);
  const fastify = theirs('fastify') as () => Fastify;
  const events = createTrackEvents();
  const app = fastify();
  await app.register(theirs('mercurius'), {
    schema: typeDefs,
    resolvers: events.resolvers,
    subscription: true,
    jit: 1,
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  return { port: app.server.address().port, publish: (tracks) => events.publish(tracks) };
});

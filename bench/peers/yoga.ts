import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ExecutionArgs, ExecutionResult } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { createSchema, createYoga } from 'graphql-yoga';
import { WebSocketServer } from 'ws';
import { servePeer } from './serve-peer.js';
import { createTrackEvents, typeDefs } from './track-schema.js';

/** Yoga types these as `any`. */
interface Enveloped {
  readonly schema: ExecutionArgs['schema'];
  readonly parse: (text: string) => ExecutionArgs['document'];
  readonly contextFactory: () => unknown;
  readonly execute: (args: ExecutionArgs) => Promise<ExecutionResult>;
  readonly subscribe: (args: ExecutionArgs) => Promise<AsyncGenerator<ExecutionResult> | ExecutionResult>;
}

type EnvelopedArgs = ExecutionArgs & Pick<Enveloped, 'execute' | 'subscribe'>;

/** Yoga with graphql-ws, wired as its documentation says: an execution per subscriber and event. */
servePeer(async () => {
  const events = createTrackEvents();
  const yoga = createYoga({
    schema: createSchema({ typeDefs, resolvers: events.resolvers }),
    logging: false,
  });
  // eslint-disable-next-line @typescript-eslint/no-misused-promises -- as documented; yoga answers its own errors
  const server = createServer(yoga).listen(0, '127.0.0.1');
  await once(server, 'listening');
  useServer(
    {
      execute: (args) => (args as EnvelopedArgs).execute(args),
      subscribe: (args) => (args as EnvelopedArgs).subscribe(args),
      onSubscribe: async (_context, _id, params) => {
        const { schema, execute, subscribe, contextFactory, parse } = yoga.getEnveloped({
          params,
        }) as Enveloped;
        return {
          schema,
          operationName: params.operationName ?? null,
          document: parse(params.query),
          variableValues: params.variables ?? null,
          contextValue: await contextFactory(),
          execute,
          subscribe,
        } satisfies EnvelopedArgs;
      },
    },
    new WebSocketServer({ server, path: '/graphql', perMessageDeflate: false }),
  );
  return { port: (server.address() as AddressInfo).port, publish: (tracks) => events.publish(tracks) };
});

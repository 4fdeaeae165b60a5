import { GraphQLError } from 'graphql';
import { createSchema } from 'graphql-yoga';
import { setImmediate } from 'node:timers/promises';
import { pino } from 'pino';
import { KitNotFoundError } from '../../src/domain/errors.js';
import { createHttpServer, type HttpServer, type HttpServerOptions } from '../../src/server/http.js';

/** A stream that the test feeds, and what became of its readers. */
interface Channel {
  /** Readers that are inside the generator now. */
  readonly readers: number;
  /** How often any reader asked for an event. */
  readonly pulls: number;
  publish(text: string): void;
}

export interface TestHttpServer {
  readonly url: string;
  readonly server: HttpServer;
  /** Behind `Subscription.channel`; every event goes to each reader. */
  readonly channel: Channel;
  /** How many events of `Subscription.endless` were made for the reader with this name. */
  endlessPulls(reader: string): number;
  endlessReaders(): number;
  /** What was logged, parsed. */
  readonly logs: readonly Record<string, unknown>[];
}

/** The real server on a free port, with a schema of its own that has one field for each behaviour. */
export async function startHttpServer(options: Partial<HttpServerOptions> = {}): Promise<TestHttpServer> {
  const logs: Record<string, unknown>[] = [];
  const logger = pino(
    { level: 'debug' },
    { write: (line: string) => void logs.push(JSON.parse(line) as Record<string, unknown>) },
  );
  const channel = createChannel();
  const endless = createEndless();
  const server = createHttpServer({
    schema: behaviourSchema(channel, endless),
    createContext: ({ requestId }) => ({ requestIdOfContext: requestId }),
    health: { readiness: () => ({ database: { ok: true, reason: null } }) },
    logger,
    host: '127.0.0.1',
    port: 0,
    version: '1.2.3',
    examples: [{ query: 'query Hello { hello }' }],
    ...options,
  });
  const { url } = await server.start();
  return { url, server, channel, logs, endlessPulls: endless.pulls, endlessReaders: endless.readers };
}

function behaviourSchema(
  channel: ReturnType<typeof createChannel>,
  endless: ReturnType<typeof createEndless>,
) {
  return createSchema({
    typeDefs: /* GraphQL */ `
      type Query {
        hello(name: String): String
        "The request id that the context was made with."
        requestId: String
        text(length: Int!): String
        "Fails as a defect does."
        defect: String
        "Fails with one of our typed errors."
        missingKit: String
        refused: String
      }
      type Mutation {
        shout(text: String!): String
      }
      type Subscription {
        count(to: Int!): Int
        channel: String
        "Always has a next event, of 16 kB."
        endless(reader: String!): String
        "Fails after its first event."
        breaks: Int
      }
    `,
    resolvers: {
      Query: {
        hello: (_root: unknown, { name }: { name?: string }) => `hello ${name ?? 'world'}`,
        requestId: (_root: unknown, _args: unknown, context: { requestIdOfContext: string }) =>
          context.requestIdOfContext,
        text: (_root: unknown, { length }: { length: number }) => 'x'.repeat(length),
        defect: () => {
          throw new Error('password "hunter2" rejected by db.internal:5432');
        },
        missingKit: () => {
          throw new KitNotFoundError('kit-9');
        },
        refused: () => {
          throw new GraphQLError('Not today.', { extensions: { code: 'FORBIDDEN' } });
        },
      },
      Mutation: { shout: (_root: unknown, { text }: { text: string }) => text.toUpperCase() },
      Subscription: {
        count: {
          subscribe: async function* (_root: unknown, { to }: { to: number }) {
            for (let count = 1; count <= to; count++) {
              await setImmediate();
              yield { count };
            }
          },
        },
        channel: { subscribe: () => channel.read() },
        endless: { subscribe: (_root: unknown, { reader }: { reader: string }) => endless.read(reader) },
        breaks: {
          subscribe: async function* () {
            await setImmediate();
            yield { breaks: 1 };
            throw new Error('relation "secrets" does not exist');
          },
        },
      },
    },
  });
}

/** Its readers are plain async generators that stand in an `await` until an event comes, the hardest kind to end. */
function createChannel() {
  const queues = new Set<{ texts: string[]; wake: () => void }>();
  let pulls = 0;
  return {
    get readers() {
      return queues.size;
    },
    get pulls() {
      return pulls;
    },
    publish(text: string) {
      for (const queue of queues) {
        queue.texts.push(text);
        queue.wake();
      }
    },
    read() {
      const queue = { texts: [] as string[], wake: () => undefined as void };
      queues.add(queue);
      const inner = (async function* (): AsyncGenerator<{ channel: string | undefined }, void, void> {
        for (;;) {
          pulls += 1;
          while (queue.texts.length === 0) await new Promise<void>((resolve) => (queue.wake = resolve));
          yield { channel: queue.texts.shift() };
        }
      })();
      return {
        next: () => inner.next(),
        return: () => {
          queues.delete(queue);
          return inner.return();
        },
        throw: (error: unknown) => inner.throw(error),
        [Symbol.asyncIterator]() {
          return this;
        },
      };
    },
  };
}

function createEndless() {
  const pulls = new Map<string, number>();
  let readers = 0;
  const payload = 'x'.repeat(16_000);
  return {
    pulls: (reader: string) => pulls.get(reader) ?? 0,
    readers: () => readers,
    read: async function* (reader: string) {
      readers += 1;
      try {
        for (;;) {
          await setImmediate();
          pulls.set(reader, (pulls.get(reader) ?? 0) + 1);
          yield { endless: payload };
        }
      } finally {
        readers -= 1;
      }
    },
  };
}

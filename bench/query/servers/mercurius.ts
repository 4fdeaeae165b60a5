/** Mercurius with its just-in-time compiler, as its documentation shows it. */
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { FastifyInstance, FastifyPluginAsync } from 'fastify';
import type { GraphQLScalarType } from 'graphql';
import { environment, peerFolder } from './environment.js';
import { createReads } from './reads.js';
import { createResolvers, typeDefs } from './schema.js';

interface MercuriusOptions {
  readonly schema: string;
  readonly resolvers: object;
  /** After as many executions of a document it is compiled. */
  readonly jit: number;
}

const peers = createRequire(peerFolder());
const load = async (name: string) =>
  (await import(pathToFileURL(peers.resolve(name)).href)) as { default: unknown };
const fastify = (await load('fastify')).default as () => FastifyInstance;
const mercurius = (await load('mercurius')).default as FastifyPluginAsync<MercuriusOptions>;
const { GraphQLScalarType: Scalar } = peers('graphql') as { GraphQLScalarType: typeof GraphQLScalarType };

const { databaseUrl, port } = environment();
const app = fastify();
await app.register(mercurius, {
  schema: typeDefs,
  resolvers: createResolvers(createReads(databaseUrl), Scalar),
  jit: 1,
});
await app.listen({ host: '127.0.0.1', port });

/** GraphQL Yoga as its documentation shows it, with ordinary execution. */
import { createServer } from 'node:http';
import { GraphQLScalarType } from 'graphql';
import { createSchema, createYoga } from 'graphql-yoga';
import { environment } from './environment.js';
import { createReads } from './reads.js';
import { createResolvers, typeDefs } from './schema.js';

const { databaseUrl, port } = environment();
const resolvers = createResolvers(createReads(databaseUrl), GraphQLScalarType);
const yoga = createYoga({ schema: createSchema({ typeDefs, resolvers }), logging: false });
// eslint-disable-next-line @typescript-eslint/no-misused-promises -- yoga answers its own failures
createServer(yoga).listen(port, '127.0.0.1');

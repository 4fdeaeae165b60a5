/** An endpoint for each question, the way a good engineer writes them in ten minutes: fastify, pg, one query each. */
import fastify from 'fastify';
import { environment } from './environment.js';
import { createReads } from './reads.js';

interface RangeQuery {
  readonly from: string;
  readonly to: string;
}

const { databaseUrl, port } = environment();
const reads = createReads(databaseUrl);
const app = fastify();

app.get<{ Querystring: RangeQuery & { first: string } }>('/detections', ({ query }) =>
  reads.list(query, Number(query.first)),
);

app.get<{ Params: { timeMs: string; kitId: string; droneId: string } }>(
  '/detections/:timeMs/:kitId/:droneId',
  async ({ params }, reply) => {
    const report = await reads.one(new Date(Number(params.timeMs)), params.kitId, params.droneId);
    return report ?? reply.callNotFound();
  },
);

app.get<{ Params: { droneId: string }; Querystring: RangeQuery & { maxPoints: string } }>(
  '/drones/:droneId/path',
  async ({ params, query }) => ({ path: await reads.path(params.droneId, query, Number(query.maxPoints)) }),
);

await app.listen({ host: '127.0.0.1', port });

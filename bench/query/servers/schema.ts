import type { GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { Range, Reads } from './reads.js';

/** What the questions need of our schema, by hand. */
export const typeDefs = `
  scalar DateTime
  input TimeRange { from: DateTime! to: DateTime! }
  interface Node { id: ID! }
  type Detection implements Node {
    id: ID!
    time: DateTime!
    kitId: String!
    droneId: String!
    kind: String!
    lat: Float
    lon: Float
    altitudeM: Float
    speedMps: Float
    courseDeg: Float
    rssiDbm: Float
    make: String
    model: String
  }
  type PageInfo { hasNextPage: Boolean! endCursor: String }
  type DetectionConnection { nodes: [Detection!]! pageInfo: PageInfo! }
  type PathPoint { time: DateTime! lat: Float! lon: Float! altitudeM: Float speedMps: Float }
  type Drone { droneId: String! path(range: TimeRange!, maxPoints: Int = 500): [PathPoint!]! }
  type Query {
    detections(range: TimeRange!, first: Int!): DetectionConnection!
    node(id: ID!): Node
    drone(droneId: String!): Drone
  }
`;

type Scalar = new (config: Readonly<GraphQLScalarTypeConfig<unknown, string>>) => GraphQLScalarType;

/** One SQL query for each question; `Scalar` is that of the GraphQL.js which will run them. */
export function createResolvers(reads: Reads, Scalar: Scalar) {
  return {
    DateTime: new Scalar({
      name: 'DateTime',
      serialize: (value) => (value as Date).toISOString(),
      parseValue: (value) => new Date(value as string),
    }),
    Detection: {
      id: ({ time, kitId, droneId }: { time: Date; kitId: string; droneId: string }) =>
        Buffer.from(`Detection:${JSON.stringify([time.getTime(), kitId, droneId])}`).toString('base64'),
    },
    Drone: {
      path: ({ droneId }: { droneId: string }, { range, maxPoints }: { range: Range; maxPoints: number }) =>
        reads.path(droneId, range, maxPoints),
    },
    Query: {
      detections: (_root: unknown, { range, first }: { range: Range; first: number }) =>
        reads.list(range, first),
      async node(_root: unknown, { id }: { id: string }) {
        const text = Buffer.from(id, 'base64').toString();
        const key = JSON.parse(text.slice(text.indexOf(':') + 1)) as [number, string, string];
        const report = await reads.one(new Date(key[0]), key[1], key[2]);
        return report === null ? null : { ...report, __typename: 'Detection' };
      },
      async drone(_root: unknown, { droneId }: { droneId: string }) {
        return (await reads.isKnown(droneId)) ? { droneId } : null;
      },
    },
  };
}

import { execute, parse, type GraphQLSchema } from 'graphql';
import { createSchema } from 'graphql-yoga';
import { describe, expect, test } from 'vitest';
import { aTrack } from '../../../test/support/fake-fleet.js';
import { aViewer } from '../../../test/support/viewers.js';
import { anonymousViewer } from '../../domain/viewer.js';
import { schema as apiSchema } from '../../schema/index.js';
import { createPieceSchema } from './piece-schema.js';
import { createPlainWriter } from './plain-writer.js';
import type { ItemSelection } from './track-shape.js';

const selecting = (text: string): ItemSelection => ({
  list: 'tracks',
  document: parse(`{ tracks ${text} }`),
  text,
  variables: [],
});

const pieceSchema = createPieceSchema(apiSchema)!;
function executed(schema: GraphQLSchema, text: string, item: object, contextValue: object): unknown {
  const document = parse(`{ tracks ${text} }`);
  const { data } = execute({ schema, document, rootValue: { tracks: [item] }, contextValue }) as {
    data: { tracks: unknown[] };
  };
  return data.tracks[0];
}

test.each([
  '{ droneId kind lat lon altitudeM speedMps courseDeg observedAt stale }',
  '{ __typename at: observedAt pilot { lat lon __typename } home { lat } }',
  '{ sightings { kitId observedAt rssiDbm } ... on Track { make } ...T } }  fragment T on Track { model uaType',
])('of a track, %s is what execution makes of it', (text) => {
  const write = createPlainWriter(pieceSchema, selecting(text));
  const pilot = { lat: 1, lon: 2, altitudeM: null };
  const items = [
    aTrack({ pilot }),
    aTrack({ droneId: '"<\u2028é🛸', lat: null, lon: null, make: 'null', pilot: null }),
  ];
  for (const viewer of [anonymousViewer, aViewer('VIEWER')])
    for (const item of items)
      expect(write?.(item, { viewer })).toBe(JSON.stringify(executed(pieceSchema, text, item, { viewer })));
});

test('what takes arguments is not for it', () => {
  expect(createPlainWriter(pieceSchema, selecting('{ droneId trail { time } }'))).toBeNull();
});

describe('what resolvers may do', () => {
  const context = { viewer: 'somebody' };
  const schema = createPieceSchema(
    createSchema({
      typeDefs: `
        type Query { a: Int }
        type Track { droneId: String! context: String info: String later: String fails: String none: Int! nested: Track! number: Int list: [String!] }
        type TrackRemoval { droneId: String }`,
      resolvers: {
        Track: {
          context: (_track, _args, { viewer }: typeof context) => viewer,
          info: (_track, _args, _context, { fieldName }) => fieldName,
          later: () => Promise.resolve('later'),
          fails: () => {
            throw new Error('no');
          },
          none: () => null,
          nested: (track: object) => track,
          number: () => 'seven',
          list: () => ['a', null],
        },
      },
    }),
  )!;
  const write = (text: string) => createPlainWriter(schema, selecting(text))?.(aTrack(), context);

  test('is to look at the object and the context', () => {
    expect(write('{ droneId context nested { droneId } }')).toBe(
      JSON.stringify(executed(schema, '{ droneId context nested { droneId } }', aTrack(), context)),
    );
  });

  test.each(['info', 'later', 'fails', 'none', 'nested { none }', 'number', 'list'])(
    'is left to ordinary execution otherwise: %s',
    (field) => {
      expect(write(`{ droneId ${field} }`)).toBeNull();
    },
  );
});

import {
  getNamedType,
  getNullableType,
  isLeafType,
  isListType,
  isObjectType,
  Kind,
  parse,
  validate,
} from 'graphql';
import { describe, expect, test } from 'vitest';
import { localLimits } from '../../config.js';
import { schema } from '../../schema/index.js';
import { readPersistedDocuments } from '../query/persisted-documents.js';
import { FIELD_COSTS, LIST_SIZES, OPERATION_COST, SIZE_ARGUMENTS } from './field-costs.js';
import { operationCost } from './operation-cost.js';

function costOf(text: string, variables: Record<string, unknown> = {}): number {
  const document = parse(text);
  expect(validate(schema, document)).toEqual([]);
  const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  const cost = operationCost(schema, document, operation!);
  return typeof cost === 'number' ? cost : cost(variables);
}

/** Without what every operation costs. */
const answerCost = (text: string, variables?: Record<string, unknown>) =>
  Math.round((costOf(text, variables) - OPERATION_COST) * 10) / 10;

const range = 'range: {last: "PT1H"}';
const scalarsOf = (name: string) => {
  const type = schema.getType(name);
  if (!isObjectType(type)) throw new Error(`${name} is no type of objects`);
  return Object.values(type.getFields())
    .filter((field) => field.args.length === 0 && isLeafType(getNamedType(field.type)))
    .map(({ name }) => name)
    .join(' ');
};

describe('an operation costs', () => {
  test('something, a tenth for each value, and one for each object', () => {
    expect(costOf('{ __typename }')).toBeCloseTo(OPERATION_COST + 0.1);
    expect(answerCost('{ viewer { name role } }')).toBe(1.2);
  });

  test('its rows, by argument, variable or default, whether they are nodes or edges', () => {
    const rows = (first: string) =>
      `signals(${range}, first: ${first}) { nodes { time kitId } pageInfo { endCursor } }`;
    expect(answerCost(`{ ${rows('100')} }`)).toBe(132.1);
    expect(answerCost(`query ($n: Int) { ${rows('$n')} }`, { n: 100 })).toBe(132.1);
    expect(answerCost(`query ($n: Int = 100) { ${rows('$n')} }`)).toBe(132.1);
    expect(answerCost(`query ($n: Int = 100) { ${rows('$n')} }`, { n: 200 })).toBe(252.1);
    expect(answerCost(`{ signals(${range}, last: 100) { edges { node { time kitId } } } }`)).toBe(
      10 + 1 + 220,
    );
    expect(answerCost('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: ['a', 'b', 'c'] })).toBe(
      3.3,
    );
    expect(answerCost('{ nodes(ids: ["a", "b"]) { id } }')).toBe(2.2);
  });

  test('lists within lists, multiplied', () => {
    const path = 'path(range: {last: "PT1H"}, maxPoints: 1000) { lat lon }';
    expect(answerCost(`{ drones(${range}, first: 50) { nodes { ${path} } } }`)).toBe(
      10 + 1 + 50 * (1 + 10 + 1000 * 0.2),
    );
  });

  test('what the most expensive of several types costs, and a merged field once', () => {
    expect(
      answerCost('{ node(id: "x") { ... on Kit { name name } ... on Signal { time kitId source } id } }'),
    ).toBe(1 + 0.4);
  });

  test('no more than what its fields take: what is out of their ranges is theirs to refuse', () => {
    const cost = (first: unknown) =>
      costOf(`query ($n: Int) { signals(${range}, first: $n) { nodes { time } } }`, { n: first });
    expect(cost(1_000_000)).toBe(cost(1000));
    for (const wrong of [-5, null, 'many', { a: 1 }, NaN])
      expect(cost(wrong)).toBeCloseTo(OPERATION_COST + 11);
  });
});

describe('below the limit as it comes are', () => {
  test.each(
    [...readPersistedDocuments().values()].map((text) => [/(\w+)[^\w]*[({]/.exec(text)?.[1], text] as const),
  )('%s with as many rows as there may be', (_name, text) => {
    expect(costOf(text, { first: 1000, maxPoints: 5000, trail: 240 })).toBeLessThan(localLimits.maxCost);
  });

  test.each([
    ['detections', 'Detection'],
    ['signals', 'Signal'],
    ['systemHealth', 'SystemHealth'],
    ['events', 'Event'],
    ['drones', 'Drone'],
  ])('1000 rows of %s with every value', (list, type) => {
    const text = `{ ${list}(${range}, first: 1000) { edges { cursor node { ${scalarsOf(type)} } } } }`;
    expect(costOf(text)).toBeLessThan(localLimits.maxCost / 2);
  });

  test('the query by which tools read the schema', () => {
    expect(costOf('{ __schema { types { name } } __type(name: "Kit") { name } }')).toBeLessThan(
      localLimits.maxCost,
    );
  });
});

test.each([
  `{ kits(first: 1000) { nodes { health(${range}, first: 1000) { nodes { time } } } } }`,
  `{ drones(${range}, first: 1000) { nodes { path(${range}, maxPoints: 1000) { lat } } } }`,
  `{ drones(${range}, first: 500) { nodes { detections(${range}, first: 100) { nodes { time } } } } }`,
  `{ detections(${range}, first: 1000) { nodes { drone { kits(${range}) { drones(${range}, first: 1000) { nodes { id } } } } } } }`,
  `subscription { kits { drones(${range}, first: 1000) { nodes { path(${range}) { lat } } } } }`,
])('G6: lists that multiply are above the limit as it comes: %s', (text) => {
  expect(costOf(text)).toBeGreaterThan(localLimits.maxCost);
});

test('every list of the schema has a length, and every field with a cost is there', () => {
  const all = Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type) && !type.name.startsWith('__'))
    .flatMap((type) =>
      Object.values(isObjectType(type) ? type.getFields() : {}).map((field) => ({
        place: `${type.name}.${field.name}`,
        isPage: /(Connection)$/.test(type.name),
        field,
      })),
    );
  const unknown = all.filter(
    ({ place, isPage, field }) =>
      isListType(getNullableType(field.type)) &&
      !isLeafType(getNamedType(field.type)) &&
      !isPage &&
      !field.args.some(({ name }) => Object.hasOwn(SIZE_ARGUMENTS, name)) &&
      LIST_SIZES[place] === undefined,
  );
  expect(unknown.map(({ place }) => place)).toEqual([]);
  const places = new Set(all.map(({ place }) => place));
  const meta = ['Query.__schema', 'Query.__type'];
  expect(
    [...Object.keys(FIELD_COSTS), ...Object.keys(LIST_SIZES)].filter((place) => !places.has(place)),
  ).toEqual(meta);
});

import { readdirSync, readFileSync } from 'node:fs';
import { getIntrospectionQuery, GraphQLError, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import { schema } from '../../schema/index.js';
import { graphiqlExamples } from '../examples.js';
import { readPersistedDocuments } from '../query/persisted-documents.js';
import { documentLimits, parseWithinLimits } from './document-limits.js';

/** The error that refuses it. */
function refusalOf(text: string): GraphQLError {
  try {
    parseWithinLimits(text);
  } catch (error) {
    if (error instanceof GraphQLError) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

const nested = (levels: number) => `${'{a'.repeat(levels)}${'}'.repeat(levels)}`;
const many = (count: number, part: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => part(n)).join(' ');
/** Fragments that spread the next one twice, `levels` deep. */
const doubling = (levels: number) =>
  `{...F0} ${many(levels, (n) => `fragment F${n} on Query {x${n} {...F${n + 1}} y${n} {...F${n + 1}}}`)} ` +
  `fragment F${levels} on Query {z}`;

describe('what is sent for good reasons is parsed:', () => {
  test.each(readdirSync('operations').filter((name) => name.endsWith('.graphql')))(
    'operations/%s',
    (name) => {
      expect(() => parseWithinLimits(readFileSync(`operations/${name}`, 'utf8'))).not.toThrow();
    },
  );

  test('every persisted document and every example of GraphiQL', () => {
    const texts = [...readPersistedDocuments().values(), ...graphiqlExamples().map(({ query }) => query)];
    expect(texts.length).toBeGreaterThan(20);
    for (const text of texts) expect(() => parseWithinLimits(text)).not.toThrow();
  });

  test('the query by which tools read the schema, with all that it can ask for', () => {
    const all = { specifiedByUrl: true, directiveIsRepeatable: true, schemaDescription: true };
    const text = getIntrospectionQuery({ ...all, inputValueDeprecation: true, oneOf: true });
    expect(validate(schema, parseWithinLimits(text))).toEqual([]);
  });

  test('as much as the limits allow', () => {
    for (const text of [
      nested(documentLimits.depth),
      `{${many(documentLimits.aliases, (n) => `a${n}: __typename`)}}`,
      `{a ${'@include(if: true) '.repeat(documentLimits.directives)}}`,
      `{${'a '.repeat(documentLimits.repeats)}}`,
    ])
      expect(() => parseWithinLimits(text), text).not.toThrow();
  });
});

describe('refused with QUERY_TOO_COMPLEX, the limit and HTTP status 400:', () => {
  test.each<[string, string, RegExp]>([
    ['G1: fields nested too deeply', nested(documentLimits.depth + 1), /nested too deeply: 9, and at most 8/],
    ['G1: fields nested far too deeply for a recursive parser', nested(50_000), /more than 1000 tokens/],
    [
      'G1: values nested far too deeply for a recursive parser',
      `{a(b: ${'['.repeat(50_000)}`,
      /more than 1000 tokens/,
    ],
    [
      'G1: fields nested through fragments',
      `{a{...A}} fragment A on X {b{c{d{...B}}}} fragment B on X {e{f{... {g{h{i}}}}}}`,
      /nested too deeply: 9/,
    ],
    ['G1: a schema nested too deeply', `{__schema${nested(20)}}`, /nested too deeply: 21, and at most 20/],
    ['G2: aliases', `{${many(31, (n) => `a${n}: viewer{name}`)}}`, /too many aliases: 31, and at most 30/],
    ['G2: aliases of __typename', `{${many(101, (n) => `a${n}: __typename`)}}`, /too many aliases: 101/],
    [
      'G2: aliases in fragments, as often as they are spread',
      `{a{...A} b{...A} c{...A}} fragment A on X {${many(11, (n) => `a${n}: x`)}}`,
      /too many aliases: 33/,
    ],
    ['G2: directives', `{__typename ${'@aa'.repeat(10)}}`, /too many directives: 10, and at most 9/],
    [
      'G2: a field again and again',
      `{${'viewer{name} '.repeat(200)}}`,
      /repeats a field too often: 200 times/,
    ],
    [
      'G2: a field again and again in fragments',
      `{${'...A ...{x{y}} '.repeat(25)}} fragment A on X {x{z}}`,
      /repeats a field too often: 26 times/,
    ],
    ['G5: fragments that multiply', doubling(40), /selects too much once its fragments are in place/],
  ])('%s', (_what, text, message) => {
    const startMs = performance.now();
    const { message: said, extensions } = refusalOf(text);
    expect(said).toMatch(message);
    expect(extensions).toMatchObject({
      code: 'QUERY_TOO_COMPLEX',
      limit: expect.any(Number) as number,
      http: { status: 400 },
    });
    expect(performance.now() - startMs).toBeLessThan(500);
  });
});

test('what does not parse is told where, also when it is long', () => {
  expect(refusalOf('{ viewer').message).toMatch(/^Syntax Error/);
  expect(refusalOf(`{ ${'a '.repeat(900)} ] `).message).toMatch(/^Syntax Error/);
});

test('G5: fragments in a circle come to an end and are left to validation', () => {
  const circles = [
    'query {...A} fragment A on Query {...A}',
    'query {...A} fragment A on Query {...B ...B} fragment B on Query {...A ...A viewer {name}}',
    'query {viewer {...A}} fragment A on Viewer {x {...A} y {...A}}',
  ];
  for (const text of circles) {
    const startMs = performance.now();
    const errors = validate(schema, parseWithinLimits(text));
    expect(errors.map(({ message }) => message).join()).toMatch(/within itself/);
    expect(performance.now() - startMs).toBeLessThan(1500);
  }
});

test('G5: fields that overlap in as many ways as fit are validated within 1.5 s', () => {
  // As many as the limits let through: every selection set is compared with every other of its key.
  const level = (depth: number): string =>
    depth === 0 ? 'id' : many(4, () => `n: kit(kitId: "1") {${level(depth - 1)}}`);
  const texts = [
    `{${many(20, (n) => `kit(kitId: "${n}") {name kitId}`)}}`,
    `{${many(10, () => 'kits(first: 1) {nodes {name kitId status} nodes {name}}')}}`,
    `{${many(9, (n) => `...F${n}`)}} ${many(9, (n) => `fragment F${n} on Query {kits(first: 1) {nodes {name id ...G${n}}}} fragment G${n} on Kit {kitId name}`)}`,
    `{${level(2)}}`,
  ];
  for (const text of texts) {
    const startMs = performance.now();
    validate(schema, parseWithinLimits(text));
    expect(performance.now() - startMs, text).toBeLessThan(1500);
  }
});

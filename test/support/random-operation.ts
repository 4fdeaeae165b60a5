import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isRequiredArgument,
  isRequiredInputField,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { globalId } from '../../src/schema/global-id.js';

export interface RandomOperation {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** From 0 up to 1, always the same for the same seed: mulberry32. */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const MAX_DEPTH = 6;

const GOOD: Readonly<Record<string, readonly unknown[]>> = {
  ID: [
    globalId('Kit', 'fuzz-1'),
    globalId('Drone', 'drone-fuzz'),
    globalId('Track', 'drone-fuzz'),
    globalId('DeadLetter', 'x'),
  ],
  String: ['fuzz-1', 'drone-fuzz', 'x', 'P1D', 'http://192.0.2.1:8088'],
  Boolean: [true, false],
  Int: [1, 10, 500],
  Float: [0, 1.5, 50],
  DateTime: ['2026-01-01T00:00:00Z', '2199-01-01T00:00:00Z'],
  Duration: ['PT1H', 'P30D'],
  Latitude: [47.6, -90],
  Longitude: [9.4, 180],
  JSON: [{}, [1]],
};

/** What no scalar of ours takes, or what something behind it might trip over. */
const ODD: readonly unknown[] = [
  ...[null, '', ' ', -1, 0, 2 ** 31, -(2 ** 53), 1e308, 0.1, true, [], {}, [[[]]], { first: { first: 1 } }],
  ...[
    '\u0000',
    '\ud800',
    '\u202e\u2066',
    '%_\\%',
    "'; DROP TABLE kits; --",
    '${7*7}',
    '<img src=x onerror=1>',
  ],
  ...['9'.repeat(400), 'a'.repeat(5_000), 'S2l0OmZ1enotMQ==', '../../etc/passwd', '__proto__', 'constructor'],
  ...['2026-02-30T00:00:00Z', '+275760-09-13T00:00:00.000Z', 'P99999999Y', 'PT0S', '1e999', 'NaN'],
];

/** Makes operations that are mostly valid, and now and then odd, broken or abusive. */
export function createRandomOperations(schema: GraphQLSchema, random: () => number): () => RandomOperation {
  const chance = (share: number) => random() < share;
  const below = (limit: number) => Math.floor(random() * limit);
  const pick = <T>(from: readonly T[]): T => from[below(from.length)]!;

  const valueOf = (given: GraphQLInputType, depth: number): unknown => {
    if (chance(0.06)) return pick(ODD);
    const type = getNullableType(given);
    if (isListType(type)) return Array.from({ length: below(4) }, () => valueOf(type.ofType, depth + 1));
    if (isEnumType(type)) return pick(type.getValues()).name;
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields()).filter(
        (field) => isRequiredInputField(field) || (depth < 4 && chance(0.3)),
      );
      return Object.fromEntries(fields.map((field) => [field.name, valueOf(field.type, depth + 1)]));
    }
    return pick(GOOD[type.name] ?? ODD);
  };

  return () => {
    const variables: Record<string, unknown> = {};
    const declared: string[] = [];
    let fieldCount = 0;

    const argumentsOf = (field: GraphQLField<unknown, unknown>): string => {
      const given = field.args.filter(
        (arg) => isRequiredArgument(arg) || arg.name === 'first' || chance(0.35),
      );
      const texts = given.map((arg) => {
        const name = `v${declared.length}`;
        declared.push(`$${name}: ${String(arg.type)}`);
        variables[name] = arg.name === 'first' && chance(0.9) ? 1 + below(50) : valueOf(arg.type, 0);
        return `${arg.name}: $${name}`;
      });
      return texts.length === 0 ? '' : `(${texts.join(', ')})`;
    };

    const fieldOf = (field: GraphQLField<unknown, unknown>, depth: number): string | null => {
      const type = getNamedType(field.type);
      const below = isLeafType(type) ? '' : selectionOf(type, depth + 1);
      if (below === null) return null;
      fieldCount += 1;
      const alias = chance(0.5) ? `f${fieldCount}: ` : '';
      const directive = chance(0.03) ? ` @include(if: ${String(chance(0.5))})` : '';
      return `${alias}${field.name}${argumentsOf(field)}${directive}${below}`;
    };

    const selectionOf = (type: GraphQLNamedType, depth: number): string | null => {
      if (depth > MAX_DEPTH) return null;
      if (isAbstractType(type)) {
        const types = schema.getPossibleTypes(type).filter(() => chance(0.5));
        const parts = types.flatMap((one) => {
          const inner = selectionOf(one, depth + 1);
          return inner === null ? [] : [`... on ${one.name}${inner}`];
        });
        return ` { __typename ${parts.join(' ')} }`;
      }
      const fields = Object.values((type as GraphQLObjectType).getFields());
      const parts = fields
        .filter(() => chance(depth < 3 ? 0.4 : 0.25))
        .map((field) => fieldOf(field, depth))
        .filter((part) => part !== null);
      return ` { ${['__typename', ...parts].join(' ')} }`;
    };

    const kind = pick(['query', 'query', 'query', 'mutation', 'subscription'] as const);
    const root = {
      query: schema.getQueryType(),
      mutation: schema.getMutationType(),
      subscription: schema.getSubscriptionType(),
    }[kind]!;
    const roots = Object.values(root.getFields());
    const texts = Array.from({ length: kind === 'query' ? 1 + below(3) : 1 }, () => fieldOf(pick(roots), 0));
    const body = texts.filter((text) => text !== null).join(' ');
    const query = `${kind} Fuzz${declared.length === 0 ? '' : `(${declared.join(', ')})`} { ${body} }`;
    return chance(0.15) ? { query: spoiled(query), variables } : { query, variables };
  };

  function spoiled(query: string): string {
    const at = below(query.length);
    return pick([
      () => query.slice(0, at),
      () =>
        query.slice(0, at) +
        pick(['{', '}', '"', '...', '@skip', '$x', '\u0000', '(', '"""']) +
        query.slice(at),
      () => `{ ${Array.from({ length: 1 + below(400) }, (_, n) => `a${n}: __typename`).join(' ')} }`,
      () => `{ ${'kits(first: 1) { nodes { '.repeat(1 + below(40))} __typename ${'} }'.repeat(1)} }`,
      () => `{ kits${' @include(if: true)'.repeat(1 + below(60))} { kitId } }`,
      () => '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }',
      () => '{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }',
      () => `query { ${'['.repeat(below(2_000))}`,
      () => `{ node(id: "${'x'.repeat(below(20_000))}") { id } }`,
    ])();
  }
}

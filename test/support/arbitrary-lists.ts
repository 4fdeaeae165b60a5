import fc from 'fast-check';
import { getNamedType, isLeafType, type GraphQLObjectType } from 'graphql';
import { schema } from '../../src/schema/index.js';
import { parseWithinLimits } from '../../src/server/limits/document-limits.js';
import { NOON_MS } from './observations.js';

/** A query operation over the history's lists, and what goes with it. */
export interface ListOperation {
  readonly query: string;
  readonly variables: Record<string, unknown>;
}

const lists = {
  detections: 'Detection',
  signals: 'Signal',
  systemHealth: 'SystemHealth',
  events: 'Event',
} as const;
type ListName = keyof typeof lists;

const at = (offsetS: number) => new Date(NOON_MS + offsetS * 1000).toISOString();

const range = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.constantFrom<object>({ last: 'PT1H' }, { from: at(-600) }, { from: at(-60), to: at(1) }),
  },
  fc.constantFrom<object>(
    {},
    { last: 'P1Y' },
    { from: at(5), to: at(-5) },
    { last: 'PT1H', from: at(0) },
    { from: 'never' },
  ),
);
const size = fc.oneof(
  { weight: 8, arbitrary: fc.record({ first: fc.integer({ min: 1, max: 12 }) }) },
  { weight: 3, arbitrary: fc.record({ last: fc.integer({ min: 1, max: 12 }) }) },
  fc.constantFrom<object>(
    {},
    { first: 0 },
    { first: 1001 },
    { first: 1, last: 1 },
    { first: 1.5 },
    { first: null, last: 2 },
  ),
);

const cursorOf = (...content: unknown[]) =>
  Buffer.from(JSON.stringify([1, ...content])).toString('base64url');
const cursors: Readonly<Record<ListName, fc.Arbitrary<string>>> = {
  detections: fc.constant(cursorOf('detections', NOON_MS - 2000, 'kit-1', 'drone-A')),
  signals: fc.constant(cursorOf('signals', NOON_MS - 2000, 'kit-1', 5785, 'a')),
  systemHealth: fc.constant(cursorOf('systemHealth', NOON_MS - 2000, 'kit-1')),
  events: fc.constant(cursorOf('events', NOON_MS - 2000, '00000000-0000-4000-8000-000000000000')),
};
const place = (name: ListName) =>
  fc.option(
    fc.oneof(
      { weight: 6, arbitrary: cursors[name].map((cursor) => ({ after: cursor })) },
      { weight: 3, arbitrary: cursors[name].map((cursor) => ({ before: cursor })) },
      fc.constantFrom<object>({ after: 'garbage' }, { before: cursorOf('drones', 1, 'x') }),
    ),
    { nil: {}, freq: 3 },
  );
const filters: Readonly<Record<ListName, fc.Arbitrary<object>>> = {
  detections: fc.constantFrom<object>(
    {},
    { filter: null },
    { filter: { kitIds: ['kit-1'] } },
    { filter: { kinds: ['DRONE'], minAltitudeM: 0 } },
    { filter: { search: '"' } },
    { filter: { operatorId: '"' } },
    { filter: { minAltitudeM: 2, maxAltitudeM: 1 } },
    { filter: { kinds: ['UFO'] } },
  ),
  signals: fc.constantFrom<object>({}, { filter: { minFrequencyMhz: 1000 } }, { filter: { kitIds: [] } }),
  systemHealth: fc.constantFrom<object>({}, { kitIds: ['kit-1'] }, { kitIds: [] }),
  events: fc.constantFrom<object>({}, { filter: { search: 'a' } }, { filter: { severities: ['INFO'] } }),
};

/** Half of the values as literals, the others as variables. */
const spelled = (name: ListName, index: number) =>
  fc.tuple(fc.record({ range }), size, place(name), filters[name]).chain((parts) => {
    const args = Object.assign({}, ...parts) as Record<string, unknown>;
    const field = schema.getQueryType()!.getFields()[name]!;
    return fc.subarray(Object.keys(args)).map((asVariables) => {
      const variables: Record<string, unknown> = {};
      const definitions: string[] = [];
      const given = Object.entries(args).map(([arg, value]) => {
        if (!asVariables.includes(arg)) return `${arg}: ${literal(value)}`;
        const variable = `${arg}${index}`;
        variables[variable] = value;
        definitions.push(`$${variable}: ${String(field.args.find((each) => each.name === arg)!.type)}`);
        return `${arg}: $${variable}`;
      });
      return { definitions, variables, text: `(${given.join(', ')})` };
    });
  });

function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    return `{${Object.entries(value)
      .map(([key, each]) => `${key}: ${literal(each)}`)
      .join(', ')}}`;
  }
  return value === 'DRONE' || value === 'UFO' ? value : JSON.stringify(value);
}

/** Any selection of what objects of the type have, in every form that the language has for it. */
function selection(type: GraphQLObjectType, live: boolean): fc.Arbitrary<string> {
  const fields = Object.values(type.getFields()).filter((field) => field.args.length === 0);
  const isLive = (name: string) => /^(Kit|Drone)$/.test(name);
  const field = fc.constantFrom(...fields.filter(({ type }) => live || !isLive(getNamedType(type).name)));
  const plain = fc
    .tuple(field, fc.option(fc.integer({ min: 0, max: 999 })))
    .chain(([{ name, type }, alias]) => {
      const named = getNamedType(type);
      const key = alias === null ? name : `a${alias}${name}: ${name}`;
      if (isLeafType(named)) return fc.constant(key);
      const inner = isLive(named.name)
        ? fc.constant('__typename')
        : fc.constantFrom('lat lon', '__typename lon', 'altitudeM x: lat');
      return inner.map((text) => `${key} { ${text} }`);
    });
  const part = fc.oneof(
    { weight: 20, arbitrary: plain },
    fc.constant('__typename'),
    plain.map((text) => `... { ${text} }`),
    plain.map((text) => `... on ${type.name} { ${text} __typename }`),
    fc.constant('... on Node { id }'),
    fc.constant(`...${type.name}Parts`),
    ...(live ? [plain.map((text) => `... @include(if: true) { ${text} }`)] : []),
  );
  return fc.array(part, { minLength: 1, maxLength: 12 }).map((parts) => parts.join(' '));
}

const pageInfo = fc
  .subarray(['hasNextPage', 'hasPreviousPage', 'startCursor', 'endCursor', 'end: endCursor', '__typename'], {
    minLength: 1,
  })
  .map((fields) => `pageInfo { ${fields.join(' ')} }`);

function connection(name: ListName, live: boolean): fc.Arbitrary<string> {
  const rows = selection(schema.getType(lists[name]) as GraphQLObjectType, live);
  const part = fc.oneof(
    rows.map((text) => `nodes { ${text} }`),
    fc
      .tuple(rows, fc.constantFrom('cursor', 'c: cursor __typename', ''))
      .map(([text, cursor]) => `edges { ${cursor} node { ${text} } }`),
    pageInfo,
    fc.constant('__typename'),
    rows.map((text) => `... on ${lists[name]}Connection { nodes { ${text} } }`),
  );
  return fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(' '));
}

const fragments = Object.values(lists)
  .map((type) => `fragment ${type}Parts on ${type} { time ... on Node { id } }`)
  .join(' ');

/** Operations with one to three lists; some ask for more than rows, and some have to be refused. */
export const anyListOperation: fc.Arbitrary<ListOperation> = fc
  .tuple(
    fc.array(fc.constantFrom(...(Object.keys(lists) as ListName[])), { minLength: 1, maxLength: 3 }),
    fc.nat(4),
  )
  .chain(([names, luck]) =>
    fc
      .tuple(
        ...names.map((name, index) =>
          fc
            .tuple(spelled(name, index), connection(name, luck === 0))
            .map(([args, parts]) => ({ name, args, parts })),
        ),
      )
      .map((fields) => {
        const definitions = fields.flatMap(({ args }) => args.definitions);
        const head = definitions.length === 0 ? 'query' : `query (${definitions.join(', ')})`;
        const body = fields.map(
          ({ name, args, parts }, index) => `l${index}: ${name}${args.text} { ${parts} }`,
        );
        const text = `${head} { ${body.join(' ')} }`;
        const used = Object.values(lists).some((type) => text.includes(`...${type}Parts`));
        return {
          query: used ? `${text} ${usedFragments(text)}` : text,
          variables: Object.assign({}, ...fields.map(({ args }) => args.variables)) as Record<
            string,
            unknown
          >,
        };
      }),
  )
  .filter(({ query }) => isWithinLimits(query));

function isWithinLimits(query: string): boolean {
  try {
    parseWithinLimits(query);
    return true;
  } catch {
    return false;
  }
}

/** A document must not define fragments that it does not use. */
function usedFragments(text: string): string {
  return fragments
    .split(/(?=fragment )/)
    .filter((fragment) => text.includes(`...${/^fragment (\w+)/.exec(fragment)![1]!}`))
    .join('');
}

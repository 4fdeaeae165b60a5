import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { GraphQLDateTime, GraphQLDuration, GraphQLJSON } from 'graphql-scalars';

/** Epoch milliseconds inside, ISO 8601 in UTC with milliseconds outside. */
export const DateTime = new GraphQLScalarType<number, string>({
  ...GraphQLDateTime.toConfig(),
  description:
    'An instant, ISO 8601. Results are in UTC with milliseconds: `2026-11-21T20:34:52.000Z`. ' +
    'Arguments may have any offset: `2026-11-21T21:34:52+01:00`.',
  serialize: (value) => new Date(value as number).toISOString(),
  parseValue: (value) => refusing(() => GraphQLDateTime.parseValue(value).getTime()),
  parseLiteral: (node) => refusing(() => GraphQLDateTime.parseLiteral(node).getTime(), node),
});

export const Duration = new GraphQLScalarType<string, string>({
  ...GraphQLDuration.toConfig(),
  description:
    'A length of time, ISO 8601, in weeks, days, hours, minutes and seconds: `PT5M`, `P1D`, `P1DT12H`. ' +
    'Years and months are refused, because their length depends on when they begin.',
  serialize: (value) => value as string,
  parseValue: (value) => refusing(() => GraphQLDuration.parseValue(value)),
  parseLiteral: (node) => refusing(() => GraphQLDuration.parseLiteral(node), node),
});

export const Latitude = degrees(
  'Latitude',
  90,
  'Degrees north of the equator (WGS-84), -90 to 90; south is negative. Example: `48.1374`.',
);
export const Longitude = degrees(
  'Longitude',
  180,
  'Degrees east of Greenwich (WGS-84), -180 to 180; west is negative. Example: `11.5755`.',
);

export const JSONValue = new GraphQLScalarType({
  ...GraphQLJSON.toConfig(),
  description: 'Any JSON value.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc8259',
});

/** The scalars of graphql-scalars refuse whole numbers as literals (`minLat: 48`) and round every value they return. */
function degrees(name: string, limit: number, description: string) {
  const check = (value: unknown): number => {
    if (typeof value === 'number' && Math.abs(value) <= limit) return value;
    throw new Error(`must be a number between ${-limit} and ${limit}`);
  };
  return new GraphQLScalarType<number, number>({
    name,
    description,
    serialize: (value) => value as number,
    parseValue: (value) => refusing(() => check(value)),
    parseLiteral: (node) =>
      refusing(
        () => check(node.kind === Kind.INT || node.kind === Kind.FLOAT ? Number(node.value) : null),
        node,
      ),
  });
}

/** Gives what a scalar refuses the code of every other refusal. */
function refusing<T>(parse: () => T, node?: ValueNode): T {
  try {
    return parse();
  } catch (error) {
    throw new GraphQLError((error as Error).message, {
      nodes: node ?? null,
      extensions: { code: 'BAD_USER_INPUT' },
    });
  }
}

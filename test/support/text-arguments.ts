import {
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';

/** Somewhere that a text from outside can go into an operation. */
export interface TextArgument {
  /** As `Query.detections(filter.search)`. */
  readonly name: string;
  readonly query: string;
  /** With the text in this place, and nothing else but what is required. */
  readonly variables: (text: string) => Readonly<Record<string, unknown>>;
}

type Path = readonly string[];

/** Good values for what is required, where one of the type would not do. */
const BY_NAME: Readonly<Record<string, unknown>> = {
  first: 10,
  range: { last: 'PT1H' },
  kitId: 'edge-01',
  role: 'INGEST',
  dryRun: false,
  probe: false,
};
const BY_TYPE: Readonly<Record<string, unknown>> = {
  Boolean: true,
  Int: 1,
  Float: 1.5,
  DateTime: '2199-01-01T00:00:00Z',
};

/** Every argument of queries and mutations that takes any text, inside lists and objects too. */
export function textArguments(schema: GraphQLSchema): TextArgument[] {
  const roots = [schema.getQueryType(), schema.getMutationType()].filter((root) => root != null);
  return roots.flatMap((root) =>
    Object.values(root.getFields()).flatMap((field) =>
      field.args.flatMap((arg) =>
        textPaths(arg.type, [arg.name]).map((path) => ({
          name: `${root.name}.${field.name}(${path.join('.')})`,
          query: operationOn(root === schema.getMutationType() ? 'mutation' : 'query', field),
          variables: (text: string) => variablesOf(field, path, text),
        })),
      ),
    ),
  );
}

function operationOn(kind: string, field: GraphQLField<unknown, unknown>): string {
  const declared = field.args.map((arg) => `$${arg.name}: ${String(arg.type)}`).join(', ');
  const given = field.args.map((arg) => `${arg.name}: $${arg.name}`).join(', ');
  return `${kind} (${declared}) { ${field.name}(${given}) ${selectionOf(field.type)} }`;
}

/** What lists hold is selected too: it is not read otherwise. */
function selectionOf(type: GraphQLOutputType, depth = 2): string {
  const named = getNamedType(type);
  if (isLeafType(named)) return '';
  if (!isObjectType(named)) return '{ __typename }';
  const inner = Object.values(named.getFields())
    .filter((field) => field.args.length === 0)
    .filter((field) => isLeafType(getNamedType(field.type)) || (depth > 1 && field.name === 'nodes'))
    .map((field) => `${field.name} ${selectionOf(field.type, depth - 1)}`);
  return `{ __typename ${inner.join(' ')} }`;
}

function textPaths(type: GraphQLInputType, path: Path): Path[] {
  const named = getNamedType(type);
  if (isInputObjectType(named))
    return Object.values(named.getFields()).flatMap((field) => textPaths(field.type, [...path, field.name]));
  return ['String', 'ID'].includes(named.name) ? [path] : [];
}

function variablesOf(field: GraphQLField<unknown, unknown>, [first, ...rest]: Path, text: string) {
  const given = field.args
    .filter((arg) => arg.name === first || isRequiredArgument(arg) || arg.name in BY_NAME)
    .map((arg) => [
      arg.name,
      arg.name === first ? put(arg.type, arg.name, rest, text) : good(arg.type, arg.name),
    ]);
  return Object.fromEntries(given) as Record<string, unknown>;
}

/** A good value, but for the text in its place. */
function put(type: GraphQLInputType, name: string, path: Path, text: string): unknown {
  const inner = getNullableType(type);
  if (isListType(inner)) return [put(inner.ofType, name, path, text)];
  if (!isInputObjectType(inner)) return text;
  const [key, ...rest] = path;
  const fields = Object.values(inner.getFields()).filter(
    (field) => field.name === key || isRequiredInputField(field),
  );
  return Object.fromEntries(
    fields.map((field) => [
      field.name,
      field.name === key ? put(field.type, field.name, rest, text) : good(field.type, field.name),
    ]),
  );
}

function good(type: GraphQLInputType, name: string): unknown {
  if (name in BY_NAME) return BY_NAME[name];
  const inner = getNullableType(type);
  if (isListType(inner)) return [good(inner.ofType, name)];
  if (isEnumType(inner)) return inner.getValues()[0]?.name;
  if (!isInputObjectType(inner)) return BY_TYPE[inner.name] ?? 'x';
  const required = Object.values(inner.getFields()).filter((field) => isRequiredInputField(field));
  return Object.fromEntries(required.map((field) => [field.name, good(field.type, field.name)]));
}

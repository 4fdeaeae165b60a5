import {
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isRequiredArgument,
  isRequiredInputField,
  OperationTypeNode,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
} from 'graphql';
import { globalId } from '../../src/schema/global-id.js';

/** Good values for what cannot be told from its type; lists without a limit are refused. */
const BY_ARGUMENT: Readonly<Record<string, string>> = {
  first: '1',
  range: '{last: "PT1H"}',
  confirm: 'true',
};
const BY_TYPE: Readonly<Record<string, string>> = {
  ID: JSON.stringify(globalId('Kit', 'kit-1')),
  String: '"x"',
  Boolean: 'true',
  Int: '1',
  Float: '1.5',
  DateTime: '"2199-01-01T00:00:00Z"',
};

interface RootField {
  /** `Query.kits` */
  readonly name: string;
  readonly kind: OperationTypeNode;
  readonly field: GraphQLField<unknown, unknown>;
}

/** Everything that an operation can begin with. */
export function rootFields(schema: GraphQLSchema): RootField[] {
  return Object.values(OperationTypeNode).flatMap((kind) => {
    const root = schema.getRootType(kind);
    if (root == null) return [];
    return Object.values(root.getFields()).map((field) => ({
      name: `${root.name}.${field.name}`,
      kind,
      field,
    }));
  });
}

/** A valid operation that calls the field with what it requires, and asks for as little as possible. */
export function operationOn({ kind, field }: RootField): string {
  return `${kind} { ${callOf(field)} }`;
}

/** The field with what it requires, and as little as possible of what it gives. */
export function callOf(field: GraphQLField<unknown, unknown>): string {
  const args = field.args
    .filter((arg) => isRequiredArgument(arg) || arg.name in BY_ARGUMENT)
    .map((arg) => `${arg.name}: ${BY_ARGUMENT[arg.name] ?? literal(arg.type)}`);
  const given = args.length === 0 ? '' : `(${args.join(', ')})`;
  const selection = isLeafType(getNamedType(field.type)) ? '' : ' { __typename }';
  return `${field.name}${given}${selection}`;
}

function literal(given: GraphQLInputType): string {
  const type = getNullableType(given);
  if (isListType(type)) return `[${literal(type.ofType)}]`;
  if (isEnumType(type)) return type.getValues()[0]!.name;
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter(isRequiredInputField);
    return `{${fields.map((field) => `${field.name}: ${literal(field.type)}`).join(', ')}}`;
  }
  const value = BY_TYPE[type.name];
  if (value === undefined) throw new Error(`say here what a good ${type.name} is`);
  return value;
}

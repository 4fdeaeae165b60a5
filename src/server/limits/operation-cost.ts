import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isLeafType,
  isListType,
  isObjectType,
  Kind,
  type DocumentNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionNode,
  type ValueNode,
} from 'graphql';
import { collectFields, fragmentsOf, selectionsBelow, type SelectionOptions } from '../collect-fields.js';
import {
  FIELD_COSTS,
  LIST_SIZES,
  MUTATION_COST,
  OBJECT_COST,
  OBJECT_COST_OF,
  OPERATION_COST,
  OTHER_LIST_SIZE,
  SIZE_ARGUMENTS,
  VALUE_COST,
} from './field-costs.js';

type Variables = Readonly<Record<string, unknown>>;

/** By the variables, where it depends on them. */
type Dependent<Value> = Value | ByVariables<Value>;
type ByVariables<Value> = (variables: Variables) => Value;
type Cost = Dependent<number>;
/** How many entries a list has; null: nobody says so. */
type Size = Dependent<number | null>;

interface Compiling extends SelectionOptions {
  readonly operation: OperationDefinitionNode;
}

/**
 * What the operation of a valid document may cost at most: what it answers with, multiplied by the lengths of its
 * lists, plus what its fields cost themselves. `@skip` and `@include` make nothing cheaper. What does not depend on
 * variables is computed here, once.
 */
export function operationCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): Cost {
  const root = schema.getRootType(operation.operation);
  if (root == null) return OPERATION_COST;
  const compiling = { schema, fragments: fragmentsOf(document), operation };
  return sum([OPERATION_COST, objectCost(compiling, root, operation.selectionSet.selections, null)]);
}

/** @param pageSize of the list that the object is a page of; null when it is none */
function objectCost(
  compiling: Compiling,
  type: GraphQLObjectType,
  selections: readonly SelectionNode[],
  pageSize: Size,
): Cost {
  const fields = [...collectFields(compiling, type, selections).values()];
  return sum(fields.map((nodes) => fieldCost(compiling, type, nodes, pageSize)));
}

function fieldCost(
  compiling: Compiling,
  parent: GraphQLObjectType,
  nodes: readonly [FieldNode, ...FieldNode[]],
  pageSize: Size,
): Cost {
  const name = nodes[0].name.value;
  const place = `${parent.name}.${name}`;
  const isChange = parent === compiling.schema.getMutationType();
  const own = FIELD_COSTS[place] ?? (isChange ? MUTATION_COST : 0);
  const field = parent.getFields()[name];
  // `__typename`, and on the root `__schema` and `__type`, are on no type.
  if (field === undefined) return own + VALUE_COST;

  const asked = sizeOf(compiling, field, nodes[0]);
  const isList = isListType(getNullableType(field.type));
  const answer = valueCost(compiling, field.type, selectionsBelow(nodes), isList ? null : asked);
  if (!isList) return sum([own, answer]);
  return sum([own, product(asked ?? pageSize ?? LIST_SIZES[place] ?? OTHER_LIST_SIZE, answer)]);
}

/** Of one value, or of one entry of a list. */
function valueCost(
  compiling: Compiling,
  outer: GraphQLOutputType,
  selections: readonly SelectionNode[],
  pageSize: Size,
): Cost {
  const type = getNamedType(outer);
  if (isLeafType(type)) return VALUE_COST;
  const types = isAbstractType(type) ? compiling.schema.getPossibleTypes(type) : [type];
  return maximum(
    types.filter(isObjectType).map((each) => {
      const own = OBJECT_COST_OF[each.name] ?? OBJECT_COST;
      return sum([own, objectCost(compiling, each, selections, pageSize)]);
    }),
  );
}

/** By the arguments of the field; null when it has none for it. */
function sizeOf({ operation }: Compiling, field: GraphQLField<unknown, unknown>, node: FieldNode): Size {
  const lengths = field.args
    .filter(({ name }) => Object.hasOwn(SIZE_ARGUMENTS, name))
    .map(({ name, defaultValue }): Cost => {
      const given = node.arguments?.find((argument) => argument.name.value === name)?.value;
      const value = given === undefined ? null : valueOf(given, operation);
      const length = (found: unknown) => lengthOf(found ?? defaultValue, SIZE_ARGUMENTS[name]!);
      return typeof value === 'function' ? (variables) => length(valueIn(value, variables)) : length(value);
    });
  // Without any of them the field refuses to answer.
  return lengths.length === 0 ? null : maximum(lengths);
}

/** What stands there, as far as it can be a length. */
function valueOf(node: ValueNode, operation: OperationDefinitionNode): Dependent<unknown> {
  switch (node.kind) {
    case Kind.INT:
      return Number(node.value);
    case Kind.LIST:
      return node.values.length;
    case Kind.VARIABLE: {
      const name = node.name.value;
      const definition = operation.variableDefinitions?.find(({ variable }) => variable.name.value === name);
      const otherwise =
        definition?.defaultValue === undefined ? null : valueOf(definition.defaultValue, operation);
      return (variables: Variables) => (Object.hasOwn(variables, name) ? variables[name] : otherwise);
    }
    default:
      return null;
  }
}

function lengthOf(value: unknown, most: number): number {
  const length = Array.isArray(value) ? value.length : value;
  return typeof length === 'number' && length > 0 ? Math.min(length, most) : 0;
}

const isFixed = (cost: Cost): cost is number => typeof cost === 'number';
const valueIn = <Value>(of: Dependent<Value>, variables: Variables): Value =>
  typeof of === 'function' ? (of as ByVariables<Value>)(variables) : of;

function sum(costs: readonly Cost[]): Cost {
  const fixed = costs.filter(isFixed).reduce((total, cost) => total + cost, 0);
  const others = costs.filter((cost) => !isFixed(cost));
  if (others.length === 0) return fixed;
  return (variables) => others.reduce<number>((total, cost) => total + valueIn(cost, variables), fixed);
}

function maximum(costs: readonly Cost[]): Cost {
  const most = (variables: Variables) => Math.max(0, ...costs.map((cost) => valueIn(cost, variables)));
  return costs.every(isFixed) ? most({}) : most;
}

function product(size: Size, cost: Cost): Cost {
  const all = (variables: Variables) => (valueIn(size, variables) ?? 0) * valueIn(cost, variables);
  return typeof size === 'function' || !isFixed(cost) ? all : all({});
}

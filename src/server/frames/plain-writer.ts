import {
  getOperationAST,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  type SelectionNode,
} from 'graphql';
import { collectFields, fragmentsOf, selectionsBelow, type Fragments } from '../collect-fields.js';
import type { Item } from './piece-store.js';
import type { ItemSelection } from './track-shape.js';

/** The JSON of a selection of an item; null when only ordinary execution can tell. */
export type PlainWriter = (item: Item, context: object) => string | null;

type Write = (value: unknown, context: object) => string;

/** It is not as plain as it looked. */
class NotPlainError extends Error {
  override readonly name = 'NotPlainError';
}

/** A resolver that looks at it depends on more than the item. */
const noInfo = new Proxy({} as GraphQLResolveInfo, {
  get: () => {
    throw new NotPlainError('A resolver asks for its place in the operation.');
  },
});

/**
 * Executes what is selected of every item by calling the resolvers of the schema itself, and nothing else, which costs a
 * fraction of an execution. Null when something that is selected takes arguments. Errors, and anything that takes a
 * moment, are for ordinary execution.
 */
export function createPlainWriter(
  schema: GraphQLSchema,
  { document, list }: ItemSelection,
): PlainWriter | null {
  const fragments = fragmentsOf(document);
  const itemType = schema.getQueryType()?.getFields()[list]?.type;
  const nodes = getOperationAST(document)?.selectionSet.selections as readonly FieldNode[] | undefined;
  const write = itemType && nodes && writerOf(schema, fragments, elementOf(itemType), selectionsBelow(nodes));
  if (write == null) return null;
  return (item, context) => {
    try {
      return write(item, context);
    } catch {
      // Whatever it was, ordinary execution finds it, too, and says where.
      return null;
    }
  };
}

/** Null for what cannot be written so. */
function writerOf(
  schema: GraphQLSchema,
  fragments: Fragments,
  type: GraphQLOutputType,
  selections: readonly SelectionNode[],
): Write | null {
  if (isNonNullType(type)) {
    const write = writerOf(schema, fragments, type.ofType, selections);
    return (
      write &&
      ((value, context) => {
        const text = write(value, context);
        if (text === 'null') throw new NotPlainError('Null where none may be.');
        return text;
      })
    );
  }
  if (isListType(type)) {
    const write = writerOf(schema, fragments, type.ofType, selections);
    return (
      write &&
      orNull((value, context) => {
        if (!Array.isArray(value)) throw new NotPlainError('A list that is none.');
        return `[${value.map((item) => write(item, context)).join(',')}]`;
      })
    );
  }
  if (isLeafType(type)) {
    return orNull((value) => {
      const text = JSON.stringify(type.serialize(value)) as string | undefined;
      if (text === undefined || text === 'null') throw new NotPlainError('A value that cannot be written.');
      return text;
    });
  }
  return isObjectType(type) && type.isTypeOf == null
    ? objectWriter(schema, fragments, type, selections)
    : null;
}

function objectWriter(
  schema: GraphQLSchema,
  fragments: Fragments,
  type: GraphQLObjectType,
  selections: readonly SelectionNode[],
): Write | null {
  const writers: Write[] = [];
  for (const [key, nodes] of collectFields({ schema, fragments }, type, selections)) {
    const before = `${writers.length === 0 ? '{' : ','}"${key}":`;
    const name = nodes[0].name.value;
    if (name === '__typename') {
      writers.push(() => `${before}"${type.name}"`);
      continue;
    }
    const field = type.getFields()[name];
    if (field === undefined || field.args.length > 0) return null;
    const write = writerOf(schema, fragments, field.type, selectionsBelow(nodes));
    if (write === null) return null;
    writers.push((object, context) => before + write(valueOf(field, object, context), context));
  }
  return orNull((value, context) => {
    let text = '';
    for (const write of writers) text += write(value, context);
    return `${text}}`;
  });
}

/** @throws {NotPlainError} it comes later, or depends on more than the object */
function valueOf(field: GraphQLField<unknown, unknown>, object: unknown, context: object): unknown {
  const value: unknown =
    field.resolve === undefined
      ? (object as Record<string, unknown>)[field.name]
      : field.resolve(object, {}, context, noInfo);
  if (typeof value === 'function' || value instanceof Promise) throw new NotPlainError('A value to come.');
  return value;
}

function orNull(write: Write): Write {
  return (value, context) => (value == null ? 'null' : write(value, context));
}

function elementOf(type: GraphQLOutputType): GraphQLOutputType {
  return isNonNullType(type) || isListType(type) ? elementOf(type.ofType) : type;
}

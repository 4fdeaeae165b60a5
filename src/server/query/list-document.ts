import {
  OperationTypeNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type DocumentNode,
} from 'graphql';
import { hasDirectives } from '../collect-fields.js';
import type { Key } from '../../db/keyset.js';
import type { RowList, TextPage } from '../../db/row-list.js';
import { encodeCursor } from '../../schema/cursor.js';
import { listedRowsOf, type ListedRows, type ListQuery } from '../../schema/listed-rows.js';
import { writeList, writeObject, type Write } from './json-text.js';
import { rowWriter, type NeedColumn, type TextRow } from './row-text.js';
import {
  fieldSelector,
  objectTypeOf,
  selectionSetsOf,
  UnrecognizedError,
  type Selected,
  type SelectFields,
} from './selection.js';

/** A query operation that asks for nothing but lists of rows. */
export interface ListDocument {
  readonly operation: OperationDefinitionNode;
  readonly fields: readonly (ListField | TypenameField)[];
}

/** One list, under its key of the answer. */
export interface ListField {
  readonly kind: 'list';
  readonly key: string;
  readonly selected: Selected;
  readonly definition: GraphQLField<unknown, unknown>;
  readonly rows: ListedRows;
  /** What to read of each row. */
  readonly properties: readonly string[];
  readonly write: Write<TextPage>;
}

interface TypenameField {
  readonly kind: 'typename';
  readonly key: string;
  readonly text: string;
}

/** Null when it has to be executed as any other operation. `showsPersonal`: whether who asks may see what is about people. */
export function recognizeLists(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  showsPersonal: boolean,
): ListDocument | null {
  const root = schema.getQueryType();
  if (operation.operation !== OperationTypeNode.QUERY || root == null) return null;
  if (hasDirectives(document)) return null;
  const select = fieldSelector(schema, document, showsPersonal);
  try {
    const fields = select(root, [operation.selectionSet]).map((field) => rootField(root, field, select));
    return fields.some(({ kind }) => kind === 'list') ? { operation, fields } : null;
  } catch (error) {
    if (error instanceof UnrecognizedError) return null;
    throw error;
  }
}

function rootField(
  root: GraphQLObjectType,
  selected: Selected,
  select: SelectFields,
): ListField | TypenameField {
  const { key, name } = selected;
  if (name === '__typename') return { kind: 'typename', key, text: JSON.stringify(root.name) };
  const definition = root.getFields()[name] as GraphQLField<unknown, unknown> | undefined;
  const rows = definition === undefined ? null : listedRowsOf(definition);
  if (definition === undefined || rows === null) throw new UnrecognizedError(name);

  const properties: string[] = [];
  const need: NeedColumn = (property) => {
    if (!Object.hasOwn(rows.list.columns, property)) throw new UnrecognizedError(property);
    const place = properties.indexOf(property);
    return place >= 0 ? place : properties.push(property) - 1;
  };
  const type = objectTypeOf(definition.type);
  const parts = select(type, selectionSetsOf(selected)).map(
    (part) => [part.key, partWriter(type, part, rows.list, select, need)] as const,
  );
  // A statement reads something, even for `{ __typename }` alone.
  need(rows.list.time.field);
  return { kind: 'list', key, selected, definition, rows, properties, write: writeObject(parts) };
}

/** What stands in a connection: the rows, bare or with cursors, and where the page stands. */
function partWriter(
  connection: GraphQLObjectType,
  part: Selected,
  list: RowList<ListQuery>,
  select: SelectFields,
  need: NeedColumn,
): Write<TextPage> {
  if (part.name === '__typename') return () => JSON.stringify(connection.name);
  const type = objectTypeOf(connection.getFields()[part.name]!.type);
  const fields = select(type, selectionSetsOf(part));
  switch (part.name) {
    case 'nodes': {
      const writer = rowWriter(type, fields, select, need);
      return (page) => writeList(page.rows, writer(page.parse));
    }
    case 'edges': {
      const writers = fields.map((field) => [field.key, edgePart(type, field, list, select, need)] as const);
      return (page) =>
        writeList(page.rows, writeObject(writers.map(([key, writer]) => [key, writer(page.parse)] as const)));
    }
    case 'pageInfo': {
      const writers = fields.map((field) => [field.key, pageInfoPart(type, field, list, need)] as const);
      return writeObject(writers);
    }
    default:
      throw new UnrecognizedError(part.name);
  }
}

function edgePart(
  type: GraphQLObjectType,
  field: Selected,
  list: RowList<ListQuery>,
  select: SelectFields,
  need: NeedColumn,
): (parse: TextPage['parse']) => Write<TextRow> {
  switch (field.name) {
    case '__typename':
      return () => () => JSON.stringify(type.name);
    case 'cursor':
      return cursorWriter(list, need);
    case 'node': {
      const node = objectTypeOf(type.getFields()['node']!.type);
      return rowWriter(node, select(node, selectionSetsOf(field)), select, need);
    }
    default:
      throw new UnrecognizedError(field.name);
  }
}

function pageInfoPart(
  type: GraphQLObjectType,
  field: Selected,
  list: RowList<ListQuery>,
  need: NeedColumn,
): Write<TextPage> {
  const cursor = (at: 0 | -1): Write<TextPage> => {
    const writer = cursorWriter(list, need);
    return ({ rows, parse }) => {
      const row = rows.at(at);
      return row === undefined ? 'null' : writer(parse)(row);
    };
  };
  switch (field.name) {
    case '__typename':
      return () => JSON.stringify(type.name);
    case 'hasNextPage':
      return ({ hasNext }) => String(hasNext);
    case 'hasPreviousPage':
      return ({ hasPrevious }) => String(hasPrevious);
    case 'startCursor':
      return cursor(0);
    case 'endCursor':
      return cursor(-1);
    default:
      throw new UnrecognizedError(field.name);
  }
}

function cursorWriter(
  list: RowList<ListQuery>,
  need: NeedColumn,
): (parse: TextPage['parse']) => Write<TextRow> {
  const places = [list.time, ...list.ids].map(({ field }) => need(field));
  return (parse) => (row) => {
    const key = places.map((place) => parse(row[place]!, place)) as unknown as Key;
    // Base64 needs no escapes.
    return `"${encodeCursor(list, key)}"`;
  };
}

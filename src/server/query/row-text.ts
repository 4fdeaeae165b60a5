import {
  getNullableType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
} from 'graphql';
import type { TextPage } from '../../db/row-list.js';
import { columnsOf, exposedBy } from '../../schema/listed-rows.js';
import { resolverOf } from '../../schema/personal.js';
import {
  booleanText,
  instantText,
  numberText,
  quoted,
  writeList,
  writeObject,
  type Write,
} from './json-text.js';
import {
  objectTypeOf,
  selectionSetsOf,
  UnrecognizedError,
  type Selected,
  type SelectFields,
} from './selection.js';
import { UnwritableError } from './unwritable-error.js';

/** A row as PostgreSQL wrote it, in the order in which the columns were asked for. */
export type TextRow = readonly (string | null)[];

/** Says that a property of the row is needed; returns its place in the row. */
export type NeedColumn = (property: string) => number;

type Field = GraphQLField<unknown, unknown>;
type Parse = TextPage['parse'];

/** Makes what writes the rows of one list, once their page says how to parse what cannot stay text. */
export type RowWriter = (parse: Parse) => Write<TextRow>;

/** How the text of a column becomes JSON, by the GraphQL type of the field that exposes it. */
const scalarTexts: Readonly<Record<string, Write<string>>> = {
  ID: quoted,
  String: quoted,
  Boolean: booleanText,
  Int: numberText,
  Float: numberText,
  Latitude: numberText,
  Longitude: numberText,
  DateTime: instantText,
};

/** @throws {UnrecognizedError} a field is no function of the row alone */
export function rowWriter(
  type: GraphQLObjectType,
  selected: readonly Selected[],
  select: SelectFields,
  need: NeedColumn,
): RowWriter {
  const writers = selected.map((field) => [field.key, fieldWriter(type, field, select, need)] as const);
  return (parse) => writeObject(writers.map(([key, writer]) => [key, writer(parse)] as const));
}

function fieldWriter(
  type: GraphQLObjectType,
  selected: Selected,
  select: SelectFields,
  need: NeedColumn,
): RowWriter {
  if (selected.name === '__typename') return () => () => JSON.stringify(type.name);
  // Not even read.
  if (selected.isHidden) return () => () => 'null';
  const field = fieldOf(type, selected);
  const exposed = exposedBy(field);
  return exposed === null
    ? madeWriter(field, selected, select, need)
    : columnWriter(field.type, need(exposed));
}

/** A field that passes on a column. */
function columnWriter(type: GraphQLOutputType, place: number): RowWriter {
  const leaf = getNullableType(type);
  const write = isEnumType(leaf)
    ? (text: string) => JSON.stringify(leaf.serialize(text))
    : isLeafType(leaf)
      ? scalarTexts[leaf.name]
      : undefined;
  if (write === undefined) throw new UnrecognizedError(String(type));
  const nullText = nullWriter(type);
  const writeRow: Write<TextRow> = (row) => {
    const text = row[place]!;
    return text === null ? nullText() : write(text);
  };
  return () => writeRow;
}

/** A field whose resolver makes it of columns: they are parsed for it. */
function madeWriter(field: Field, selected: Selected, select: SelectFields, need: NeedColumn): RowWriter {
  const columns = columnsOf(field)?.map((property) => [property, need(property)] as const);
  const resolve = resolverOf(field);
  if (columns === undefined || resolve === undefined) throw new UnrecognizedError(field.name);
  const write = valueWriter(field.type, selected, select);
  return (parse) => (texts) => {
    const row: Record<string, unknown> = {};
    for (const [property, place] of columns) {
      const text = texts[place]!;
      row[property] = text === null ? null : parse(text, place);
    }
    // It needs nothing but the row: that is what `madeOf` says.
    return write(resolve(row, {}, undefined, undefined as unknown as GraphQLResolveInfo));
  };
}

/** Writes what a resolver returned, as execution completes it. */
function valueWriter(type: GraphQLOutputType, selected: Selected, select: SelectFields): Write<unknown> {
  const nullText = nullWriter(type);
  const write = presentWriter(getNullableType(type), selected, select);
  return (value) => (value === null || value === undefined ? nullText() : write(value));
}

function presentWriter(type: GraphQLOutputType, selected: Selected, select: SelectFields): Write<unknown> {
  if (isLeafType(type)) return (value) => JSON.stringify(type.serialize(value));
  if (isListType(type)) {
    const writeItem = valueWriter(type.ofType as GraphQLOutputType, selected, select);
    return (items) => writeList(items as readonly unknown[], writeItem);
  }
  if (!isObjectType(type)) throw new UnrecognizedError(String(type));
  const fields = select(objectTypeOf(type), selectionSetsOf(selected));
  return writeObject(fields.map((field) => [field.key, propertyWriter(type, field, select)] as const));
}

/** A field of an object that a resolver made. */
function propertyWriter(type: GraphQLObjectType, selected: Selected, select: SelectFields): Write<unknown> {
  if (selected.name === '__typename') return () => JSON.stringify(type.name);
  if (selected.isHidden) return () => 'null';
  const field = fieldOf(type, selected);
  const property = exposedBy(field);
  if (property === null) throw new UnrecognizedError(field.name);
  const write = valueWriter(field.type, selected, select);
  return (object) => write((object as Record<string, unknown>)[property]);
}

function nullWriter(type: GraphQLOutputType): () => string {
  if (!isNonNullType(type)) return () => 'null';
  return () => {
    throw new UnwritableError('null');
  };
}

function fieldOf(type: GraphQLObjectType, { name }: Selected): Field {
  const field = type.getFields()[name] as Field | undefined;
  if (field === undefined) throw new UnrecognizedError(name);
  return field;
}

import type { GraphQLField } from 'graphql';
import type { PageRequest } from '../db/keyset.js';
import type { RowList } from '../db/row-list.js';
import type { History } from './history.js';

/** The methods of the history that read a page of one table. */
export type ListMethod = 'detections' | 'signals' | 'systemHealthReports' | 'events';

/** What a connection field of the root is made of. */
export interface ListedRows {
  readonly list: RowList<ListQuery>;
  /** The resolver asks the history for the page by this method. */
  readonly method: ListMethod;
}

export interface ListQuery {
  readonly page: PageRequest;
}

/** Marks as properties of `extensions`, where fields of a schema carry what is no part of GraphQL. */
const ROWS = 'airpicture:rows';
const COLUMNS = 'airpicture:columns';

/**
 * For `extensions` of a root connection: its rows may go from the database to JSON without becoming
 * objects, as long as only fields are asked for that expose a column or say `madeOf`.
 */
export function listsRows<Method extends ListMethod>(
  list: RowList<Parameters<History[Method]>[0]>,
  method: Method,
): Record<string, unknown> {
  return { [ROWS]: { list, method } };
}

/** For `extensions` of a field of such rows whose resolver needs nothing but these properties of the row. */
export function madeOf(...properties: readonly string[]): Record<string, unknown> {
  return { [COLUMNS]: properties };
}

type Field = GraphQLField<unknown, unknown>;

export function listedRowsOf(field: Field): ListedRows | null {
  return (field.extensions[ROWS] as ListedRows | undefined) ?? null;
}

export function columnsOf(field: Field): readonly string[] | null {
  return (field.extensions[COLUMNS] as readonly string[] | undefined) ?? null;
}

/** The property of its object that the field passes on as it is. */
export function exposedBy(field: Field): string | null {
  return (field.extensions['pothosExposedField'] as string | undefined) ?? null;
}

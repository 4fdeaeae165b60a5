import { InvalidInputError } from '../domain/errors.js';
import { keyOf, type KeysetList, type Page, type PageRequest } from '../db/keyset.js';
import { decodeCursor, encodeCursor } from './cursor.js';

const MAX_ROWS = 1000;

interface ConnectionArguments {
  readonly first?: number | null | undefined;
  readonly last?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly before?: string | null | undefined;
}

/**
 * What the arguments of a connection ask for.
 *
 * @throws {InvalidInputError} not exactly one of first and last, out of 1..1000, or a cursor that is none of this list
 */
export function pageRequest(
  list: KeysetList,
  { first, last, after, before }: ConnectionArguments,
): PageRequest {
  const refuse = (path: string, message: string) => new InvalidInputError([{ path: [path], message }]);
  if (first == null && last == null) {
    throw refuse(
      'first',
      `Give first: how many rows you want, 1 to ${MAX_ROWS} (or last, to read from the end).`,
    );
  }
  if (first != null && last != null) throw refuse('last', 'Give either first or last, not both.');
  const limit = (first ?? last)!;
  if (limit < 1 || limit > MAX_ROWS) {
    throw refuse(
      first != null ? 'first' : 'last',
      `Ask for 1 to ${MAX_ROWS} rows, not ${limit}; page on with after: endCursor.`,
    );
  }
  return {
    limit,
    backward: last != null,
    after: after == null ? null : decodeCursor(list, after, 'after'),
    before: before == null ? null : decodeCursor(list, before, 'before'),
  };
}

/** A page in the form of a Relay connection. Cursors are made when they are asked for. */
export function toConnection<Row extends object>(list: KeysetList, page: Page<Row>) {
  return { edges: page.rows.map((node) => new Edge(list, node)), pageInfo: new PageInfo(list, page) };
}

// Classes, because V8 makes a hidden class of its own, which only a full collection frees, for every object
// literal with a getter, and with it would keep the rows.
class Edge<Row extends object> {
  readonly node: Row;
  private readonly list: KeysetList;

  constructor(list: KeysetList, node: Row) {
    this.list = list;
    this.node = node;
  }

  get cursor(): string {
    return encodeCursor(this.list, keyOf(this.list, this.node));
  }
}

class PageInfo {
  private readonly list: KeysetList;
  private readonly page: Page<object>;

  constructor(list: KeysetList, page: Page<object>) {
    this.list = list;
    this.page = page;
  }

  get hasNextPage(): boolean {
    return this.page.hasNext;
  }

  get hasPreviousPage(): boolean {
    return this.page.hasPrevious;
  }

  get startCursor(): string | null {
    return this.cursorOf(this.page.rows[0]);
  }

  get endCursor(): string | null {
    return this.cursorOf(this.page.rows.at(-1));
  }

  private cursorOf(row: object | undefined): string | null {
    return row === undefined ? null : encodeCursor(this.list, keyOf(this.list, row));
  }
}

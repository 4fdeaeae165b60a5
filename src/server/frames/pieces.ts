import { execute, type ExecutionResult, type GraphQLSchema } from 'graphql';
import type { Item, PieceStore } from './piece-store.js';
import { createPlainWriter } from './plain-writer.js';
import type { EncodedItems } from './shared-result.js';
import type { ItemSelection } from './track-shape.js';

export interface PiecesOptions {
  readonly pieceSchema: GraphQLSchema;
  readonly store: PieceStore;
  readonly selection: ItemSelection;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: object;
}

/** What one selection makes of items; each is executed and serialized once. */
export interface Pieces {
  /** Null when executing one of them has errors. A promise only where resolvers are asynchronous. */
  of(items: readonly Item[]): EncodedItems | null | Promise<EncodedItems | null>;
  close(): void;
}

export function createPieces(options: PiecesOptions): Pieces {
  const { pieceSchema, selection, variables, context } = options;
  const store = options.store.open();
  const writePlainly = createPlainWriter(pieceSchema, selection);

  const keep = (item: Item, text: string): Buffer => {
    const json = Buffer.from(`${text},`);
    store.set(item, json);
    return json;
  };

  /** Null when one of them needs ordinary execution. */
  const written = (items: readonly Item[]): EncodedItems | null => {
    if (writePlainly === null) return null;
    const all: Buffer[] = [];
    for (const item of items) {
      const text = writePlainly(item, context);
      if (text === null) return null;
      all.push(keep(item, text));
    }
    return all;
  };

  const serialize = (items: readonly Item[], { data, errors }: ExecutionResult): EncodedItems | null => {
    const values = data?.[selection.list];
    if (errors !== undefined || !Array.isArray(values) || values.length !== items.length) return null;
    return items.map((item, index) => keep(item, JSON.stringify(values[index])));
  };

  return {
    of(items) {
      const all = new Array<Buffer>(items.length);
      let missing: number[] | null = null;
      for (let index = 0; index < items.length; index++) {
        const json = store.get(items[index]!);
        if (json === undefined) (missing ??= []).push(index);
        else all[index] = json;
      }
      if (missing === null) return all;

      const places: readonly number[] = missing;
      const wanted = places.map((index) => items[index]!);
      const complete = (made: EncodedItems | null): EncodedItems | null => {
        if (made === null) return null;
        places.forEach((index, position) => (all[index] = made[position]!));
        return all;
      };
      const plain = written(wanted);
      if (plain !== null) return complete(plain);
      const result = execute({
        schema: pieceSchema,
        document: selection.document,
        rootValue: { [selection.list]: wanted },
        contextValue: context,
        variableValues: variables,
      });
      return result instanceof Promise
        ? result.then((done) => complete(serialize(wanted, done)))
        : complete(serialize(wanted, result));
    },
    close: () => store.close(),
  };
}

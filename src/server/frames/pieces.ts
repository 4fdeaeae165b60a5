import { execute, type ExecutionResult, type GraphQLSchema } from 'graphql';
import type { Item, PieceStore } from './piece-store.js';
import type { ItemSelection } from './track-shape.js';

export interface PiecesOptions {
  readonly pieceSchema: GraphQLSchema;
  readonly store: PieceStore;
  readonly selection: ItemSelection;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: object;
}

/** What one selection makes of items, as JSON text; each is executed and serialized once. */
export interface Pieces {
  /** Null when executing one of them has errors. A promise only where resolvers are asynchronous. */
  textsOf(items: readonly Item[]): PieceList | Promise<PieceList>;
  close(): void;
}

export type PieceList = readonly string[] | null;

export function createPieces(options: PiecesOptions): Pieces {
  const { pieceSchema, selection, variables, context } = options;
  const store = options.store.open();

  const serialize = (items: readonly Item[], { data, errors }: ExecutionResult): PieceList => {
    const values = data?.[selection.list];
    if (errors !== undefined || !Array.isArray(values) || values.length !== items.length) return null;
    return items.map((item, index) => {
      const text = JSON.stringify(values[index]);
      store.set(item, text);
      return text;
    });
  };

  return {
    textsOf(items) {
      const texts: string[] = new Array<string>(items.length);
      const missing: number[] = [];
      items.forEach((item, index) => {
        const text = store.get(item);
        if (text === undefined) missing.push(index);
        else texts[index] = text;
      });
      if (missing.length === 0) return texts;

      const wanted = missing.map((index) => items[index]!);
      const complete = (made: PieceList): PieceList => {
        if (made === null) return null;
        missing.forEach((index, position) => (texts[index] = made[position]!));
        return texts;
      };
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

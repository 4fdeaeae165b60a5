import { randomUUID } from 'node:crypto';
import { execute, type DocumentNode, type ExecutionArgs, type GraphQLSchema } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Logger } from 'pino';
import type { TrackStreamOptions } from '../../domain/live.js';
import type { TrackStreamEvent } from '../../domain/track.js';
import type { OperationOrigin } from '../operation-origin.js';
import { formatError, presentError } from '../present-errors.js';
import { createFrameStream } from './frame-stream.js';
import { createLoans, type Loan } from './loans.js';
import type { Outlet } from './outlet.js';
import { createPieceSchema } from './piece-schema.js';
import { createPieceStore } from './piece-store.js';
import { createPieces, type Pieces } from './pieces.js';
import { rightsOf, sharedContext, type SharingContext } from './rights.js';
import { createTrackFrames, type TrackFrames } from './track-frames.js';
import { askedTracks } from './track-request.js';
import { trackShape, type ItemSelection, type TrackShape } from './track-shape.js';

/** Texts of tracks that are kept for who asks for the same next. */
const maxPieceBytes = 64 * 1024 * 1024;

type Variables = Readonly<Record<string, unknown>>;
type ClosableFrames = TrackFrames & { close(): void };

export interface SharedTracksOptions {
  readonly schema: GraphQLSchema;
  readonly logger: Logger;
}

/**
 * Subscriptions to tracks whose transport has an outlet cost like a broadcast: those that ask for the
 * same get the same bytes, and those that differ in the filter or the rate share the text of each
 * track. What it does not recognise, and what is refused, is executed as if it were not there.
 */
export function useSharedTracks({ schema, logger }: SharedTracksOptions): Plugin<OperationOrigin> {
  const pieceSchema = createPieceSchema(schema);
  if (pieceSchema === null) return {};
  const shapes = new WeakMap<DocumentNode, Map<string | null, TrackShape | null>>();
  const store = createPieceStore(maxPieceBytes);
  const allPieces = createLoans<Pieces>();
  const allFrames = createLoans<ClosableFrames>();

  const shapeOf = ({ document, operationName }: ExecutionArgs): TrackShape | null => {
    const name = operationName ?? null;
    const known = shapes.get(document) ?? new Map<string | null, TrackShape | null>();
    shapes.set(document, known);
    let shape = known.get(name);
    if (shape === undefined) {
      shape = trackShape(schema, document, name);
      known.set(name, shape);
    }
    return shape;
  };

  const borrowFrames = (shape: TrackShape, args: ExecutionArgs): Loan<ClosableFrames> => {
    const context = args.contextValue as SharingContext;
    const rights = rightsOf(context.viewer);
    const variables = only(shape.variables, args.variableValues);
    return allFrames.take(JSON.stringify([shape.key, variables, rights]), () => {
      const shared = sharedContext(context);
      const borrowed = new Map<ItemSelection, Loan<Pieces>>();
      const piecesOf = (selection: ItemSelection): Pieces => {
        let loan = borrowed.get(selection);
        if (loan === undefined) {
          const used = only(selection.variables, variables);
          loan = allPieces.take(JSON.stringify([selection.text, used, rights]), () =>
            createPieces({ pieceSchema, store, selection, variables: used, context: shared }),
          );
          borrowed.set(selection, loan);
        }
        return loan.value;
      };
      const { document, operationName } = args;
      return {
        ...createTrackFrames({
          shape,
          piecesOf,
          executeWhole: (event) =>
            executeWhole(
              {
                schema,
                document,
                operationName: operationName ?? null,
                // All of them, or those that only arguments use would be missing.
                variableValues: args.variableValues ?? null,
                contextValue: shared,
              },
              event,
              logger,
            ),
        }),
        close() {
          for (const loan of borrowed.values()) loan.giveBack();
        },
      };
    });
  };

  const openStream = (
    shape: TrackShape,
    given: ExecutionArgs,
    options: TrackStreamOptions,
    outlet: Outlet,
  ) => {
    const { live } = given.contextValue as SharingContext;
    const args = { ...given };
    // Transports and plugins hold on to what they passed, for as long as the subscription is open.
    const { requestId } = given.contextValue as OperationOrigin;
    given.contextValue = { requestId };
    return createFrameStream({
      read: (reader) => live.readTracks(options, reader),
      borrowFrames: () => borrowFrames(shape, args),
      outlet,
    });
  };

  return {
    onSubscribe({ args, subscribeFn, setSubscribeFn }) {
      const { outlet, requestId } = args.contextValue;
      if (outlet === undefined) return;
      const shape = shapeOf(args);
      if (shape === null) return;
      setSubscribeFn(async (given: ExecutionArgs) => {
        const asked = await askedTracks(subscribeFn, given);
        if ('result' in asked) return asked.result;
        logger.debug({ requestId }, 'tracks are sent as shared frames');
        outlet.claim();
        return openStream(shape, given, asked.options, outlet);
      });
    },
  };
}

/** As ordinary execution answers it; errors of a shared execution are logged and masked once for all. */
async function executeWhole(args: ExecutionArgs, event: TrackStreamEvent, logger: Logger): Promise<string> {
  const { data, errors } = await execute({ ...args, rootValue: event });
  if (errors === undefined) return JSON.stringify({ data });
  const requestId = randomUUID();
  return JSON.stringify({
    data,
    errors: errors.map((error) => formatError(presentError(error, requestId, logger))),
  });
}

function only(names: readonly string[], values: Variables | null | undefined): Variables {
  return Object.fromEntries(
    names
      .filter((name) => values != null && Object.hasOwn(values, name))
      .map((name) => [name, values?.[name]]),
  );
}

import type { DocumentNode, ExecutionArgs, ExecutionResult, GraphQLError, GraphQLSchema } from 'graphql';
import { createYoga } from 'graphql-yoga';
import type { LivePicture, TrackReader, TrackStreamOptions } from '../../src/domain/live.js';
import type { PathPoint, TrackStreamEvent } from '../../src/domain/track.js';
import { anonymousViewer, type Viewer } from '../../src/domain/viewer.js';
import { schema as apiSchema } from '../../src/schema/index.js';
import type { Outlet } from '../../src/server/frames/outlet.js';
import { useSharedTracks } from '../../src/server/frames/shared-tracks.js';
import type { OperationOrigin } from '../../src/server/operation-origin.js';
import { formatError, useErrorPresentation } from '../../src/server/present-errors.js';
import { captureLogs } from './logs.js';
import { NOON_MS } from './observations.js';

interface Enveloped {
  readonly parse: (text: string) => DocumentNode;
  readonly validate: (schema: GraphQLSchema, document: DocumentNode) => readonly GraphQLError[];
  readonly contextFactory: () => unknown;
  readonly subscribe: (args: ExecutionArgs) => Promise<AsyncGenerator<ExecutionResult> | ExecutionResult>;
}

/** An outlet that keeps what it is sent, as text. */
export interface KeptOutlet extends Outlet {
  readonly texts: readonly string[];
  readonly results: readonly unknown[];
  isClaimed(): boolean;
  setReady(ready: boolean): void;
}

export function createKeptOutlet(): KeptOutlet {
  const texts: string[] = [];
  const results: unknown[] = [];
  const listeners = new Set<() => void>();
  let claimed = false;
  let ready = true;
  return {
    texts,
    results,
    isClaimed: () => claimed,
    setReady(is) {
      ready = is;
      if (is) for (const listener of listeners) listener();
    },
    claim: () => void (claimed = true),
    isReady: () => ready,
    send(result) {
      const bytes = Buffer.alloc(result.bytes);
      if (result.writeTo(bytes, 0) !== bytes.length)
        throw new Error('A result has another length than it says.');
      texts.push(bytes.toString());
      results.push(result);
    },
    whenReady(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** A live picture whose events a test makes; each reader gets the same objects. */
export function createFakeLive(trail: readonly PathPoint[] = []) {
  const readers = new Set<TrackReader>();
  const asked: TrackStreamOptions[] = [];
  let resumed = 0;
  let events: readonly TrackStreamEvent[] = [];
  const live: Partial<LivePicture> = {
    trail: (_droneId, maxPoints) => trail.slice(-maxPoints),
    async *streamTracks(options) {
      asked.push(options);
      yield* await Promise.resolve(events);
    },
    readTracks(options, reader) {
      asked.push(options);
      readers.add(reader);
      return { resume: () => void (resumed += 1), end: () => void readers.delete(reader) };
    },
  };
  return {
    live: live as LivePicture,
    asked,
    readers,
    resumed: () => resumed,
    /** What generators yield from now on. */
    stream: (next: readonly TrackStreamEvent[]) => void (events = next),
    /** To who is ready. */
    deliver(event: TrackStreamEvent) {
      for (const reader of [...readers]) if (reader.isReady()) reader.deliver(event);
    },
  };
}

export interface TracksExecutionOptions {
  readonly live: LivePicture;
  readonly schema?: GraphQLSchema;
}

export interface Operation {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly viewer?: Viewer;
}

/** Subscriptions executed as the server does, with and without an outlet. */
export function createTracksExecution({ live, schema = apiSchema }: TracksExecutionOptions) {
  const { logger } = captureLogs();
  const yoga = createYoga<OperationOrigin & { viewer: Viewer }, object>({
    schema,
    context: () => ({ live }),
    plugins: [useErrorPresentation(logger), useSharedTracks({ schema, logger })],
    logging: false,
  });

  const subscribe = async (
    { query, variables = {}, viewer = anonymousViewer }: Operation,
    outlet?: Outlet,
  ) => {
    const enveloped = yoga.getEnveloped({
      requestId: 'r1',
      viewer,
      params: { query, variables },
      ...(outlet === undefined ? {} : { outlet }),
    } as never) as Enveloped;
    const document = enveloped.parse(query);
    const errors = enveloped.validate(schema, document);
    if (errors.length > 0) throw new AggregateError(errors, errors.map(String).join('\n'));
    return enveloped.subscribe({
      schema,
      document,
      variableValues: variables,
      contextValue: await enveloped.contextFactory(),
    });
  };

  return {
    subscribe,
    /** What ordinary execution answers: its results, or its only one. */
    async ordinary(operation: Operation): Promise<readonly string[]> {
      const stream = await subscribe(operation);
      if (!(Symbol.asyncIterator in stream)) return [textOf(stream)];
      const texts: string[] = [];
      for await (const result of stream) texts.push(textOf(result));
      return texts;
    },
  };
}

/** As both transports print it, apart from the order of data and errors. */
export function textOf({ data, errors }: ExecutionResult): string {
  return JSON.stringify({ data, ...(errors === undefined ? {} : { errors: errors.map(formatError) }) });
}

export const aTrail: readonly PathPoint[] = [0, 1, 2, 3, 4].map((n) => ({
  timeMs: NOON_MS + n,
  lat: n,
  lon: -n,
  altitudeM: n === 2 ? null : n,
  speedMps: 0.5,
}));

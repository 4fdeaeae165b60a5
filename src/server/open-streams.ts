import { isAsyncIterable, type Plugin } from 'graphql-yoga';

/** The subscriptions that are being read now, over any transport. */
export interface OpenStreams {
  readonly plugin: Plugin;
  /** Ends all of them; their readers see them as complete. */
  endAll(): void;
}

export function createOpenStreams(): OpenStreams {
  const open = new Set<AsyncGenerator<unknown, void, void>>();
  return {
    plugin: {
      onSubscribe: () => ({
        onSubscribeResult({ result, setResult }) {
          if (!isAsyncIterable(result)) return;
          // From its first event on: one that nobody reads in the end has nothing to be ended.
          const stream = endable(
            result,
            () => open.add(stream),
            () => open.delete(stream),
          );
          // Envelop types what it hands over more narrowly than what it takes.
          setResult(stream as typeof result);
        },
      }),
    },
    endAll() {
      for (const stream of [...open]) void stream.return();
    },
  };
}

/**
 * The same events for one reader that asks for one at a time, but `return()` answers at once, even to a `next()` that waits for an event. An
 * async generator that stands in an `await` would let both wait until that is over.
 */
function endable<T>(
  source: AsyncIterable<T>,
  onStart: () => void,
  onEnd: () => void,
): AsyncGenerator<T, void, void> {
  const iterator = source[Symbol.asyncIterator]();
  const done: IteratorReturnResult<void> = { done: true, value: undefined };
  let started = false;
  let ended = false;
  let release: ((result: IteratorReturnResult<void>) => void) | null = null;

  const end = () => {
    if (ended) return;
    ended = true;
    onEnd();
    release?.(done);
  };
  const abandon = () => {
    if (ended) return;
    end();
    // Nobody is left to be told when tidying up fails.
    iterator.return?.().catch(() => undefined);
  };

  return {
    next() {
      if (ended) return Promise.resolve(done);
      if (!started) onStart();
      started = true;
      return new Promise((resolve, reject) => {
        release = resolve;
        iterator.next().then(
          (result) => {
            if (result.done === true) end();
            resolve(ended ? done : (result as IteratorYieldResult<T>));
          },
          (error: unknown) => {
            reject(error instanceof Error ? error : new Error(String(error)));
            end();
          },
        );
      });
    },
    return() {
      abandon();
      return Promise.resolve(done);
    },
    throw(error) {
      abandon();
      return Promise.reject(error instanceof Error ? error : new Error(String(error)));
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

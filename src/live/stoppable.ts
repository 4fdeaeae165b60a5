/**
 * Makes an async generator that ends at once when its reader leaves. A plain one would first finish
 * the `await` it stands in, and a quiet sky can keep it there for long; this one is told by `signal`.
 */
export function stoppable<T>(
  run: (signal: AbortSignal) => AsyncGenerator<T, void, void>,
): AsyncGenerator<T, void, void> {
  const stop = new AbortController();
  const inner = run(stop.signal);
  const outer: AsyncGenerator<T, void, void> = {
    next: () => inner.next(),
    return: () => {
      stop.abort();
      return inner.return();
    },
    throw: (error: unknown) => {
      stop.abort();
      return inner.throw(error);
    },
    [Symbol.asyncIterator]: () => outer,
  };
  return outer;
}

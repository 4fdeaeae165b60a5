import { createBell } from '../domain/bell.js';
import { stoppable } from './stoppable.js';

/** Longest wait between two looks; only a backstop, a publish rings the bell. */
const IDLE_MS = 60_000;

export interface TopicOptions<T> {
  /** At most this many values wait for one reader; then the oldest is dropped. */
  readonly limit: number;
  /** A value with the same key replaces the one that still waits. Absent: every value counts. */
  readonly keyOf?: (value: T) => string;
}

/** Something published to many readers, each with its own bounded queue. */
export interface Topic<T> {
  publish(value: T): void;
  /** Starts with the first pull: with what `current` gives then, and everything published later. */
  subscribe(matches: (value: T) => boolean, current?: () => Iterable<T>): AsyncGenerator<T, void, void>;
}

export function createTopic<T>({ limit, keyOf }: TopicOptions<T>): Topic<T> {
  const queues = new Set<(value: T) => void>();
  const bell = createBell();
  let received = 0;

  return {
    publish(value) {
      for (const push of queues) push(value);
      bell.ring();
    },
    subscribe: (matches, current = () => []) =>
      stoppable(async function* (signal) {
        // Ordered by arrival; a replaced value keeps its place.
        const waiting = new Map<string | number, T>();
        const push = (value: T) => {
          if (!matches(value)) return;
          waiting.set(keyOf ? keyOf(value) : received++, value);
          if (waiting.size > limit) waiting.delete(waiting.keys().next().value!);
        };
        for (const value of current()) push(value);
        queues.add(push);
        try {
          while (!signal.aborted) {
            const next = waiting.entries().next();
            if (next.done) {
              await bell.wait(IDLE_MS, signal);
            } else {
              waiting.delete(next.value[0]);
              yield next.value[1];
            }
          }
        } finally {
          queues.delete(push);
        }
      }),
  };
}

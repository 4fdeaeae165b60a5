import type { TrackReader, TrackReading } from '../../domain/live.js';
import type { TrackStreamEvent } from '../../domain/track.js';
import type { Loan } from './loans.js';
import type { Outlet } from './outlet.js';
import type { SharedResult } from './shared-result.js';
import type { TrackFrames } from './track-frames.js';

export interface FrameStreamOptions {
  readonly read: (reader: TrackReader) => TrackReading;
  readonly borrowFrames: () => Loan<TrackFrames>;
  readonly outlet: Outlet;
}

/**
 * A subscription whose results go to its outlet directly. To who iterates it, as transports do with
 * subscriptions, it is one without results that is open until it is ended; the first `next()` starts it.
 */
export function createFrameStream(options: FrameStreamOptions): AsyncGenerator<never, void, void> {
  const done: IteratorReturnResult<void> = { done: true, value: undefined };
  // Let go when it has started: thousands of subscriptions may be open for days.
  let notStarted: FrameStreamOptions | null = options;
  let stop: (() => void) | null = null;
  let ended = false;
  let failure: Error | null = null;
  let waiting: { resolve: (result: typeof done) => void; reject: (error: Error) => void } | null = null;

  const end = (error: Error | null = null) => {
    if (ended) return;
    ended = true;
    stop?.();
    failure = waiting === null ? error : null;
    if (error === null) waiting?.resolve(done);
    else waiting?.reject(error);
  };

  const start = ({ read, borrowFrames, outlet }: FrameStreamOptions) => {
    const frames = borrowFrames();
    // Frames whose pieces take a moment; what comes behind them waits, so that the order stays.
    let underWay = 0;
    let last: Promise<unknown> = Promise.resolve();

    const sendLater = async (before: Promise<unknown>, result: SharedResult | Promise<SharedResult>) => {
      try {
        await before;
        const made = await result;
        if (ended) return;
        outlet.send(made);
      } catch (error) {
        end(toError(error));
      } finally {
        underWay -= 1;
        if (underWay === 0 && !ended) reading.resume();
      }
    };
    const deliver = (event: TrackStreamEvent) => {
      try {
        const result = frames.value.of(event);
        if (underWay === 0 && !(result instanceof Promise)) return outlet.send(result);
        underWay += 1;
        last = sendLater(last, result);
      } catch (error) {
        end(toError(error));
      }
    };

    const reading = read({ isReady: () => underWay === 0 && outlet.isReady(), deliver });
    const forget = outlet.whenReady(() => reading.resume());
    stop = () => {
      forget();
      reading.end();
      frames.giveBack();
    };
  };

  return {
    next() {
      if (failure !== null) {
        const error = failure;
        failure = null;
        return Promise.reject(error);
      }
      if (ended) return Promise.resolve(done);
      return new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        const given = notStarted;
        notStarted = null;
        if (given !== null) start(given);
      });
    },
    return() {
      end();
      return Promise.resolve(done);
    },
    throw(error) {
      end();
      return Promise.reject(toError(error));
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

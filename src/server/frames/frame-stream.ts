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
    const reader = new FrameReader(frames.value, outlet, end);
    const reading = read(reader);
    reader.reading = reading;
    const forget = outlet.whenReady(() => reading.resume());
    stop = () => {
      reader.isEnded = true;
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

/**
 * A class, because it is one place in memory: what a message needs of one of thousands of subscribers has left the processor's
 * cache when the next one comes, and functions with their scopes would be a dozen places.
 */
class FrameReader implements TrackReader {
  readonly #outlet: Outlet;
  readonly #frames: TrackFrames;
  readonly #fail: (error: Error) => void;
  /** Frames whose pieces take a moment; what comes behind them waits, so that the order stays. */
  #underWay = 0;
  #last: Promise<unknown> | null = null;
  isEnded = false;
  reading: TrackReading | null = null;

  constructor(frames: TrackFrames, outlet: Outlet, fail: (error: Error) => void) {
    this.#frames = frames;
    this.#outlet = outlet;
    this.#fail = fail;
  }

  isReady(): boolean {
    return this.#underWay === 0 && this.#outlet.isReady();
  }

  deliver(event: TrackStreamEvent): void {
    try {
      const result = this.#frames.of(event);
      if (this.#underWay === 0 && !(result instanceof Promise)) return this.#outlet.send(result);
      this.#underWay += 1;
      this.#last = this.#sendLater(this.#last, result);
    } catch (error) {
      this.#fail(toError(error));
    }
  }

  async #sendLater(before: Promise<unknown> | null, result: SharedResult | Promise<SharedResult>) {
    try {
      await before;
      const made = await result;
      if (!this.isEnded) this.#outlet.send(made);
    } catch (error) {
      this.#fail(toError(error));
    } finally {
      this.#underWay -= 1;
      if (this.#underWay === 0 && !this.isEnded) this.reading?.resume();
    }
  }
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

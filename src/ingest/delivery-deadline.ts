import { SinkError } from '../sinks/sink.js';

/**
 * Gives up waiting, too, when `work` does not listen to its signal.
 *
 * @throws {SinkError} no answer in time, or `signal` aborted
 */
export async function givingUpAfter<T>(
  deadlineMs: number,
  signal: AbortSignal,
  work: (limit: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = new AbortController();
  const gaveUp = new Promise<never>((_, reject) => {
    limit.signal.addEventListener('abort', () => reject(limit.signal.reason as Error), { once: true });
  });
  // Whoever comes second in the race below is not an error that nobody handled.
  gaveUp.catch(() => undefined);
  const giveUp = (why: string) => limit.abort(new SinkError('outage', why));
  const stopped = () => giveUp('the write was given up');
  const timer = setTimeout(() => giveUp(`no answer within ${deadlineMs} ms`), deadlineMs);
  if (signal.aborted) stopped();
  signal.addEventListener('abort', stopped, { once: true });
  try {
    return await Promise.race([work(limit.signal), gaveUp]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stopped);
  }
}

/** Says of each message whether it is one too many. */
export type MessageRate = () => boolean;

const MINUTE_MS = 60_000;

/**
 * As many messages at once as in a minute, and afterwards as they become due again. A client may open all of its
 * operations when it connects, but not go on at that rate.
 *
 * @param now milliseconds, of any clock that goes forward
 */
export function createMessageRate(messagesPerMinute: number, now: () => number): MessageRate {
  let left = messagesPerMinute;
  let atMs = now();
  return () => {
    const nowMs = now();
    left = Math.min(messagesPerMinute, left + ((nowMs - atMs) / MINUTE_MS) * messagesPerMinute);
    atMs = nowMs;
    if (left < 1) return true;
    left -= 1;
    return false;
  };
}

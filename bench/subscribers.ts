import { createLatencies } from './latencies.js';
import type { Frame } from './frame-reader.js';
import { subscribeRaw } from './raw-subscriber.js';
import { TRACKS_DOCUMENT, viewportOf } from './sky.js';

/**
 * Many subscribers in a process of their own. Runs as a child with an IPC channel: takes one SubscribersOrder, answers
 * when all have their first message; then 'begin' counts from here, and 'report' answers with a SubscribersReport.
 */
export interface SubscribersOrder {
  /** http://host:port */
  readonly url: string;
  readonly count: number;
  readonly maxRateHz: number;
  /** Each looks at a part of the sky of its own; otherwise all ask for the same. */
  readonly distinct: boolean;
  /** Look at the time of every track, rather than of the first of every message. */
  readonly countTracks: boolean;
}

export interface SubscribersReport {
  readonly seconds: number;
  readonly messages: number;
  /** Of the messages, without headers. */
  readonly bytes: number;
  /** Tracks in the messages when `countTracks`, otherwise as `messages`. */
  readonly tracks: number;
  /** From when an update was due until the client had it; null without a message. */
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  /** Subscriptions that ended, and why the last one did. */
  readonly ended: number;
  readonly reason: string | null;
  readonly cpuS: number;
}

/** Connections that are being made at a time. */
const CONNECTING = 100;
const MARKER = Buffer.from('"observedAt":"');
const TIME_LENGTH = '2026-01-01T00:00:00.000Z'.length;

let beganMs = performance.now();
let beganCpu = process.cpuUsage();
let counts = zero();

function zero() {
  return { messages: 0, bytes: 0, tracks: 0, latencies: createLatencies() };
}

let ended = 0;
let reason: string | null = null;
/** Most messages tell of the same time, one after the other. */
let knownTime = Buffer.alloc(TIME_LENGTH);
let knownTimeMs = 0;

function count({ bytes, from, to }: Frame, countTracks: boolean): void {
  const payload = bytes.subarray(from, to);
  let at = payload.indexOf(MARKER);
  // A heartbeat, or the second part of a message.
  counts.bytes += payload.length;
  if (at < 0) return;
  counts.messages++;
  const nowMs = Date.now();
  do {
    const timeAt = at + MARKER.length;
    if (payload.compare(knownTime, 0, TIME_LENGTH, timeAt, timeAt + TIME_LENGTH) !== 0) {
      knownTime = Buffer.from(payload.subarray(timeAt, timeAt + TIME_LENGTH));
      knownTimeMs = Date.parse(knownTime.toString('latin1'));
    }
    counts.tracks++;
    counts.latencies.add(nowMs - knownTimeMs);
    at = countTracks ? payload.indexOf(MARKER, timeAt + TIME_LENGTH) : -1;
  } while (at >= 0);
}

async function subscribeAll({ url, count: total, maxRateHz, distinct, countTracks }: SubscribersOrder) {
  let next = 0;
  await Promise.all(
    Array.from({ length: CONNECTING }, async () => {
      for (let index = next++; index < total; index = next++) {
        await subscribeRaw({
          url,
          query: TRACKS_DOCUMENT,
          variables: { maxRateHz, ...(distinct ? { filter: { bbox: viewportOf(index) } } : {}) },
          onFrame: (frame) => count(frame, countTracks),
          onEnd(error) {
            ended++;
            reason = error.message;
          },
        });
      }
    }),
  );
}

function report(): SubscribersReport {
  const { messages, bytes, tracks, latencies } = counts;
  const { user, system } = process.cpuUsage(beganCpu);
  return {
    seconds: (performance.now() - beganMs) / 1000,
    messages,
    bytes,
    tracks,
    p50Ms: latencies.count === 0 ? null : latencies.percentile(0.5),
    p99Ms: latencies.count === 0 ? null : latencies.percentile(0.99),
    ended,
    reason,
    cpuS: (user + system) / 1e6,
  };
}

process.on('message', (message: SubscribersOrder | 'begin' | 'report') => {
  if (message === 'begin') {
    counts = zero();
    beganCpu = process.cpuUsage();
    beganMs = performance.now();
    process.send?.('begun');
  } else if (message === 'report') {
    process.send?.(report());
  } else {
    subscribeAll(message).then(
      () => process.send?.({ subscribed: message.count }),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  }
});
// Its parent is gone, whatever the reason.
process.once('disconnect', () => process.exit());

import type { Delivered } from './audience.js';
import { runRounds } from './fanout-rounds.js';
import type { TargetName } from './live-targets.js';
import { median } from './median.js';
import type { Comparison, Promised } from './result.js';

interface Amount {
  readonly subscribers: number;
  readonly rounds: number;
  readonly seconds: number;
}

type Round = ReadonlyMap<TargetName, Delivered>;

const TRACKS_SEEN = 20;
const TRACKS_IN_SKY = 100;
const SATURATING_HZ = 50;
/** Fewer subscribers want less, at 50 messages a second each, than ten times what an execution for each can do. */
const SUBSCRIBERS_THAT_SATURATE = 5000;
const LEAST_OF_BARE = { same: 0.8, distinct: 0.5 };
const LEAST_TIMES_YOGA = 10;
const MOST_MIB = 1024;

/** More updates than can be delivered: messages a second. */
export async function compareSaturated({
  distinct,
  subscribers,
  rounds,
  seconds,
}: Amount & { readonly distinct: boolean }): Promise<Comparison> {
  const results = await runRounds({
    targets: ['ours', 'yoga', 'mercurius', 'bare ws'],
    work: { tracks: distinct ? TRACKS_IN_SKY : TRACKS_SEEN, rateHz: SATURATING_HZ },
    complete: false,
    distinct,
    subscribers,
    rounds,
    seconds,
  });
  const ofBare: Promised = {
    name: 'of bare ws',
    value: medianRatio(results, messagesPerS, 'bare ws'),
    atLeast: distinct ? LEAST_OF_BARE.distinct : LEAST_OF_BARE.same,
  };
  const timesYoga: Promised = {
    name: '× yoga',
    value: medianRatio(results, messagesPerS, 'yoga'),
    atLeast: LEAST_TIMES_YOGA,
  };
  const ours = results.flatMap((round) => round.get('ours') ?? []);
  return {
    what: `${distinct ? 'a viewport for each' : 'the same subscription'}, ${amount(subscribers)} subscribers`,
    unit: 'messages/s',
    ours: medianOf(results, 'ours', messagesPerS),
    peers: [
      { name: 'yoga', value: medianOf(results, 'yoga', messagesPerS) },
      { name: 'mercurius', value: medianOf(results, 'mercurius', messagesPerS) },
    ],
    limit: { name: 'bare ws', value: medianOf(results, 'bare ws', messagesPerS) },
    promises: !distinct && subscribers >= SUBSCRIBERS_THAT_SATURATE ? [ofBare, timesYoga] : [ofBare],
    details: {
      ...detailsOf(results),
      messageBytes: median(ours.map(({ bytes, messages }) => bytes / messages)),
    },
  };
}

/** Updates at a rate that has to be kept up with: how late the last of a hundred messages is, and what is missing. */
export async function compareSteady({
  rateHz,
  mostMs,
  subscribers,
  rounds,
  seconds,
}: Amount & { readonly rateHz: number; readonly mostMs: number }): Promise<Comparison> {
  const results = await runRounds({
    targets: ['ours', 'yoga', 'bare ws'],
    work: { tracks: TRACKS_SEEN, rateHz },
    complete: true,
    distinct: false,
    subscribers,
    rounds,
    seconds,
  });
  const p99 = ({ p99Ms }: Delivered) => p99Ms ?? NaN;
  const ours = results.flatMap((round) => round.get('ours') ?? []);
  const wrong = ours.reduce(
    (sum, { updates, tracks }) => sum + Math.abs(updates * TRACKS_SEEN * subscribers - tracks),
    0,
  );
  const p99Ms = medianOf(results, 'ours', p99);
  const everything: Promised[] = [
    { name: 'tracks lost or repeated', value: wrong, atMost: 0 },
    { name: 'MiB', value: Math.max(...ours.map(({ mostMib }) => mostMib)), atMost: MOST_MIB },
  ];
  return {
    what: `${amount(subscribers)} subscribers, 20 tracks ${rateHz === 1 ? 'once' : `${rateHz} times`} a second`,
    unit: 'ms (p99)',
    ours: p99Ms,
    peers: [{ name: 'yoga', value: medianOf(results, 'yoga', p99) }],
    limit: { name: 'bare ws', value: medianOf(results, 'bare ws', p99) },
    // What comes 20 times a second may be merged when a machine is busy; what comes once may not.
    promises: [{ name: 'ms p99', value: p99Ms, atMost: mostMs }, ...(rateHz === 1 ? everything : [])],
    details: { ...detailsOf(results), lostOrRepeated: wrong },
  };
}

/** The median of what the rounds say, as two things that were measured one after the other had the same machine. */
export function medianRatio(
  results: readonly Round[],
  valueOf: (delivered: Delivered) => number,
  to: TargetName,
): number {
  return median(
    results.map((round) => {
      const [ours, other] = [round.get('ours'), round.get(to)];
      return ours && other ? valueOf(ours) / valueOf(other) : NaN;
    }),
  );
}

export function messagesPerS({ messages, seconds }: Delivered): number {
  return messages / seconds;
}

/** Processor time of the server, all that it does included. */
export function cpuUsPerMessage({ serverCpuS, messages }: Delivered): number {
  return (1e6 * serverCpuS) / messages;
}

function medianOf(
  results: readonly Round[],
  name: TargetName,
  valueOf: (delivered: Delivered) => number,
): number {
  return median(results.flatMap((round) => round.get(name) ?? []).map(valueOf));
}

function detailsOf(results: readonly Round[]): Record<string, object> {
  const names = [...(results[0]?.keys() ?? [])];
  return Object.fromEntries(
    names.map((name) => [
      name,
      {
        serverCpuUsPerMessage: medianOf(results, name, cpuUsPerMessage),
        p50Ms: medianOf(results, name, ({ p50Ms }) => p50Ms ?? NaN),
        p99Ms: medianOf(results, name, ({ p99Ms }) => p99Ms ?? NaN),
        serverMib: medianOf(results, name, ({ mostMib }) => mostMib),
        subscribersCpu: medianOf(results, name, ({ cpuS, seconds }) => cpuS / seconds),
        ended: medianOf(results, name, ({ ended }) => ended),
      },
    ]),
  );
}

function amount(count: number): string {
  return count.toLocaleString('en');
}

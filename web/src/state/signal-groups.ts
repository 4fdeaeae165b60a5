import type { SignalReportFragment } from '../../../operations/generated/graphql.js';
import type { HeardSignal } from './app-state.js';

/** Nothing says that a signal is over, so it is shown for a while after it was last heard; then it is history. */
export const signalShownMs = 5 * 60_000;
/** Kits themselves forget a signal a minute after they last heard it. */
const staleAfterMs = 60_000;

/**
 * Reports of one kit about one thing on one frequency as one signal: a kit that goes on hearing it reports it at every poll.
 * Kits tell apart what they hear by whole megahertz, and so is it here. Newest first.
 *
 * @param reports each once, in any order
 * @param nowMs by the server's clock, as the times of reports are
 */
export function groupSignals(reports: Iterable<SignalReportFragment>, nowMs: number): HeardSignal[] {
  const groups = new Map<string, SignalReportFragment[]>();
  for (const report of reports) {
    const id = groupIdOf(report);
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [report]);
    else group.push(report);
  }
  return [...groups].map(([id, group]) => together(id, group, nowMs)).sort(newestFirst);
}

function groupIdOf({ kitId, signalType, frequencyMhz }: SignalReportFragment): string {
  return `${signalType ?? 'signal'}-${Math.round(frequencyMhz)}MHz@${kitId}`;
}

function together(id: string, group: readonly SignalReportFragment[], nowMs: number): HeardSignal {
  let [newest] = group as readonly [SignalReportFragment];
  let firstTime = newest.time;
  let strongestDbm: number | null = null;
  for (const report of group) {
    // The server writes all times alike, so their texts are in their order.
    if (report.time > newest.time) newest = report;
    if (report.time < firstTime) firstTime = report.time;
    if (report.powerDbm !== null && (strongestDbm === null || report.powerDbm > strongestDbm))
      strongestDbm = report.powerDbm;
  }
  const stale = nowMs - Date.parse(newest.time) > staleAfterMs;
  return { ...newest, id, firstTime, reportCount: group.length, strongestDbm, stale };
}

function newestFirst(a: HeardSignal, b: HeardSignal): number {
  if (a.time !== b.time) return a.time > b.time ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}

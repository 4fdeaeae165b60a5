import type { Signal } from '@preact/signals';
import {
  SignalsDocument,
  SignalsHeardDocument,
  type SignalFilter,
  type SignalReportFragment,
  type SignalsHeardSubscription,
} from '../../../operations/generated/graphql.js';
import { persistedPayload, type GraphQL } from '../graphql.js';
import type { LiveClient } from '../live-client.js';
import type { HeardSignal } from './app-state.js';
import { askForShown, type Shown } from './asking.js';
import type { Cover } from './covering-box.js';
import { gathered } from './gathered.js';
import type { Pace } from './pace.js';
import { signalFilterOf } from './signal-filter.js';
import { groupSignals, signalShownMs } from './signal-groups.js';

/** `signalShownMs` as the server reads it. */
const shownRange = { last: 'PT5M' };
const askedAtMost = 1_000;
const keptAtMost = 5_000;
const gatherMs = 250;
const agingMs = 10_000;
/** Signals are few, and each new question asks history, too: a pan hardly ever leads to one. */
const cover: Cover = { margin: 1, maxExcess: 12 };

interface SignalWatch {
  /** What answers the old filter stays until the new one is answered. */
  setFilter(filter: SignalFilter): void;
  end(): void;
}

interface SignalWatchOptions {
  readonly filter: SignalFilter;
  /** ms; the times of signals are the server's. */
  readonly serverNow: () => number;
}

/** Keeps in `signals` what was heard around what is shown in the last minutes, newest first. Returns what ends that. */
export function watchShownSignals(
  live: LiveClient,
  graphql: GraphQL,
  signals: Signal<readonly HeardSignal[]>,
  shown: Shown,
  pace: Pace,
  serverNow: SignalWatchOptions['serverNow'],
): () => void {
  let watch: SignalWatch | null = null;
  const stop = askForShown(
    {
      filterOf: signalFilterOf,
      cover,
      ask(filter) {
        if (watch === null) watch = watchSignals(live, graphql, signals, { filter, serverNow });
        else watch.setFilter(filter);
      },
    },
    shown,
    pace,
  );
  return () => {
    stop();
    watch?.end();
  };
}

/** The same for one filter after the other. */
export function watchSignals(
  live: LiveClient,
  graphql: GraphQL,
  signals: Signal<readonly HeardSignal[]>,
  { serverNow, ...given }: SignalWatchOptions,
): SignalWatch {
  let { filter } = given;
  let reports = new Map<string, SignalReportFragment>();
  /** Of the filter before this one; null when all is of this one. */
  let former: typeof reports | null = null;
  let asked = new AbortController();

  const show = gathered(() => {
    reports = newestReports(reports, serverNow() - signalShownMs);
    signals.value = groupSignals((former ?? reports).values(), serverNow());
  }, gatherMs);
  const aging = setInterval(() => {
    if (reports.size > 0 || signals.peek().length > 0) show.soon();
  }, agingMs);
  const take = (heard: readonly SignalReportFragment[]) => {
    for (const report of heard) reports.set(report.id, report);
    show.soon();
  };

  const standing = live.subscribe({
    payload: () => ({ ...persistedPayload(SignalsHeardDocument), variables: { filter } }),
    begun() {
      asked.abort();
      asked = new AbortController();
      const { signal: abort } = asked;
      // The subscription tells of new ones only; begun first, it leaves no gap.
      const answered = (nodes: readonly SignalReportFragment[]) => {
        if (abort.aborted) return;
        former = null;
        take(nodes);
      };
      graphql
        .request(SignalsDocument, { range: shownRange, filter, first: askedAtMost }, { signal: abort })
        .then(
          ({ signals: { nodes } }) => answered(nodes),
          // History is away, as the database may be; what is heard from now on is shown all the same.
          () => answered([]),
        );
    },
    data(data) {
      take([(data as SignalsHeardSubscription).signals]);
    },
  });

  return {
    setFilter(next) {
      filter = next;
      former ??= reports;
      reports = new Map();
      standing.renew();
    },
    end() {
      clearInterval(aging);
      asked.abort();
      standing.end();
      show.cancel();
    },
  };
}

/** None before `sinceMs`, and no more than can be looked through four times a second. */
function newestReports(
  reports: ReadonlyMap<string, SignalReportFragment>,
  sinceMs: number,
): Map<string, SignalReportFragment> {
  const kept = [...reports].filter(([, { time }]) => Date.parse(time) >= sinceMs);
  if (kept.length > keptAtMost) kept.sort(([, a], [, b]) => (a.time > b.time ? -1 : 1)).splice(keptAtMost);
  return new Map(kept);
}

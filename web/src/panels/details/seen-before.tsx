import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { DroneLastHeardDocument, DronePresenceDocument } from '../../../../operations/generated/graphql.js';
import { formatClock, formatDay, startOfDayMs } from '../../format/time.js';
import type { GraphQL } from '../../graphql.js';
import { useApp } from '../app-context.js';
import { problemText } from '../problem-text.js';
import { seenDays, type Presence, type SeenDay } from './seen-days.js';

const DAYS_AT_ONCE = 5;

/** On which days before today it was heard. */
export function SeenBefore({ droneId }: { readonly droneId: string }) {
  const { state, graphql, now } = useApp();
  const { time: zone } = state.habits.value;
  const days = useSignal<readonly SeenDay[]>([]);
  const beforeMs = useSignal<number | null>(null);
  const isBusy = useSignal(true);
  const problem = useSignal<string | null>(null);

  /** Ends with the list that it fills. */
  const giveUp = useRef(new AbortController());

  async function more(fromMs: number): Promise<void> {
    const { signal } = giveUp.current;
    isBusy.value = true;
    problem.value = null;
    try {
      const page = await seenDays(presenceOf(graphql, droneId, signal), fromMs, DAYS_AT_ONCE, zone);
      if (signal.aborted) return;
      days.value = [...days.value, ...page.days];
      beforeMs.value = page.beforeMs;
    } catch (error) {
      if (!signal.aborted) problem.value = problemText(error);
    }
    if (!signal.aborted) isBusy.value = false;
  }

  useEffect(() => {
    giveUp.current = new AbortController();
    days.value = [];
    void more(startOfDayMs(now.peek(), zone));
    return () => giveUp.current.abort();
  }, [droneId, zone]);

  return (
    <section>
      <h3>Seen before</h3>
      {days.value.length > 0 && (
        <table class="rows">
          <thead>
            <tr>
              <th scope="col">Day</th>
              <th scope="col">From</th>
              <th scope="col">To</th>
              <th scope="col">Heard by</th>
            </tr>
          </thead>
          <tbody>
            {days.value.map(({ fromMs, toMs, kitNames }) => (
              <tr key={fromMs}>
                <td>{formatDay(fromMs, zone)}</td>
                <td>{formatClock(fromMs, zone)}</td>
                <td>{formatClock(toMs, zone)}</td>
                <td>
                  <bdi>{kitNames.join(', ')}</bdi>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {problem.value !== null && (
        <p class="notice notice-bad" role="alert">
          {problem.value}
        </p>
      )}
      {isBusy.value && <p class="muted">One moment…</p>}
      {!isBusy.value && problem.value === null && days.value.length === 0 && (
        <p class="muted">Not on any day of the last month before today.</p>
      )}
      {!isBusy.value && beforeMs.value !== null && (
        <button type="button" class="button" onClick={() => void more(beforeMs.peek() ?? 0)}>
          Earlier days
        </button>
      )}
    </section>
  );
}

function presenceOf(graphql: GraphQL, droneId: string, signal: AbortSignal): Presence {
  const rangeOf = (fromMs: number, toMs: number) => ({
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
  });
  return {
    async lastHeardMs(fromMs, toMs) {
      const range = rangeOf(fromMs, toMs);
      const { drone } = await graphql.request(DroneLastHeardDocument, { droneId, range }, { signal });
      const time = drone?.detections.nodes[0]?.time;
      return time === undefined ? null : Date.parse(time);
    },
    async during(fromMs, toMs) {
      const range = rangeOf(fromMs, toMs);
      const { drone } = await graphql.request(DronePresenceDocument, { droneId, range }, { signal });
      const from = drone?.earliest.nodes[0]?.time;
      const to = drone?.latest.nodes[0]?.time;
      if (drone == null || from === undefined || to === undefined) return null;
      return { fromMs: Date.parse(from), toMs: Date.parse(to), kitNames: drone.kits.map(({ name }) => name) };
    },
  };
}

import { count } from '../../format/numbers.js';
import type { ProbeKitMutation } from '../../../../operations/generated/graphql.js';

export type Probed = Extract<ProbeKitMutation['probeKit'], { latencyMs: number }>;

/** What answered at the address, before anything is stored. */
export function ProbeResult({ probed }: { readonly probed: Probed }) {
  const { uid, drones, signals, statusAvailable, latencyMs, clockSkewSeconds } = probed;
  return (
    <div class="found" role="status">
      <p>
        <strong>{uid === null ? 'A kit that does not know its serial yet' : <bdi>{uid}</bdi>}</strong>{' '}
        answered in {Math.round(latencyMs)} ms.
      </p>
      <p class="muted">
        It lists {count(drones, 'drone or aircraft', 'drones and aircraft')} and {count(signals, 'signal')},
        and reports {statusAvailable ? 'its status' : 'no status yet'}.
        {clockSkewSeconds !== null && Math.abs(clockSkewSeconds) >= 2 && (
          <> Its clock is {describeSkew(clockSkewSeconds)}; times are corrected.</>
        )}
      </p>
    </div>
  );
}

/** `12 s ahead`. What is less than a blink may as well be the way of the answer. */
export function describeSkew(clockSkewSeconds: number): string {
  const seconds = Math.abs(clockSkewSeconds);
  if (seconds < 0.1) return 'right';
  const text = seconds < 10 ? seconds.toFixed(1) : Math.round(seconds);
  return `${text} s ${clockSkewSeconds < 0 ? 'behind' : 'ahead'}`;
}

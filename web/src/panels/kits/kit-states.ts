import type { Kit } from '../../state/app-state.js';
import type { Level } from '../state-mark.js';

export interface StateText {
  readonly text: string;
  readonly level: Level;
  readonly meaning: string;
}

const statuses: Readonly<Record<Kit['status'], StateText>> = {
  ONLINE: { text: 'Online', level: 'ok', meaning: 'It answers, and what it says is new.' },
  STALE: { text: 'Stale', level: 'warn', meaning: 'It answers, but has had nothing new for a while.' },
  OFFLINE: { text: 'Offline', level: 'bad', meaning: 'It does not answer.' },
  ERROR: {
    text: 'Error',
    level: 'bad',
    meaning: 'It answers, but not with anything that can be understood.',
  },
  UNKNOWN: { text: 'Unknown', level: 'none', meaning: 'Nothing is known of it yet.' },
};

/** Does the kit answer, and is what it says new? Whoever switched it off wants to read that. */
export function kitStatusText({ enabled, status }: Pick<Kit, 'enabled' | 'status'>): StateText {
  return enabled
    ? statuses[status]
    : { text: 'Disabled', level: 'none', meaning: 'It was switched off here.' };
}

type Collector = NonNullable<Kit['collector']>;

const healths: Readonly<Record<Collector['health'], StateText>> = {
  HEALTHY: { text: 'Polling well', level: 'ok', meaning: 'Fewer than 2 failures in a row.' },
  DEGRADED: { text: 'Polling with failures', level: 'warn', meaning: '2 to 4 failures in a row.' },
  FAILING: { text: 'Polling fails', level: 'bad', meaning: '5 or more failures in a row.' },
  UNKNOWN: { text: 'Not polled yet', level: 'none', meaning: 'The first poll is to come.' },
};

const circuits: Readonly<Record<Collector['circuit'], StateText>> = {
  CLOSED: { text: 'Asked as usual', level: 'ok', meaning: 'The kit is polled at its interval.' },
  HALF_OPEN: { text: 'Tried again', level: 'warn', meaning: 'Two good answers, and it is polled as usual.' },
  OPEN: {
    text: 'Left alone',
    level: 'bad',
    meaning: 'After 5 failures it is not asked for at least a minute.',
  },
};

/** Three questions, never merged into one light: does it answer, how does polling go, is it asked at all? */
export function kitStates(kit: Kit): readonly StateText[] {
  const status = kitStatusText(kit);
  if (kit.collector === null) return [status];
  return [status, healths[kit.collector.health], circuits[kit.collector.circuit]];
}

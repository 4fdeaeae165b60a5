import type { DeadLetter } from '../../src/domain/dead-letter.js';
import type { LogEvent } from '../../src/domain/log-event.js';
import type { Observation } from '../../src/domain/observation.js';
import type { PushOptions, PushOutcome, PushTarget } from '../../src/ingest/push-outcome.js';
import { waitFor } from './wait-for.js';

/** Takes what is pushed as the pipeline does, and says of it what the test wants. */
export interface FakePushTarget extends PushTarget {
  /** As a database would have them: one row for each key. */
  readonly rows: ReadonlyMap<string, Observation | LogEvent>;
  readonly letters: readonly DeadLetter[];
  /** The options of each push. */
  readonly pushes: readonly PushOptions[];
  /** From now on, what becomes of each record. */
  answers(outcomeOf: (record: Observation | LogEvent, index: number) => PushOutcome): void;
  /** Pushes are not answered before `release`. */
  hold(): { readonly release: () => void; readonly waiting: () => Promise<void> };
}

const writtenEverywhere: PushOutcome = { rejected: null, sinks: { tsdb: 'written', loki: 'written' } };

/** Refuses, by throwing, what no way in may ever hand over. */
export function createFakePushTarget(): FakePushTarget {
  const rows = new Map<string, Observation | LogEvent>();
  const letters: DeadLetter[] = [];
  const pushes: PushOptions[] = [];
  let outcomeOf: (record: Observation | LogEvent, index: number) => PushOutcome = () => writtenEverywhere;
  let gate: Promise<void> | null = null;
  let held = 0;
  return {
    rows,
    letters,
    pushes,
    answers: (next) => void (outcomeOf = next),
    hold() {
      let release: () => void = () => undefined;
      gate = new Promise((resolve) => (release = resolve));
      return {
        release() {
          gate = null;
          release();
        },
        waiting: () =>
          waitFor(() => {
            if (held === 0) throw new Error('nothing was pushed');
          }),
      };
    },
    async push(records, options) {
      if (records.length === 0) throw new Error('pushed nothing');
      records.forEach(check);
      pushes.push(options);
      held += 1;
      await gate;
      held -= 1;
      return records.map((record, index) => {
        const outcome = outcomeOf(record, index);
        const isStored = outcome.rejected === null && Object.values(outcome.sinks).includes('written');
        if (isStored && !rows.has(keyOf(record))) rows.set(keyOf(record), record);
        return outcome;
      });
    },
    bury(buried) {
      if (buried.length === 0) throw new Error('buried nothing');
      letters.push(...buried);
    },
  };
}

/** The primary keys. */
function keyOf(record: Observation | LogEvent): string {
  const { type, observedAtMs } = record;
  switch (record.type) {
    case 'track':
      return [type, observedAtMs, record.kitId, record.droneId].join('|');
    case 'signal':
      return [type, observedAtMs, record.kitId, record.frequencyMhz, record.signalUid].join('|');
    case 'kitStatus':
      return [type, observedAtMs, record.kitId].join('|');
    case 'log':
      return [type, observedAtMs, record.eventId].join('|');
  }
}

function check(record: Observation | LogEvent): void {
  if (!Number.isInteger(record.observedAtMs) || !Number.isInteger(record.receivedAtMs))
    throw new Error('times have to be whole milliseconds');
  JSON.stringify(record, (name: string, value: unknown) => {
    if (name.startsWith('_')) throw new Error(`an internal field came through: ${name}`);
    return value;
  });
}

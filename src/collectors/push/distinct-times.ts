import type { LogEvent } from '../../domain/log-event.js';
import type { Observation } from '../../domain/observation.js';

/**
 * Records without a time of their own all have the time of the push, and two about the same aircraft would
 * be stored as one. The second is put a millisecond later, and so on: the same push gives the same times.
 */
export function distinctTimes(
  records: readonly (Observation | LogEvent)[],
): readonly (Observation | LogEvent)[] {
  const timesOf = new Map<string, number>();
  return records.map((record) => {
    if (record.timeSource === 'kit' || record.type === 'log') return record;
    const subject = JSON.stringify([record.type, record.kitId, subjectOf(record)]);
    const earlier = timesOf.get(subject) ?? 0;
    timesOf.set(subject, earlier + 1);
    return earlier === 0 ? record : { ...record, observedAtMs: record.observedAtMs + earlier };
  });
}

/** With the kit and the time, what makes an observation the same as another. */
function subjectOf(observation: Observation): readonly unknown[] {
  switch (observation.type) {
    case 'track':
      return [observation.droneId];
    case 'signal':
      return [observation.signalUid, observation.frequencyMhz];
    case 'kitStatus':
      return [];
  }
}

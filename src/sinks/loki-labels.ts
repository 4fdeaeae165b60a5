import type { LogEvent } from '../domain/log-event.js';
import type { Observation } from '../domain/observation.js';

/** What Loki is given: everything that was observed or logged. */
export type LokiRecord = Observation | LogEvent;

export type LokiLabels = Readonly<Record<string, string>>;

/** Kits that are labels. With more of them in the fleet, none is: every label value is a stream of its own. */
const MAX_KITS = 200;
/** Values of each other label; what comes later is `other`. */
const MAX_VALUES = { service: 50, env: 10, source_kind: 20, severity: 10 } as const;
/** Loki refuses more than 5,000 by default. New combinations beyond this are told apart no further. */
const MAX_STREAMS = 1_000;
/** UTF-16 units; Loki takes 2,048 bytes. */
const MAX_VALUE_LENGTH = 100;
const OVERFLOW = 'other';
const UNSAFE = /[^A-Za-z0-9_.-]/g;

export interface LokiLabeller {
  /**
   * The stream that a record belongs to. A label that it lacks is absent, as is `kit_id` once there are
   * too many kits; then the kit has to be told by other means.
   */
  labelsOf(record: LokiRecord, options: { readonly isReplay: boolean }): LokiLabels;
}

/**
 * Chooses labels of which there are few, whatever is sent: who can push can also make up values, and each
 * new one would cost Loki a stream. What was seen is remembered as long as the process runs.
 */
export function createLokiLabeller(): LokiLabeller {
  const kits = new Set<string>();
  const values = { service: new Set(), env: new Set(), source_kind: new Set(), severity: new Set() };
  const streams = new Set<string>();

  function bounded(label: keyof typeof MAX_VALUES, text: string | null): Record<string, string> {
    const value = text === null ? '' : cleanValue(text);
    if (value === '') return {};
    const known = values[label];
    if (known.size < MAX_VALUES[label]) known.add(value);
    return { [label]: known.has(value) ? value : OVERFLOW };
  }

  function kitLabel(kitId: string | null): Record<string, string> {
    if (kitId === null) return {};
    if (kits.size <= MAX_KITS) kits.add(kitId);
    return kits.size <= MAX_KITS ? { kit_id: cleanValue(kitId) } : {};
  }

  return {
    labelsOf(record, { isReplay }) {
      const isLog = record.type === 'log';
      const basic = { record_type: record.type, ...(isReplay ? { replay: 'true' } : {}) };
      const labels = {
        ...basic,
        service: isLog ? 'unknown' : 'airpicture',
        ...bounded('source_kind', record.sourceId.split(':', 1)[0] ?? null),
        ...(isLog ? bounded('service', record.service) : {}),
        ...(isLog ? bounded('env', envOf(record)) : {}),
        ...(isLog ? bounded('severity', record.severity) : {}),
        ...kitLabel(record.kitId),
      };
      const stream = streamKey(labels);
      if (streams.size < MAX_STREAMS) streams.add(stream);
      return streams.has(stream) ? labels : { ...basic, service: OVERFLOW };
    },
  };
}

/** The same for the same labels in any order. */
export function streamKey(labels: LokiLabels): string {
  return Object.keys(labels)
    .sort()
    .map((name) => `${name}="${labels[name] ?? ''}"`)
    .join(', ');
}

function cleanValue(text: string): string {
  return text.slice(0, MAX_VALUE_LENGTH).replace(UNSAFE, '_');
}

function envOf({ data }: LogEvent): string | null {
  const env = data['env'];
  return typeof env === 'string' ? env : null;
}

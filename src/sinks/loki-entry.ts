import type { LokiLabels, LokiRecord } from './loki-labels.js';

/** One line of a stream. */
export interface LokiEntry {
  /** The record's place among those given to the sink. */
  readonly index: number;
  readonly timeMs: number;
  readonly line: string;
  /** Structured metadata: what is looked for, and has too many values to be a label. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** Bytes of UTF-8; Loki refuses longer lines. */
const MAX_LINE_BYTES = 256 * 1024;
/** UTF-16 units. Loki takes 64 KiB for all metadata of a line. */
const MAX_METADATA_LENGTH = 1_024;
const LONE_SURROGATES = /\p{Surrogate}/gu;

export function lokiEntry(record: LokiRecord, index: number, labels: LokiLabels): LokiEntry {
  return {
    index,
    timeMs: record.observedAtMs,
    line: cutToBytes(lineOf(record).replace(LONE_SURROGATES, '\ufffd'), MAX_LINE_BYTES),
    metadata: texts({
      // Never under the name of a label that the stream has: Loki would rename one of them.
      kit_id: labels['kit_id'] === undefined ? record.kitId : null,
      ...highCardinality(record, labels),
    }),
  };
}

/** As Loki wants times: nanoseconds since 1970, as text, since a JSON number cannot hold them. */
export function nanoseconds(timeMs: number): string {
  return `${timeMs}000000`;
}

/** A log line reads as it was written, with what else was sent behind it; anything else is JSON. */
function lineOf(record: LokiRecord): string {
  if (record.type !== 'log') return compactJson(record);
  const { message, data } = record;
  if (Object.keys(data).length === 0) return message === '' ? '{}' : message;
  return message === '' ? compactJson(data) : `${message} ${compactJson(data)}`;
}

function highCardinality(record: LokiRecord, labels: LokiLabels): Readonly<Record<string, string | null>> {
  switch (record.type) {
    case 'track':
      return { drone_id: record.droneId, mac: record.mac, operator_id: record.operatorId };
    case 'signal':
      return { signal_uid: record.signalUid };
    case 'kitStatus':
      return { uid: record.uid };
    case 'log':
      return {
        source: record.source,
        host: record.host,
        reported_service: labels['service'] === record.service ? null : record.service,
        event_type: record.eventType,
        event_id: record.eventId,
      };
  }
}

function texts(given: Readonly<Record<string, string | null>>): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, text] of Object.entries(given)) {
    if (text !== null && text !== '')
      kept[name] = text.slice(0, MAX_METADATA_LENGTH).replace(LONE_SURROGATES, '\ufffd');
  }
  return kept;
}

/** Unknown is left out. */
function compactJson(record: object): string {
  return JSON.stringify(record, (_key, value: unknown) => (value === null ? undefined : value));
}

function cutToBytes(text: string, maxBytes: number): string {
  // No UTF-16 unit takes more than three bytes.
  if (text.length * 3 <= maxBytes || Buffer.byteLength(text) <= maxBytes) return text;
  const bytes = Buffer.from(text);
  let end = maxBytes;
  // Bytes that begin with the bits 10 continue a character.
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.toString('utf8', 0, end);
}

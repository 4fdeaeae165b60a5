/** What Loki refuses by its default limits, before it looks at what it has. Sizes in bytes. */
const MAX_LABELS = 15;
const MAX_LABEL_NAME = 1_024;
const MAX_LABEL_VALUE = 2_048;
const MAX_LINE = 256 * 1024;
const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
const MAX_AGE_MS = 168 * 3_600_000;
const MAX_AHEAD_MS = 10 * 60_000;

export interface PushedEntry {
  /** Nanoseconds since 1970. */
  readonly timeNs: bigint;
  readonly line: string;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface PushedStream {
  readonly labels: Readonly<Record<string, string>>;
  /** As Loki writes it in its answers. */
  readonly name: string;
  readonly entries: readonly PushedEntry[];
}

/** The whole push cannot be read. */
export class NotAPushError extends Error {
  override readonly name = 'NotAPushError';
}

/** @throws {NotAPushError} */
export function readPush(text: string): PushedStream[] {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new NotAPushError('not JSON');
  }
  const streams = object(body, 'body')['streams'];
  if (!Array.isArray(streams)) throw new NotAPushError('no list of streams');
  return streams.map((stream: unknown) => {
    const { stream: labels, values } = object(stream, 'stream');
    if (!Array.isArray(values)) throw new NotAPushError('no list of values');
    const texts = textsOf(labels, 'labels');
    return { labels: texts, name: streamName(texts), entries: values.map(readEntry) };
  });
}

function streamName(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${pairs.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(', ')}}`;
}

/** Why Loki takes nothing of the stream, or null. */
export function streamProblem({ labels, name }: PushedStream): string | null {
  const names = Object.keys(labels);
  if (names.length === 0) return 'error at least one label pair is required per stream';
  if (names.length > MAX_LABELS)
    return `entry for stream '${name}' has ${names.length} label names; limit ${MAX_LABELS}`;
  for (const label of names) {
    if (!LABEL_NAME.test(label) || label.startsWith('__'))
      return `stream '${name}' has a bad label name: '${label}'`;
    if (bytes(label) > MAX_LABEL_NAME) return `stream '${name}' has label name too long: '${label}'`;
    if (bytes(labels[label] ?? '') > MAX_LABEL_VALUE) return `stream '${name}' has label value too long`;
  }
  return null;
}

/** Why Loki does not take the entry, whatever else is in its stream; or null. */
export function entryProblem({ name }: PushedStream, entry: PushedEntry, nowMs: number): string | null {
  const timeMs = Number(entry.timeNs / 1_000_000n);
  if (bytes(entry.line) > MAX_LINE)
    return `max entry size '${MAX_LINE}' bytes exceeded for stream '${name}' while adding an entry with length '${bytes(entry.line)}' bytes`;
  if (timeMs < nowMs - MAX_AGE_MS)
    return `entry for stream '${name}' has timestamp too old: ${rfc3339(timeMs)}, oldest acceptable timestamp is: ${rfc3339(nowMs - MAX_AGE_MS)}`;
  if (timeMs > nowMs + MAX_AHEAD_MS)
    return `entry for stream '${name}' has timestamp too new: ${rfc3339(timeMs)}`;
  return null;
}

/** As Go writes it, without what is less than a second. */
export function rfc3339(timeMs: number): string {
  return new Date(timeMs).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** As Go's Time.String writes it: only the digits of the fraction that say something. */
export function goTime(timeMs: number): string {
  const [date, time = ''] = new Date(timeMs).toISOString().replace('Z', '').split('T');
  return `${date} ${time.replace(/\.?0*$/, '')} +0000 UTC`;
}

function readEntry(value: unknown): PushedEntry {
  if (!Array.isArray(value) || value.length < 2 || value.length > 3) throw new NotAPushError('not an entry');
  const [time, line, metadata] = value as unknown[];
  if (typeof time !== 'string' || !/^\d+$/.test(time))
    throw new NotAPushError('timestamp: not a string of digits');
  if (typeof line !== 'string') throw new NotAPushError('line is not a string');
  return {
    timeNs: BigInt(time),
    line,
    metadata: metadata === undefined ? {} : textsOf(metadata, 'structured metadata'),
  };
}

function textsOf(value: unknown, what: string): Record<string, string> {
  const texts = object(value, what);
  for (const text of Object.values(texts)) {
    if (typeof text !== 'string') throw new NotAPushError(`${what}: not a string`);
  }
  return texts as Record<string, string>;
}

function object(value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new NotAPushError(`${what} is not an object`);
  return value as Record<string, unknown>;
}

const bytes = (text: string) => Buffer.byteLength(text);

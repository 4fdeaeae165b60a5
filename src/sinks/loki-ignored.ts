import type { Refused } from './sink.js';

/** An entry that was sent, as far as Loki's words can tell it from others. */
export interface SentEntry {
  readonly index: number;
  readonly timeMs: number;
  /** As `streamKey` writes it. */
  readonly stream: string;
}

const TIME = String.raw`(\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d{1,9})? ?(?:Z|[+-]\d\d:?\d\d))`;
const STREAM = String.raw`(\{[^}]{0,8192}\})`;
/** By the ingester: one of these for each entry, at most ten of them, then how many there are in all. */
const IGNORED = new RegExp(
  `entry with timestamp ${TIME}[^']{0,40} ignored, reason: '([^'\\n]{0,400})'(?: for stream: ${STREAM})?`,
  'g',
);
const TOTAL = new RegExp(`total ignored: (\\d{1,9}) out of \\d{1,9}(?: for stream: ${STREAM})?`);
/** By the distributor: one of these stands for all of its kind when a number goes before it. */
const OUT_OF_WINDOW = new RegExp(
  `(?:(\\d{1,9}) errors? like: )?entry for stream '${STREAM}' has timestamp too (old|new): ${TIME}`,
  'g',
);
const GROUP = /\d errors? like: /g;
const OLDEST_ACCEPTABLE = new RegExp(`oldest acceptable timestamp is: ${TIME}`);
const LABEL = /([A-Za-z_][A-Za-z0-9_]*)="([^"]{0,2048})"/g;
/** Loki adds this one of its own accord. */
const ADDED_BY_LOKI = 'service_name';
const MAX_DETAIL_LENGTH = 500;

/**
 * The entries that Loki ignored while it stored the others, from the text of its answer 400; null when
 * the text does not account for all that was ignored, so that nothing can be concluded from it.
 */
export function ignoredEntries(text: string, sent: readonly SentEntry[]): readonly Refused[] | null {
  const refused = new Map<number, Refused>();
  let expected = 0;
  const refuse = (stream: string | undefined, isMeant: (timeMs: number) => boolean, reason: string) => {
    for (const { index, timeMs } of inStream(sent, stream)) {
      if (isMeant(timeMs) && !refused.has(index))
        refused.set(index, { index, reason, detail: text.slice(0, MAX_DETAIL_LENGTH) });
    }
  };

  // Of what else Loki complains nothing is known but that it was ignored, too.
  const groups = [...text.matchAll(OUT_OF_WINDOW)].filter(([, count]) => count !== undefined);
  if (groups.length !== [...text.matchAll(GROUP)].length) return null;
  const total = TOTAL.exec(text);
  let named = 0;
  for (const [clause, time = '', why = '', stream] of text.matchAll(IGNORED)) {
    named += 1;
    refuse(stream ?? total?.[2], isAt(time), reasonOf(why));
    // Only the first ten are named, but what is older than the oldest acceptable cannot be stored either.
    const oldest = OLDEST_ACCEPTABLE.exec(clause)?.[1];
    if (oldest !== undefined) refuse(stream ?? total?.[2], isBefore(oldest), reasonOf(why));
  }
  expected += total === null ? named : Number(total[1]);
  for (const match of text.matchAll(OUT_OF_WINDOW)) {
    const [clause, count = '1', stream, direction, time = ''] = match;
    const reason = direction === 'old' ? 'too old for Loki' : 'too far in the future for Loki';
    expected += Number(count);
    refuse(stream, isWithinSecondOf(time), reason);
    const rest = text.slice(match.index + clause.length, match.index + clause.length + 100);
    const oldest = OLDEST_ACCEPTABLE.exec(rest)?.[1];
    if (oldest !== undefined) refuse(stream, isBefore(oldest), reason);
  }
  return refused.size > 0 && refused.size === expected ? [...refused.values()] : null;
}

/** Entries of the stream that Loki names; of any when it names none that was sent. */
function inStream(sent: readonly SentEntry[], stream: string | undefined): readonly SentEntry[] {
  if (stream === undefined) return sent;
  const key = [...stream.matchAll(LABEL)]
    .filter(([, name]) => name !== ADDED_BY_LOKI)
    .map(([label]) => label)
    .sort()
    .join(', ');
  const meant = sent.filter((entry) => entry.stream === key);
  return meant.length > 0 ? meant : sent;
}

function reasonOf(why: string): string {
  if (/too far behind|out of order/.test(why)) return 'too far behind the newest line of its stream in Loki';
  return 'ignored by Loki';
}

/** `2026-01-01 00:00:00.5 +0000 UTC`, as the ingester writes it, has all its digits. */
function isAt(time: string) {
  const atMs = parseTime(time);
  return (timeMs: number) => timeMs === atMs;
}

/** RFC 3339, as the distributor writes it, has lost what is less than a second. */
function isWithinSecondOf(time: string) {
  const atMs = parseTime(time);
  return (timeMs: number) => timeMs >= atMs && timeMs < atMs + 1000;
}

function isBefore(time: string) {
  const atMs = parseTime(time);
  return (timeMs: number) => timeMs < atMs;
}

function parseTime(text: string): number {
  const [, date, time, fraction = '0', zone = 'Z'] =
    /^(\S{10})[ T](\d\d:\d\d:\d\d)(?:\.(\d+))? ?(\S+)$/.exec(text) ?? [];
  const offset = zone === 'Z' || zone.includes(':') ? zone : `${zone.slice(0, 3)}:${zone.slice(3)}`;
  return Date.parse(`${date}T${time}${offset}`) + Math.floor(Number(`0.${fraction}`) * 1000);
}

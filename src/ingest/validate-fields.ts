import { toNumber } from '../domain/decimal.js';
import { type FieldRange, isWithin, TIME_MS } from '../domain/ranges.js';
import { cleanText } from '../domain/text.js';
import { type Findings, lose, refuse, remark } from './validate-findings.js';

/** What is kept of a field's value: the value itself when nothing is wrong with it. Never throws. */
export type Rule = (value: unknown, findings: Findings) => unknown;
/** Rules know their field's name only for what they say about it. */
export type RuleFor = (field: string) => Rule;

export interface NumberOptions {
  readonly isRequired?: boolean;
  /** Turns a number that can be true into the one that is stored. */
  readonly store?: (value: number) => number;
}

/** A number in its range, also when it came as a string. Unknown is null; zeros are numbers like any other. */
export function number(
  { hard, usual = hard }: FieldRange,
  { isRequired = false, store }: NumberOptions = {},
): RuleFor {
  const fail = isRequired ? refuse : lose;
  const keep = store ?? ((value: number) => value);
  return (field) => (value, findings) => {
    // Nearly every number takes this way, so it is the short one.
    if (typeof value === 'number' && isWithin(value, usual)) return keep(value);
    if (value === null && !isRequired) return null;
    const known = toNumber(value);
    if (known === null) {
      if (!isAbsent(value)) return fail(findings, `${field} is no number`);
      return isRequired ? refuse(findings, `no ${field}`) : null;
    }
    if (!isWithin(known, hard)) {
      return fail(findings, `${field} out of range`, `${field} ${known} is out of range`);
    }
    if (!isWithin(known, usual)) remark(findings, `${field} ${known} is unusual`);
    return keep(known);
  };
}

/** Epoch milliseconds. */
export const time: RuleFor = number({ hard: TIME_MS }, { isRequired: true, store: Math.round });

/** Text that says something, cleaned and capped; null when there is none. */
export const text: RuleFor = (field) => (value, findings) => {
  if (value === null) return null;
  if (typeof value !== 'string') return isAbsent(value) ? null : lose(findings, `${field} is no text`);
  return readable(value);
};

/** Text that names something: without it a record is nothing. */
export function id(reason: string): RuleFor {
  return () => (value, findings) =>
    (typeof value === 'string' ? readable(value) : null) ?? refuse(findings, reason);
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function uuid(reason: string): RuleFor {
  return () => (value, findings) =>
    typeof value === 'string' && UUID.test(value) ? value : refuse(findings, reason);
}

export function oneOf(values: readonly string[], reason: string): RuleFor {
  return () => (value, findings) => (values.includes(value as string) ? value : refuse(findings, reason));
}

export const flag: RuleFor = (field) => (value, findings) => {
  if (value === null || typeof value === 'boolean') return value;
  return isAbsent(value) ? null : lose(findings, `${field} is neither true nor false`);
};

/** Remarks kept with a row, at most. */
const MAX_WARNINGS = 20;
const NONE: readonly string[] = [];

/** The remarks that a record came with. */
export const remarks: RuleFor = () => (value) => {
  const given: readonly unknown[] = Array.isArray(value) ? value : NONE;
  if (given.length === 0) return given;
  const clean = withRemarks([], given);
  const isClean = clean.length === given.length && clean.every((each, index) => each === given[index]);
  return isClean ? given : clean;
};

/** Both lists in one: each remark once, cleaned and capped. */
export function withRemarks(known: readonly string[], more: readonly unknown[]): readonly string[] {
  const all = new Set(known);
  for (const each of more) {
    if (all.size >= MAX_WARNINGS) break;
    const clean = typeof each === 'string' ? readable(each) : null;
    if (clean !== null) all.add(clean);
  }
  return [...all];
}

function readable(value: string): string | null {
  const clean = cleanText(value);
  return clean.trim() === '' ? null : clean;
}

/** Whether there is nothing to judge. */
export function isAbsent(value: unknown): boolean {
  return value === null || value === undefined || (typeof value === 'string' && value.trim() === '');
}

import { expect, test } from 'vitest';
import { aLogEvent } from '../../test/support/log-events.js';
import type { LogEvent } from '../domain/log-event.js';
import { createValidate } from './validate.js';

const lenient = createValidate({ mode: 'lenient' });
const strict = createValidate({ mode: 'strict' });
const log = (given: Partial<Record<keyof LogEvent, unknown>>) => ({ ...aLogEvent(), ...given }) as LogEvent;

function nested(depth: number): unknown {
  return depth === 0 ? 1 : { in: nested(depth - 1) };
}
const endless: Record<string, unknown> = {};
Object.assign(endless, { a: endless, b: endless, c: [endless, endless] });

test.each([
  aLogEvent(),
  aLogEvent({ data: { a: [1, null, { b: 'straße 🚁' }], c: true }, message: 'one\n\ttwo' }),
  log({ data: nested(20) }),
])('a log event with nothing wrong is the same object', (event) => {
  expect(strict(event).record).toBe(event);
});

test.each([
  ['no event id', { eventId: 'drop table' }],
  ['no source', { source: '\0' }],
  ['no source id', { sourceId: 3 }],
  ['no observedAtMs', { observedAtMs: undefined }],
])('without an id, a source or a time it is refused: %s', (reason, given) => {
  expect(lenient(log(given))).toMatchObject({ record: null, errors: [{ reason }] });
});

test.each([
  ['a message keeps its lines, and nothing else that controls', 'a\r\n\tb\0\x1b[1m\u202e', 'a\n\tb[1m'],
  ['half a character becomes U+FFFD', 'a\ud83d', 'a\ufffd'],
  ['a message that is missing is empty', undefined, ''],
  ['a message that is empty stays empty', '', ''],
])('%s', (_fact, message, expected) => {
  expect(strict(log({ message })).record?.message).toBe(expected);
});

test('a message that is too long is cut, with a warning', () => {
  const message = 'x'.repeat(16_383) + '🚁';
  const { record, warnings } = lenient(log({ message }));
  expect(record?.message).toBe('x'.repeat(16_383));
  expect(warnings).toEqual(['message was cut from 16385 characters']);
  expect(strict(log({ message })).errors).toMatchObject([{ reason: 'message too long' }]);
});

test.each([
  [
    'NUL and lone surrogates go, in keys too',
    { 'k\0': ['\ud800', { 'x\udc00': 'a\0' }] },
    { k: ['\ufffd', { 'x\ufffd': 'a' }] },
  ],
  [
    'what JSON cannot say is null',
    { a: NaN, b: [undefined, 1n], c: new Map(), d: () => 1 },
    { a: null, b: [null, null], c: null, d: null },
  ],
  [
    'a key __proto__ is a key like any other',
    JSON.parse('{"__proto__": "a\\u0000"}'),
    JSON.parse('{"__proto__": "a"}'),
  ],
  ['data that is missing is empty', null, {}],
])('in data %s', (_fact, data: unknown, expected: unknown) => {
  const { record, warnings } = strict(log({ data }));
  expect(record?.data).toEqual(expected);
  expect(Object.keys(record?.data ?? {})).toEqual(Object.keys(expected as object));
  expect(warnings).toEqual([]);
});

test.each([
  ['data is nested too deep', nested(21)],
  ['data is nested too deep', endless],
  ['data is too large', { text: 'x'.repeat(65_536) }],
  ['data is too large', { text: 'é'.repeat(40_000) }],
  ['data is too large', { list: new Array(1_000_000) }],
  ['data is too large', { list: Array.from({ length: 30_000 }, (_, index) => [index]) }],
  ['data is no object', [1]],
  ['data is no object', new Map()],
  ['data is no object', 'text'],
])('without its data a log event is still one: %s', (reason, data) => {
  expect(lenient(log({ data })).record).toMatchObject({ message: 'link up', data: {}, warnings: [reason] });
  expect(strict(log({ data })).errors).toEqual([{ reason, detail: null }]);
});

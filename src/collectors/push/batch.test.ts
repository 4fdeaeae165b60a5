import { expect, test } from 'vitest';
import { parseBatch } from './batch.js';

const message = { message: 'up', time: 1_795_291_200 };
const fingerprint = (batch: object) => parseBatch(JSON.stringify(batch)).fingerprint;

test.each([
  ['brackets nowhere else', {}],
  ['brackets in other fields', { source: 'a[1]', tags: ['x', ['y']] }],
  ['brackets behind', { messages: [message], tags: [] }],
])('a batch that is stamped anew and marked as a retry is the same, with %s', (_, fields) => {
  const first = { ...fields, messages: [message], timestamp: 1, is_retry: false };
  expect(fingerprint({ ...first, timestamp: 2, is_retry: true })).toBe(fingerprint(first));
});

test.each([
  ['another message', { messages: [{ ...message, message: 'down' }] }],
  ['one message more', { messages: [message, message] }],
  ['another source', { source: 'b' }],
  ['a field more', { tags: [] }],
  ['what looks like the end of the messages', { note: ']' }],
])('a batch with %s is another', (_, change) => {
  const first = { messages: [message], source: 'a' };
  expect(fingerprint({ ...first, ...change })).not.toBe(fingerprint(first));
});

test('the stamp counts when messages have their time from it', () => {
  const untimed = { messages: [{ message: 'up' }] };
  expect(fingerprint({ ...untimed, timestamp: 1 })).not.toBe(fingerprint({ ...untimed, timestamp: 2 }));
});

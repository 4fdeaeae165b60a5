import { expect, test } from 'vitest';
import { createRedaction } from './redact.js';

const PASSWORD = 'S3NT1NEL-p"ss/wörd';

test.each([
  ['as it is', PASSWORD],
  ['in JSON', JSON.stringify({ text: `it is ${PASSWORD}` })],
  ['in an address', `postgresql://air:${encodeURIComponent(PASSWORD)}@db/air`],
  ['in base64', Buffer.from(PASSWORD).toString('base64')],
])('R1: a known secret is taken out %s', (_, text) => {
  const redacted = createRedaction([PASSWORD])(text);
  expect(redacted).toContain('[secret]');
  expect(redacted).not.toMatch(/S3NT1NEL|ss.*rd|UzNOVDFORUw/);
});

test.each([
  ['postgresql://air:S3NT1NEL@db.example:5432/air', 'postgresql://air:[secret]@db.example:5432/air'],
  ['http://:S3NT1NEL@kit/', 'http://:[secret]@kit/'],
  ['authorization: Bearer S3NT1NEL.abcdefgh', 'authorization: Bearer [secret]'],
  ['basic UzNOVDFORUw6UzNOVDFORUw=', 'basic [secret]'],
  [`air_0123456789ab_${'S3NT1NEL'.padEnd(43, 'x')} is it`, 'air_0123456789ab_[secret] is it'],
  ['eyJhbGciOiJIUzI1NiJ9.S3NT1NEL.S3NT1NEL-sig', '[secret]'],
  ['{"a":{"Password":"S3NT1NEL\\"x","b":1}}', '{"a":{"Password":"[secret]","b":1}}'],
  ['{"headers":{"authorization":"S3NT1NEL"}}', '{"headers":{"authorization":"[secret]"}}'],
])('R1: what looks like a secret is taken out: %j', (text, redacted) => {
  expect(createRedaction([])(text)).toBe(redacted);
});

test('JSON stays JSON, and the same for the rest', () => {
  const line = {
    password: 'a\\"b',
    time: 1,
    url: 'https://u:p@x/',
    msg: 'Basic authentication at 12:30@home',
  };
  expect(JSON.parse(createRedaction(['unrelated-secret'])(JSON.stringify(line)))).toEqual({
    ...line,
    password: '[secret]',
    url: 'https://u:[secret]@x/',
  });
});

test('a short secret is no reason to take words out', () => {
  expect(createRedaction(['airpicture'])('airpicture is ready')).toBe('airpicture is ready');
});

test('of two secrets that contain one another, nothing is left', () => {
  const redact = createRedaction(['S3NT1NEL-abc', 'S3NT1NEL-abc-and-more']);
  expect(redact('S3NT1NEL-abc-and-more S3NT1NEL-abc')).toBe('[secret] [secret]');
});

test('a long text without secrets takes no long time', () => {
  const text = `${'://a'.repeat(20_000)} ${'eyJ.'.repeat(20_000)} ${'Bearer '.repeat(20_000)}`;
  const startMs = performance.now();
  expect(createRedaction(['unrelated-secret'])(text)).toBe(text);
  expect(performance.now() - startMs).toBeLessThan(1000);
});

import { expect, test } from 'vitest';
import { parseCredentials } from './kit-credentials.js';

const PATH = ['input', 'credentials'];
const SECRET = 'S3CRET';

test.each([
  [{ bearer: 'abc.DEF-1_2~3+/4==' }, { type: 'bearer', token: 'abc.DEF-1_2~3+/4==' }],
  [
    { username: 'kit', password: 'pass:wörd ' },
    { type: 'basic', username: 'kit', password: 'pass:wörd ' },
  ],
  [
    { bearer: null, username: 'kit', password: 'x' },
    { type: 'basic', username: 'kit', password: 'x' },
  ],
])('%j can be used', (given, credentials) => {
  expect(parseCredentials(given, PATH)).toEqual({ credentials });
});

test.each([
  [{}, [], 'must be either bearer, or username and password'],
  [{ bearer: SECRET, username: 'kit', password: SECRET }, [], 'must be either'],
  [{ bearer: SECRET, password: SECRET }, [], 'must be either'],
  [{ bearer: '' }, ['bearer'], 'must be letters'],
  [{ bearer: `${SECRET}\r\nx-evil: 1` }, ['bearer'], 'must be letters'],
  [{ bearer: `${SECRET} ${SECRET}` }, ['bearer'], 'must be letters'],
  [{ bearer: SECRET.repeat(1_000) }, ['bearer'], 'at most 4096'],
  [{ username: 'kit' }, ['password'], 'must not be empty'],
  [{ username: 'kit', password: '' }, ['password'], 'must not be empty'],
  [{ password: SECRET }, ['username'], 'must not be empty'],
  [{ username: 'a:b', password: SECRET }, ['username'], 'must not contain a colon'],
  [{ username: 'kit', password: `${SECRET}\0` }, ['password'], 'control characters'],
  [{ username: 'kit', password: `${SECRET}\ud800` }, ['password'], 'control characters'],
  [{ username: 'k'.repeat(257), password: SECRET }, ['username'], 'at most 256'],
])('%j cannot, and is not repeated', (given, place, message) => {
  const parsed = parseCredentials(given, PATH);
  expect(parsed).toEqual({
    issues: [{ path: [...PATH, ...place], message: expect.stringContaining(message) as string }],
  });
  expect(JSON.stringify(parsed)).not.toContain(SECRET);
});

import { buildSchema, executeSync, GraphQLError, parse } from 'graphql';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { InvalidInputError, KitConflictError } from '../domain/errors.js';
import { formatError, presentError } from './present-errors.js';

function present(error: unknown) {
  const logged: string[] = [];
  const presented = presentError(
    error,
    'request-1',
    pino({}, { write: (line: string) => void logged.push(line) }),
  );
  return { sent: formatError(presented), logged };
}

const inField = (originalError: Error) =>
  new GraphQLError(originalError.message, { path: ['kits', 0], originalError });

test('an error of ours keeps message, code and place', () => {
  expect(present(inField(new KitConflictError('apiUrl', 'The address is taken.')))).toEqual({
    sent: { message: 'The address is taken.', path: ['kits', 0], extensions: { code: 'CONFLICT' } },
    logged: [],
  });
});

test('wrong input lists every issue', () => {
  const issues = [{ path: ['range', 'to'], message: 'must be after from' }];
  expect(present(new InvalidInputError(issues)).sent.extensions).toEqual({ code: 'BAD_USER_INPUT', issues });
});

test('a GraphQL error that a resolver threw stays as it is', () => {
  const error = inField(new GraphQLError('Too wide.', { extensions: { code: 'RANGE_TOO_LARGE' } }));
  expect(present(error)).toEqual({
    sent: { message: 'Too wide.', path: ['kits', 0], extensions: { code: 'RANGE_TOO_LARGE' } },
    logged: [],
  });
});

test.each([
  ['a defect', new TypeError('x is not a function')],
  [
    'a database error, whose code is not ours',
    Object.assign(new Error('relation "kits" does not exist'), { code: '42P01' }),
  ],
  [
    'a system error',
    Object.assign(new Error('connect ECONNREFUSED 10.0.0.5:5432'), { code: 'ECONNREFUSED' }),
  ],
  ['something that is no error', 'text'],
])('%s is masked and logged', (_what, error) => {
  const { sent, logged } = present(error instanceof Error ? inField(error) : error);
  expect(sent.extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR', requestId: 'request-1' });
  expect(sent.message).not.toMatch(/function|relation|ECONNREFUSED|text/);
  expect(logged).toHaveLength(1);
  expect(JSON.parse(logged[0] ?? '')).toMatchObject({ level: 50, requestId: 'request-1' });
});

test.each([
  ['input: { credentials: { password: ["S3NT1NEL"] } }', { credentials: { password: ['S3NT1NEL'] } }],
  ['an unknown field beside it', { credentials: { bearer: 'S3NT1NEL' }, other: 1 }],
])('R1: what is wrong with a variable is said without the credentials in it: %s', (_, input) => {
  const schema = buildSchema(`
    input Credentials { bearer: String, password: String }
    input Kit { credentials: Credentials }
    type Query { probe(kit: Kit): Boolean }`);
  const document = parse('query ($kit: Kit) { probe(kit: $kit) }');
  const { errors } = executeSync({ schema, document, variableValues: { kit: input } });
  const { message } = present(errors![0]).sent;
  expect(message).toMatch(/^A variable is not what it should be/);
  expect(message).not.toContain('S3NT1NEL');
});

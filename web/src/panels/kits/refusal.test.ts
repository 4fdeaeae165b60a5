import { expect, test } from 'vitest';
import { isRefusal, problemsOf, withoutField } from './refusal.js';

const fields = ['apiUrl', 'kitId'] as const;

test('an issue stands next to its field, and two of one field together', () => {
  const issues = [
    { path: ['input', 'apiUrl'], message: 'is no address' },
    { path: ['input', 'apiUrl'], message: 'is too long' },
    { path: ['input', 'pollIntervalS'], message: 'is too short' },
  ];
  expect(
    problemsOf({ __typename: 'ValidationError', message: 'no', code: 'BAD_USER_INPUT', issues }, fields),
  ).toEqual({
    fields: { apiUrl: 'is no address; is too long' },
    form: ['pollIntervalS: is too short'],
  });
});

test('a kit that does not answer is a matter of its address', () => {
  const refusal = {
    __typename: 'KitUnreachableError',
    message: 'no answer',
    code: 'KIT_UNREACHABLE',
    apiUrl: 'http://10.0.0.1:8088',
  } as const;
  expect(problemsOf(refusal, fields).fields).toEqual({ apiUrl: 'no answer' });
});

test('a conflict is a matter of what is taken', () => {
  const refusal = {
    __typename: 'ConflictError',
    message: 'is registered already',
    code: 'CONFLICT',
    field: 'kitId',
  } as const;
  expect(problemsOf(refusal, fields).fields).toEqual({ kitId: 'is registered already' });
});

test('any other refusal is one of the whole form', () => {
  const refusal = { __typename: 'NotFoundError', message: 'No such kit.', code: 'NOT_FOUND' } as const;
  expect(problemsOf(refusal, fields)).toEqual({ fields: {}, form: ['No such kit.'] });
});

test('whoever mends a field is not told of it any more', () => {
  const problems = { fields: { apiUrl: 'is no address', kitId: 'is taken' }, form: ['no'] };
  expect(withoutField(problems, 'apiUrl')).toEqual({ fields: { kitId: 'is taken' }, form: ['no'] });
});

test('a success is no refusal', () => {
  expect(isRefusal({ kit: { kitId: 'kit-001' } })).toBe(false);
});

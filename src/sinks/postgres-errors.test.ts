import pg from 'pg';
import { expect, test } from 'vitest';
import { classifyWriteFailure } from './postgres-errors.js';

function databaseError(code: string): pg.DatabaseError {
  const error = new pg.DatabaseError('failed', 6, 'error');
  error.code = code;
  return error;
}

test.each([
  ['NUL in text', '22021'],
  ['a number out of range', '22003'],
  ['a violated check', '23514'],
  ['an indexed value that is too long', '54000'],
])('%s (%s) is the row’s fault', (_, code) => {
  expect(classifyWriteFailure(databaseError(code))).toBe('row');
});

test.each(['40001', '40P01'])('%s is a conflict', (code) => {
  expect(classifyWriteFailure(databaseError(code))).toBe('conflict');
});

test.each([
  ['a closed connection', '08006'],
  ['a full disk', '53100'],
  ['too many connections', '53300'],
  ['a statement that timed out', '57014'],
  ['a shutdown', '57P01'],
  ['a server that starts', '57P03'],
  ['a missing table', '42P01'],
  ['a read-only server', '25006'],
])('%s (%s) is an outage', (_, code) => {
  expect(classifyWriteFailure(databaseError(code))).toBe('outage');
});

test('an error without an SQLSTATE is an outage', () => {
  expect(classifyWriteFailure(new Error('Query read timeout'))).toBe('outage');
  expect(classifyWriteFailure(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }))).toBe('outage');
});

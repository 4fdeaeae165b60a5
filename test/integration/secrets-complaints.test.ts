import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCli } from '../support/cli.js';
import { createDatabaseAccounts, type DatabaseAccounts } from '../support/database-accounts.js';

const ENV = {
  LOKI_ENABLED: 'true',
  LOKI_USERNAME: 'air',
  LOKI_PASSWORD: 'S3NT1NEL-loki-password',
  SECRETS_KEY: 'ab'.repeat(32),
  AUTH_MODE: 'jwt',
  JWT_SECRET: 'S3NT1NEL-jwt-secret-of-more-than-32-characters',
  LOG_LEVEL: 'trace',
};

let accounts: DatabaseAccounts;
beforeAll(async () => {
  accounts = await createDatabaseAccounts();
});
afterAll(() => accounts.drop());

test.each([
  [{ DATABASE_URL: 'S3NT1NEL://air:S3NT1NEL@db/air' }],
  [{ SECRETS_KEY: 'S3NT1NEL' }],
  [{ JWT_SECRET: 'S3NT1NEL' }],
  [{ LOKI_URL: 'http://air:S3NT1NEL@loki:3100' }],
  [{ LOKI_PASSWORD: 'S3NT1NEL-password', LOKI_USERNAME: '' }],
  [{ JWT_SECRET: 'S3NT1NEL-jwt-secret-of-more-than-32-characters', JWT_JWKS_URL: 'http://S3NT1NEL@x/' }],
])('R1: a configuration that cannot be used is refused without a secret in it: %j', async (wrong) => {
  const { code, stdout, stderr } = await runCli([], { ...ENV, ...wrong });
  expect(code).toBe(78);
  expect(stderr).toContain('problem(s)');
  expect(stdout + stderr).not.toContain('S3NT1NEL');
});

test.each([
  ['with the wrong password', (address: URL) => (address.password = 'S3NT1NEL-wrong-password')],
  ['that is not there', (address: URL) => (address.port = '1')],
  ['whose name cannot be', (address: URL) => (address.hostname = 'S3NT1NEL.invalid')],
])('R1: a database %s is complained about without its password', async (_, spoil) => {
  const address = new URL(accounts.server.connectionString);
  address.password = 'S3NT1NEL-password';
  spoil(address);
  const given = { ...ENV, DATABASE_URL: address.href, MIGRATION_DATABASE_URL: address.href };
  const { code, stdout, stderr } = await runCli(['migrate'], given);
  expect(code).toBe(1);
  expect(stderr).not.toBe('');
  expect(stdout + stderr).not.toMatch(/S3NT1NEL-|    at /);
});

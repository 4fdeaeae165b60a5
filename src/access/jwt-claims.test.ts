import { expect, test } from 'vitest';
import { viewerOfClaims } from './jwt-claims.js';

const viewerOf = (claims: Record<string, unknown>, roleClaim = 'role') =>
  viewerOfClaims({ iss: 'https://id.example', sub: 'u1', role: 'viewer', ...claims }, roleClaim);

test('a token makes somebody with its name, role and subject', () => {
  expect(viewerOf({ name: 'Ada', role: 'operator' })).toEqual({
    name: 'Ada',
    role: 'OPERATOR',
    scopes: ['READ', 'PII', 'OPERATE'],
    kitIds: null,
    keyId: null,
    userId: 'jwt:https://id.example|u1',
  });
});

test.each([
  [{ name: 'Ada', preferred_username: 'ada' }, 'Ada'],
  [{ name: ' ', preferred_username: 'ada' }, 'ada'],
  [{ name: 42 }, 'u1'],
  [{ name: 'a\n\u202Eb\0c' }, 'a bc'],
  [{ name: '<script>alert(1)</script>' }, '<script>alert(1)</script>'],
  [{ name: 'x'.repeat(1000) }, 'x'.repeat(100)],
  [{ sub: '\u0007' }, 'somebody without a name'],
])('of the names in %j it is %j', (claims, name) => {
  expect(viewerOf(claims).name).toBe(name);
});

test.each([
  ['role', { role: 'admin' }, 'ADMIN'],
  ['role', { role: ['viewer', 'operator'] }, 'OPERATOR'],
  ['role', { role: ['ingest', 'viewer', 'offline_access'] }, 'VIEWER'],
  ['realm_access.roles', { realm_access: { roles: ['uma_authorization', 'ingest'] } }, 'INGEST'],
  [
    'resource_access.air.picture.roles',
    { resource_access: { 'air.picture': { roles: ['admin'] } } },
    'ADMIN',
  ],
  ['https://airpicture.example/role', { 'https://airpicture.example/role': 'viewer' }, 'VIEWER'],
])('the role in the claim %s of %j is %s', (roleClaim, claims, role) => {
  expect(viewerOf(claims, roleClaim).role).toBe(role);
});

test.each([
  ['role', { role: undefined }],
  ['role', { role: 'root' }],
  ['role', { role: 'ADMIN' }],
  ['role', { role: { admin: true } }],
  ['role', { role: [['admin']] }],
  ['role.constructor.name', { role: 'admin' }],
  ['a.b', { a: null, role: 'admin' }],
  ['__proto__.role', { role: 'admin' }],
  ['..', { '': { '': 'admin' } }],
])('a token without a known role in the claim %s is refused by its name', (roleClaim, claims) => {
  expect(() => viewerOf(claims, roleClaim)).toThrow(`its claim ${roleClaim} has to be`);
});

test.each([
  [{}, ['READ']],
  [{ pii: true }, ['READ', 'PII']],
  [{ pii: 'true' }, ['READ']],
  [{ scope: 'openid pii email' }, ['READ', 'PII']],
  [{ scope: 'openid piiX' }, ['READ']],
  [{ scope: ['pii'] }, ['READ']],
  [{ role: 'ingest', pii: true }, ['INGEST']],
])('a viewer with %j may %j', (claims, scopes) => {
  expect(viewerOf(claims).scopes).toEqual(scopes);
});

test('a token can be for some kits', () => {
  expect(viewerOf({ role: 'ingest', kit_ids: ['kit-1', 'kit-2'] }).kitIds).toEqual(['kit-1', 'kit-2']);
});

test.each([[[]], ['kit-1'], [null], [[1]], [['kit 1']], [{ 0: 'kit-1' }]])(
  'kit_ids that are %j do not become all kits',
  (kitIds) => {
    expect(() => viewerOf({ role: 'ingest', kit_ids: kitIds })).toThrow('kit_ids has to be a list');
  },
);

test.each([[undefined], [''], [42], ['x'.repeat(256)]])('a token about %j is about nobody', (sub) => {
  expect(() => viewerOf({ sub })).toThrow('sub has to be');
});

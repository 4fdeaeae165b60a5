import { SignJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AccessUnavailableError, openAccess, UnauthenticatedError } from '../../src/access/access.js';
import { createJwtAccess } from '../../src/access/jwt-access.js';
import { createJwtFetch } from '../../src/access/jwt-fetch.js';
import { createJwtKeys } from '../../src/access/jwt-keys.js';
import { startIssuer, type FakeIssuer } from '../support/fake-issuer.js';
import { captureLogs } from '../support/logs.js';

let issuer: FakeIssuer;
beforeEach(async () => {
  issuer = await startIssuer();
});
afterEach(() => issuer.stop());

function setUp(by: 'jwksUrl' | 'issuer' = 'jwksUrl', given: { issuer?: string } = {}) {
  const clock = { monotonicMs: 0 };
  const logs = captureLogs();
  const config = {
    secret: null,
    jwksUrl: by === 'jwksUrl' ? issuer.jwksUrl : null,
    issuer: by === 'issuer' ? (given.issuer ?? issuer.url) : null,
    audience: 'airpicture',
    roleClaim: 'role',
  };
  const fetch = createJwtFetch({ logger: logs.logger, monotonic: () => clock.monotonicMs });
  const access = createJwtAccess({
    config,
    keys: createJwtKeys(config, fetch),
    byApiKey: openAccess,
    now: Date.now,
  });
  const show = async (token: string) => access.authenticate(`Bearer ${token}`);
  return { show, clock, logs };
}

const claims = (given: Record<string, unknown> = {}) => ({
  iss: issuer.url,
  aud: 'airpicture',
  sub: 'u1',
  role: 'viewer',
  exp: Math.floor(Date.now() / 1000) + 600,
  ...given,
});

describe('keys at an address', () => {
  test.each(['RS256', 'PS256', 'ES256', 'EdDSA'])(
    'a token that is signed by %s lets in',
    async (algorithm) => {
      await issuer.rotate({ algorithm });
      const { show } = setUp();
      expect((await show(await issuer.sign(claims()))).role).toBe('VIEWER');
    },
  );

  test('are read when the first token comes, and once for all', async () => {
    const { show } = setUp();
    expect(issuer.asked).toEqual([]);
    const tokens = await Promise.all([1, 2, 3, 4].map((n) => issuer.sign(claims({ sub: `u${n}` }))));
    await Promise.all(tokens.map(show));
    expect(issuer.asked).toEqual(['/keys']);
  });

  test('a public key is no shared secret, and no signature is none', async () => {
    const { show } = setUp();
    await show(await issuer.sign(claims()));
    const answer = await fetch(issuer.jwksUrl);
    const { keys } = (await answer.json()) as { keys: { n: string; kid: string }[] };
    const secrets = [keys[0]!.n, JSON.stringify(keys[0])].map((text) => new TextEncoder().encode(text));
    for (const secret of secrets) {
      const forged = new SignJWT(claims({ role: 'admin' })).setProtectedHeader({
        alg: 'HS256',
        kid: keys[0]!.kid,
      });
      await expect(show(await forged.sign(secret))).rejects.toThrow(UnauthenticatedError);
    }
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    const payload = Buffer.from(JSON.stringify(claims({ role: 'admin' }))).toString('base64url');
    await expect(show(`${none}.${payload}.`)).rejects.toThrow(UnauthenticatedError);
  });

  test('a token of another signer is refused, and asks no more than once for its key', async () => {
    const { show } = setUp();
    const other = await startIssuer();
    try {
      await other.rotate({ kid: 'another' });
      await show(await issuer.sign(claims()));
      for (const sub of ['a', 'b', 'c'])
        await expect(show(await other.sign(claims({ sub, role: 'admin' })))).rejects.toThrow(
          'not valid here',
        );
      expect(issuer.asked.length).toBeLessThanOrEqual(2);
    } finally {
      await other.stop();
    }
  });

  test('of several that a token could mean, the right one is found', async () => {
    await issuer.rotate({ kid: null });
    await issuer.rotate({ kid: null, keep: true });
    const { show } = setUp();
    expect((await show(await issuer.sign(claims()))).role).toBe('VIEWER');
    const signed = await issuer.sign(claims({ sub: 'another' }));
    await issuer.rotate({ kid: null });
    await issuer.rotate({ kid: null, keep: true });
    await expect(setUp().show(signed)).rejects.toThrow('not valid here');
  });
});

describe('an OpenID Connect issuer', () => {
  test('tells where its keys are, once', async () => {
    const { show } = setUp('issuer');
    await show(await issuer.sign(claims()));
    await show(await issuer.sign(claims({ sub: 'u2' })));
    expect(issuer.asked).toEqual(['/.well-known/openid-configuration', '/keys']);
  });

  test('has to be the iss of a token', async () => {
    const { show } = setUp('issuer');
    await expect(show(await issuer.sign(claims({ iss: 'https://other.example' })))).rejects.toThrow('iss');
  });

  test('with a path and a slash at its end is asked below that path', async () => {
    const withSlash = `${issuer.url}/realms/air/`;
    issuer.discovery = { issuer: withSlash };
    const { show } = setUp('issuer', { issuer: withSlash });
    expect((await show(await issuer.sign(claims({ iss: withSlash })))).role).toBe('VIEWER');
    expect(issuer.asked[0]).toBe('/realms/air/.well-known/openid-configuration');
  });

  test.each([
    ['is of another issuer', { issuer: 'https://other.example' }],
    ['names no keys', { jwks_uri: undefined }],
    ['names keys that are no address', { jwks_uri: 'keys' }],
    ['names a file', { jwks_uri: 'file:///etc/passwd' }],
  ])('whose document %s is not believed', async (_what, discovery) => {
    issuer.discovery = discovery;
    const { show } = setUp('issuer');
    await expect(show(await issuer.sign(claims()))).rejects.toThrow(AccessUnavailableError);
  });
});

describe('keys that cannot be read', () => {
  test.each(['status 500', 'no JSON'] as const)(
    'because of %s let nobody in, and nobody is told that their token is wrong',
    async (trouble) => {
      for (const by of ['jwksUrl', 'issuer'] as const) {
        const { show } = setUp(by);
        issuer.trouble = trouble;
        await expect(show(await issuer.sign(claims()))).rejects.toThrow(AccessUnavailableError);
        issuer.trouble = 'none';
      }
    },
  );

  test('because nobody is there: the same, said in the log once, and again when they are', async () => {
    const { show, clock, logs } = setUp('issuer');
    const token = await issuer.sign(claims());
    issuer.trouble = 'status 500';
    for (let second = 0; second < 3; second++) {
      clock.monotonicMs = second * 2_000;
      await expect(show(token)).rejects.toThrow(AccessUnavailableError);
    }
    expect(logs.count('could not read the keys that tokens are signed with; trying again')).toBe(1);
    issuer.trouble = 'none';
    clock.monotonicMs = 10_000;
    expect((await show(token)).role).toBe('VIEWER');
    expect(logs.count('the keys that tokens are signed with can be read again')).toBe(1);
  });

  test('are not asked for again within a second, however many tokens come', async () => {
    const { show, clock } = setUp();
    issuer.trouble = 'status 500';
    const token = await issuer.sign(claims());
    for (let n = 0; n < 5; n++) await expect(show(token)).rejects.toThrow(AccessUnavailableError);
    expect(issuer.asked.length).toBe(1);
    clock.monotonicMs = 1_000;
    await expect(show(token)).rejects.toThrow(AccessUnavailableError);
    expect(issuer.asked.length).toBe(2);
  });

  test('do not hold back who has a token that is known, or whose key is', async () => {
    const { show } = setUp();
    const [known, other] = [await issuer.sign(claims()), await issuer.sign(claims({ sub: 'u2' }))];
    await show(known);
    issuer.trouble = 'status 500';
    expect((await show(known)).role).toBe('VIEWER');
    expect((await show(other)).role).toBe('VIEWER');
  });

  test('because of silence are given up after a few seconds', async () => {
    const { show } = setUp();
    issuer.trouble = 'silence';
    await expect(show(await issuer.sign(claims()))).rejects.toThrow(AccessUnavailableError);
  }, 15_000);
});

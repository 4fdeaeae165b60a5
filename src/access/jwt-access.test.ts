import fc from 'fast-check';
import { generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { expect, test, vi } from 'vitest';
import { UnauthenticatedError, openAccess, type Access } from './access.js';
import { createJwtAccess } from './jwt-access.js';
import { createJwtKeys } from './jwt-keys.js';

const SECRET = 'a secret of at least thirty-two characters';
const START_MS = Date.UTC(2026, 0);
const HOUR_S = 3600;
const START_S = START_MS / 1000;

const sign = (claims: Record<string, unknown>, { alg = 'HS256', secret = SECRET, header = {} } = {}) =>
  new SignJWT({ sub: 'u1', role: 'viewer', exp: START_S + HOUR_S, ...claims })
    .setProtectedHeader({ alg, ...header })
    .sign(new TextEncoder().encode(secret));

function setUp(given: { issuer?: string; audience?: string; byApiKey?: Access } = {}) {
  const clock = { nowMs: START_MS };
  const config = {
    secret: SECRET,
    jwksUrl: null,
    issuer: given.issuer ?? null,
    audience: given.audience ?? null,
    roleClaim: 'role',
  };
  const keys = createJwtKeys(config, () => Promise.reject(new Error('nothing is asked')));
  const find = vi.fn(keys.find);
  const access = createJwtAccess({
    config,
    keys: { ...keys, find },
    byApiKey: given.byApiKey ?? openAccess,
    now: () => clock.nowMs,
  });
  const show = (token: string) => Promise.resolve(access.authenticate(`Bearer ${token}`));
  return { access, clock, show, find };
}

test.each(['HS256', 'HS384', 'HS512'])(
  'a token that is signed with the secret by %s lets in',
  async (alg) => {
    const { show } = setUp();
    expect(await show(await sign({ name: 'Ada', role: 'operator' }, { alg }))).toMatchObject({
      name: 'Ada',
      role: 'OPERATOR',
      keyId: null,
      userId: 'jwt:|u1',
      expiresAtMs: START_MS + HOUR_S * 1000,
    });
  },
);

test('nothing is shown by a token without a signature, with another one, or for another kind of key', async () => {
  const { show } = setUp();
  const good = await sign({});
  const [header, , signature] = good.split('.') as [string, string, string];
  const forged = Buffer.from(JSON.stringify({ sub: 'u1', role: 'admin', exp: START_S + HOUR_S }));
  const { privateKey } = await generateKeyPair('ES256');
  const wrong = [
    new UnsecuredJWT({ sub: 'u1', role: 'admin', exp: START_S + HOUR_S }).encode(),
    await sign({}, { secret: 'another secret of thirty-two characters' }),
    `${header}.${forged.toString('base64url')}.${signature}`,
    `${header}.${forged.toString('base64url')}.`,
    await new SignJWT({ sub: 'u1', role: 'admin', exp: START_S + HOUR_S })
      .setProtectedHeader({ alg: 'ES256' })
      .sign(privateKey),
  ];
  for (const token of wrong) await expect(show(token)).rejects.toThrow('The token is not valid here.');
  expect((await show(good)).role).toBe('VIEWER');
});

test('whatever is shown instead of a token is refused', async () => {
  const { access, show } = setUp();
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[\w-]*\.[\w-]*\.[\w-]*$/));
  await fc.assert(
    fc.asyncProperty(text, async (given) => {
      await expect(show(given)).rejects.toThrow(UnauthenticatedError);
    }),
  );
  for (const given of [undefined, '', 'Bearer', 'Basic YTpi', `Bearer ${'x'.repeat(20_000)}`])
    await expect(access.authenticate(given)).rejects.toThrow(UnauthenticatedError);
});

test.each([
  [{ exp: undefined }, 'exp is missing'],
  [{ sub: undefined }, 'sub is missing'],
  [{ exp: 'tomorrow' }, 'exp is not what it has to be'],
  [{ nbf: START_S + 61 }, 'nbf is not what it has to be'],
  [{ iss: 'https://other.example' }, 'iss is not what it has to be'],
  [{ iss: undefined }, 'iss is missing'],
  [{ aud: 'something else' }, 'aud is not what it has to be'],
  [{ aud: undefined }, 'aud is missing'],
  [{ role: 'root' }, 'its claim role has to be'],
])('a token with %j is refused: %s', async (claims, problem) => {
  const { show } = setUp({ issuer: 'https://id.example', audience: 'airpicture' });
  const good = { iss: 'https://id.example', aud: ['airpicture', 'account'] };
  await expect(show(await sign({ ...good, ...claims }))).rejects.toThrow(problem);
  expect((await show(await sign(good))).userId).toBe('jwt:https://id.example|u1');
});

test('a token of which only the header asks for something unknown is refused', async () => {
  const { show } = setUp();
  const [, payload, signature] = (await sign({})).split('.') as [string, string, string];
  const header = Buffer.from('{"alg":"HS256","crit":["exp"],"exp":1}').toString('base64url');
  await expect(show(`${header}.${payload}.${signature}`)).rejects.toThrow(UnauthenticatedError);
});

test('R9: a token is judged with 60 s leeway', async () => {
  const { show, clock } = setUp();
  const [fresh, early] = [await sign({ exp: START_S }), await sign({ nbf: START_S + 60 })];
  // Who comes after the end goes by a clock that is late: all of the leeway is theirs.
  expect((await show(fresh)).expiresAtMs).toBe(START_MS + 60_000);
  expect((await show(early)).role).toBe('VIEWER');
  clock.nowMs = START_MS + 59_999;
  expect((await show(fresh)).expiresAtMs).toBe(START_MS + 60_000);
  clock.nowMs = START_MS + 60_000;
  await expect(show(fresh)).rejects.toThrow('The token has expired.');
  await expect(show(await sign({ exp: START_S, jti: 'not seen before' }))).rejects.toThrow('has expired');
});

test('R9: when the clock is set ahead by 3 h, tokens end by what it says now, and those for longer stay good', async () => {
  const { show, clock } = setUp();
  const [hour, day] = [await sign({}), await sign({ exp: START_S + 24 * HOUR_S })];
  await show(hour);
  await show(day);
  clock.nowMs = START_MS + 3 * HOUR_S * 1000;
  await expect(show(hour)).rejects.toThrow('The token has expired.');
  expect((await show(day)).expiresAtMs).toBe(START_MS + 24 * HOUR_S * 1000);
  clock.nowMs = START_MS;
  expect((await show(hour)).role).toBe('VIEWER');
});

test('a time beyond all dates is no reason to fail', async () => {
  const { show } = setUp();
  expect((await show(await sign({ exp: 1e300 }))).expiresAtMs).toBe(8.64e15);
});

test('the signature of a token is checked once for many requests, and each gets a viewer of its own', async () => {
  const { show, find } = setUp();
  const token = await sign({});
  const viewers = [await show(token), await show(token), await show(token)];
  expect(find).toHaveBeenCalledOnce();
  expect(viewers[1]).toEqual(viewers[0]);
  expect(viewers[1]).not.toBe(viewers[0]);
});

test('API keys are for those who know API keys, who watch over them, too', async () => {
  const viewer = { ...(await openAccess.authenticate(undefined)), keyId: '0123456789ab' };
  const byApiKey = { needsKey: true, authenticate: vi.fn(() => viewer), watch: vi.fn(() => () => undefined) };
  const { access, show } = setUp({ byApiKey });
  expect(await show('air_0123456789ab_x')).toBe(viewer);
  const end = () => undefined;
  access.watch(viewer, end);
  expect(byApiKey.watch).toHaveBeenCalledWith(viewer, end);
});

test('watching over a token ends it when it expires', async () => {
  vi.useFakeTimers();
  try {
    const { access, show, clock } = setUp();
    const viewer = await show(await sign({ exp: START_S + 10 }));
    const end = vi.fn();
    access.watch(viewer, end);
    clock.nowMs = START_MS + 9_999;
    vi.advanceTimersByTime(2_000);
    expect(end).not.toHaveBeenCalled();
    clock.nowMs = START_MS + 10_000;
    vi.advanceTimersByTime(1_000);
    expect(end).toHaveBeenCalledOnce();
  } finally {
    vi.useRealTimers();
  }
});

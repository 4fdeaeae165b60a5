import type { LookupAddress } from 'node:dns';
import { networkInterfaces } from 'node:os';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Resolve } from '../../src/collectors/address-guard.js';
import { createOwnAddresses } from '../../src/collectors/own-addresses.js';
import { freePort } from '../../simulator/free-port.js';
import { startApp } from '../support/app.js';
import { startCanary, type Canary } from '../support/canary.js';
import { createTestDatabase } from '../support/database.js';
import { type FakeKit, startFakeKit } from '../support/fake-kit.js';
import { graphql } from '../support/graphql.js';
import { startGuardedFleet, type GuardedFleet } from '../support/guarded-fleet.js';
import { redirectsTo } from '../support/hostile-answers.js';
import type { KitAgentOptions } from '../support/kit-agent.js';
import { createSchemaClient } from '../support/schema-client.js';
import { somebody } from '../support/viewers.js';

const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'];
const EVERYTHING = ['0.0.0.0/0', '::/0'];
const NOBODY = 'nothing answers there, or it is not in KIT_ALLOWED_NETWORKS';

const ownTexts = () =>
  Object.values(networkInterfaces()).flatMap((each = []) => each.map(({ address }) => address));

const answer = (address: string): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 });

function unknownHost(host: string): Error {
  return Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), {
    code: 'ENOTFOUND',
    syscall: 'getaddrinfo',
  });
}

const NAMES: Readonly<Record<string, readonly string[]>> = {
  localhost: ['127.0.0.1'],
  'localhost.': ['127.0.0.1'],
  'localhost6.test': ['::1'],
  'loopback.test': ['127.0.0.1', '::1', '127.8.8.8'],
  'mapped.test': ['::ffff:127.0.0.1'],
  'nat64.test': ['64:ff9b::7f00:1'],
  'zero.test': ['0.0.0.0', '::'],
  'link.test': ['fe80::1', '169.254.7.7'],
  'metadata.google.internal': ['169.254.169.254'],
  'multicast.test': ['224.0.0.251'],
};

/** As in a zone that an attacker has. */
const resolve: Resolve = (host) => {
  const addresses = NAMES[host];
  return addresses === undefined ? Promise.reject(unknownHost(host)) : Promise.resolve(addresses.map(answer));
};

let canary: Canary;
let running: GuardedFleet[];

beforeEach(async () => {
  canary = await startCanary();
  running = [];
});
afterEach(async () => {
  await Promise.all(running.map((one) => one.stop()));
  await canary.stop();
});

async function start(network: KitAgentOptions): Promise<GuardedFleet> {
  const started = await startGuardedFleet({ resolve, ownAddresses: createOwnAddresses(() => 0), ...network });
  running.push(started);
  return started;
}

const failure = (work: Promise<unknown>) =>
  work.then(
    () => expect.unreachable('it was let through'),
    (error: unknown) => error as Error,
  );

/** Spellings of this machine, whatever it listens on. */
const hosts = [
  '127.0.0.1',
  '127.0.0.1.',
  '127.255.255.254',
  '127.000.000.001',
  '127.1',
  '127.0.1',
  '2130706433',
  '017700000001',
  '0177.0.0.1',
  '0177.0.0.01',
  '0x7f000001',
  '0x7f.0.0.1',
  '0x7f.1',
  '0X7F.0x0.0x0.0x1',
  '0',
  '0.0.0.0',
  '0x0',
  '%31%32%37.0.0.1',
  '127%2E0%2E0%2E1',
  '①②⑦.⓪.⓪.①',
  '１２７.0.0.1',
  '127。0。0。1',
  '127．0．0．1',
  '127｡0｡0｡1',
  '[::1]',
  '[0:0:0:0:0:0:0:1]',
  '[0000:0000:0000:0000:0000:0000:0000:0001]',
  '[::]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[::127.0.0.1]',
  '[::ffff:0:127.0.0.1]',
  '[64:ff9b::127.0.0.1]',
  '[64:ff9b:1::7f00:1]',
  '[2002:7f00:1::]',
  '[2001:0:7f00:1::]',
  '[2001:0:808:808::80ff:fffe]',
  '[fd00::5efe:127.0.0.1]',
  'localhost',
  'LOCALHOST',
  'localhost.',
  'ⓛⓞⓒⓐⓛⓗⓞⓢⓣ',
  'localhost6.test',
  'loopback.test',
  'mapped.test',
  'nat64.test',
  'zero.test',
];

/** Others that no kit has. */
const elsewhere = [
  'http://169.254.169.254',
  'http://2852039166',
  'http://0xa9fea9fe',
  'http://0251.0376.0251.0376',
  'http://169.254.43518',
  'http://[::ffff:169.254.169.254]',
  'http://[64:ff9b::a9fe:a9fe]',
  'http://[fd00:ec2::254]',
  'http://metadata.google.internal',
  'http://100.100.100.200',
  'http://168.63.129.16:32526',
  'http://[fe80::1]',
  'http://link.test',
  'http://224.0.0.251',
  'http://[ff02::1]',
  'http://multicast.test',
  'http://255.255.255.255',
];

describe.each([
  ['private networks are', PRIVATE],
  ['everything is', EVERYTHING],
])('while %s allowed', (_which, allowed) => {
  test(`S1: ${2 * hosts.length + elsewhere.length} spellings of addresses that no kit has are refused in the same words, and nobody is asked`, async () => {
    const { fleet, logs } = await start({ allowed });
    const own = ownTexts()
      .filter((address) => !address.startsWith('fe80'))
      .map((address) => (address.includes(':') ? `[${address}]` : address));
    const spellings = [
      ...[...hosts, ...own].flatMap((host) => [
        `http://${host}:${canary.port}`,
        `https://${host}:${canary.port}`,
      ]),
      ...elsewhere,
    ];
    expect(new Set(spellings).size).toBeGreaterThanOrEqual(41);
    for (const spelling of spellings) {
      const { origin } = new URL(spelling);
      expect((await failure(fleet.probe(spelling))).message, spelling).toBe(
        `No DragonSync kit answered at ${origin}: /status: ${NOBODY}`,
      );
    }
    expect(canary.hits).toBe(0);
    // Not one of them was given up for another reason.
    const reasons = logs.entries.filter(({ msg }) => msg === 'no kit answered a probe');
    expect(reasons).toHaveLength(spellings.length);
    for (const { apiUrl, reason } of reasons)
      expect(reason, String(apiUrl)).toMatch(/ is (?!not an address)|leads /);
  });
});

test('S1: a kit that was registered unseen is not asked either', async () => {
  const { fleet } = await start({ allowed: PRIVATE });
  for (const [i, host] of ['127.0.0.1', '[::1]', 'loopback.test'].entries()) {
    const apiUrl = `http://${host}:${canary.port}`;
    await fleet.register({ kitId: `kit-${i}`, apiUrl, probe: false }, somebody);
    expect(await fleet.pollNow(`kit-${i}`)).toMatchObject({ ok: false, error: `/drones: ${NOBODY}` });
    expect(fleet.kit(`kit-${i}`)?.status).toBe('OFFLINE');
  }
  expect(canary.hits).toBe(0);
});

test('S1: the canary sings when somebody comes', async () => {
  const { fleet } = await start({ allowed: ['127.0.0.0/8'] });
  await failure(fleet.probe(`http://2130706433:${canary.port}`));
  await failure(fleet.probe(`http://loopback.test:${canary.port}`));
  expect(canary.hits).toBe(2);
});

test('S1: this server and its database are no kits, even where kits are on this machine', async () => {
  const here = { allowed: ['127.0.0.0/8', '::1/128', ...PRIVATE] };
  const database = (host: string) => ({ ...here, databases: [{ host, port: canary.port }] });
  for (const network of [
    { ...here, ownPort: () => canary.port },
    database('127.0.0.1'),
    database('localhost'),
    // Nobody can say where that is.
    database('no-such-host.test'),
  ]) {
    const { fleet } = await start(network);
    for (const host of ['127.0.0.1', '127.0.0.9', 'localhost', '[::1]'])
      expect((await failure(fleet.probe(`http://${host}:${canary.port}`))).message).toContain(NOBODY);
  }
  expect(canary.hits).toBe(0);
});

test('S1: a whole server knows which port is its own, and where its database is', async () => {
  const database = await createTestDatabase();
  const app = await startApp(database);
  const [server, postgres] = [new URL(app.url), new URL(database.connectionString)];
  try {
    const addresses = [
      `http://127.0.0.1:${server.port}`,
      `http://localhost:${server.port}`,
      `http://127.9.9.9:${server.port}`,
      `http://localhost:${postgres.port}`,
      `http://${postgres.hostname}:${postgres.port}`,
    ];
    for (const apiUrl of addresses) {
      const { data } = await graphql<Record<string, unknown>>(
        app.url,
        `mutation { probeKit(apiUrl: "${apiUrl}") { __typename ... on Error { message } } }`,
      );
      expect(data?.['probeKit']).toMatchObject({ message: expect.stringContaining(NOBODY) as string });
    }
    const reasons = app.logs.entries.filter(({ msg }) => msg === 'no kit answered a probe');
    expect(reasons.map(({ reason }) => / is this server| is the database/.exec(String(reason))?.[0])).toEqual(
      [' is this server', ' is this server', ' is this server', ' is the database', ' is the database'],
    );
  } finally {
    await app.stop();
    await database.drop();
  }
});

describe('a kit on a part of this machine', () => {
  let kit: FakeKit;
  let port: number;
  /** Where the kit must never lead. */
  let beside: Canary;

  beforeEach(async () => {
    kit = await startFakeKit();
    port = Number(new URL(kit.url).port);
    beside = await startCanary('127.0.0.2', port);
  });
  afterEach(async () => {
    await beside.stop();
    await kit.stop();
  });

  /** Each connection asks again; the last answer is given for ever. */
  function rebinding(...answers: readonly (readonly string[])[]) {
    const left = [...answers];
    let asked = 0;
    return {
      asked: () => asked,
      resolve: () => {
        asked += 1;
        const next = left.length > 1 ? left.shift() : left[0];
        return Promise.resolve((next ?? []).map(answer));
      },
    };
  }

  test('S2: a name that comes to mean another address is not followed there', async () => {
    const names = rebinding(['127.0.0.1'], ['127.0.0.1'], ['127.0.0.1'], ['127.0.0.2']);
    const { fleet, logs } = await start({ allowed: ['127.0.0.1/32'], resolve: names.resolve });
    await fleet.register({ kitId: 'kit-1', apiUrl: `http://kit.test:${port}` }, somebody);
    expect(kit.requests).toEqual(['/status', '/drones', '/signals']);
    expect(await fleet.pollNow('kit-1')).toMatchObject({ ok: false, error: `/drones: ${NOBODY}` });
    expect(fleet.kit('kit-1')?.status).toBe('OFFLINE');
    expect(kit.requests).toHaveLength(3);
    expect(beside.hits).toBe(0);
    expect(logs.entries.find(({ msg }) => msg === 'kit is away')?.['error']).toBe(
      '/drones: kit.test means 127.0.0.2 is this machine, and KIT_ALLOWED_NETWORKS has no such loopback network',
    );
  });

  test('S2: the name is asked once for each connection, which goes to what that answer allowed', async () => {
    const names = rebinding(['127.0.0.2', '::1', '127.0.0.1'], ['127.0.0.1', '127.0.0.2']);
    const { fleet } = await start({ allowed: ['127.0.0.1/32'], resolve: names.resolve });
    expect(await fleet.probe(`http://kit.test:${port}`)).toMatchObject({ uid: 'wardragon-SIM00000' });
    expect(names.asked()).toBe(kit.requests.length);
    expect(beside.hits).toBe(0);
  });

  test.each([
    ['metadata', () => 'http://169.254.169.254/latest/meta-data/'],
    ['another address', () => `http://127.0.0.2:${port}/drones`],
    ['an allowed address', () => `http://127.0.0.1:${canary.port}/drones`],
    ['itself', () => `${kit.url}/drones`],
    ['a file', () => 'file:///etc/passwd'],
  ])('S3: a redirect to %s is a failure of the kit, and not followed', async (_where, location) => {
    kit.behaves(redirectsTo(location()));
    const { fleet } = await start({ allowed: ['127.0.0.1/32'] });
    await fleet.register({ kitId: 'kit-1', apiUrl: kit.url, probe: false }, somebody);
    expect(await fleet.pollNow('kit-1')).toMatchObject({
      ok: false,
      error: '/drones: HTTP 302, a redirect, which is not followed',
    });
    expect(fleet.kit('kit-1')?.status).toBe('ERROR');
    expect(kit.requests).toEqual(['/drones']);
    expect([beside.hits, canary.hits]).toEqual([0, 0]);
  });

  test('S4: where nobody listens and where nobody may ask answer byte for byte the same', async () => {
    const closed = await freePort(0);
    const apiUrl = `http://kit.test:${closed}`;
    const watching = await startCanary('127.0.0.2', closed);
    const cases: Record<string, Resolve> = {
      'nobody listens': () => Promise.resolve([answer('127.0.0.1')]),
      'not to be asked, and somebody listens': () => Promise.resolve([answer('127.0.0.2')]),
      'no such name': (host) => Promise.reject(unknownHost(host)),
      metadata: () => Promise.resolve([answer('169.254.169.254')]),
    };
    const told = new Map<string, string>();
    const logged = new Map<string, unknown>();
    for (const [name, resolveAs] of Object.entries(cases)) {
      const { fleet, logs } = await start({ allowed: ['127.0.0.1/32'], resolve: resolveAs });
      const client = createSchemaClient({ fleet });
      const answers = [
        await client.data(
          `mutation ($apiUrl: String!) {
             registerKit(input: { kitId: "kit-1", apiUrl: $apiUrl }) { __typename ... on Error { code message } }
             probeKit(apiUrl: $apiUrl) { __typename ... on Error { code message } }
             unseen: registerKit(input: { kitId: "kit-2", apiUrl: $apiUrl, probe: false }) { __typename }
             pollKitNow(kitId: "kit-2") { __typename ... on Error { code message } }
           }`,
          { apiUrl },
        ),
        await client.data(
          `{ kit(kitId: "kit-2") { status lastSeen
               collector { health circuit consecutiveFailures requests succeeded failed lastError } } }`,
        ),
      ];
      told.set(name, JSON.stringify(answers));
      logged.set(name, logs.entries.find(({ msg }) => msg === 'no kit answered a probe')?.['reason']);
    }
    await watching.stop();
    expect(new Set(told.values()).size, JSON.stringify([...told])).toBe(1);
    expect(told.get('nobody listens')).toContain(NOBODY);
    expect(watching.hits).toBe(0);
    expect(Object.fromEntries(logged)).toEqual({
      'nobody listens': 'connection refused',
      'not to be asked, and somebody listens':
        'kit.test means 127.0.0.2 is this machine, and KIT_ALLOWED_NETWORKS has no such loopback network',
      'no such name': 'unknown host name',
      metadata: 'kit.test means 169.254.169.254 is metadata of a cloud',
    });
  });
});

import { beforeEach, describe, expect, test } from 'vitest';
import {
  PollKitNowDocument,
  ProbeKitDocument,
  RegisterKitDocument,
  RemoveKitDocument,
  SetKitEnabledDocument,
  UpdateKitDocument,
} from '../../operations/generated/graphql.js';
import { aKit, createFakeFleet } from '../../test/support/fake-fleet.js';
import { createSchemaClient, type SchemaClient } from '../../test/support/schema-client.js';

let client: SchemaClient;

beforeEach(() => {
  const silent = aKit({ kitId: 'silent', apiUrl: 'http://nobody.test:8088' });
  const pushing = aKit({ kitId: 'pushing', apiUrl: null });
  client = createSchemaClient({
    fleet: createFakeFleet([aKit({ location: 'Roof', pollIntervalMs: 4000 }), silent, pushing]),
  });
});

const notFound = { __typename: 'NotFoundError', code: 'NOT_FOUND', message: 'No kit has the id "nobody".' };

describe('registerKit', () => {
  const register = async (input: Record<string, unknown>) =>
    (await client.data(RegisterKitDocument, { input }))['registerKit'];

  test('answers with the kit', async () => {
    expect(await register({ apiUrl: 'http://10.0.0.9:8088', name: 'Roof' })).toMatchObject({
      kit: { kitId: 'wardragon-serial', name: 'Roof', enabled: true, apiUrl: 'http://10.0.0.9:8088' },
    });
  });

  test('answers with every issue when the input cannot be used', async () => {
    expect(await register({ apiUrl: 'nonsense' })).toEqual({
      __typename: 'ValidationError',
      code: 'BAD_USER_INPUT',
      message: 'input.apiUrl: must be a URL',
      issues: [{ path: ['input', 'apiUrl'], message: 'must be a URL' }],
    });
  });

  test('answers with the address when nobody is there', async () => {
    expect(await register({ apiUrl: 'http://nobody.test' })).toEqual({
      __typename: 'KitUnreachableError',
      code: 'KIT_UNREACHABLE',
      message: 'No DragonSync kit answered at http://nobody.test: connection refused',
      apiUrl: 'http://nobody.test',
    });
  });

  test('stores unseen what is not to be probed', async () => {
    expect(await register({ apiUrl: 'http://nobody.test', kitId: 'later', probe: false })).toMatchObject({
      kit: { kitId: 'later' },
    });
  });

  test('takes a kit without an address, which pushes', async () => {
    expect(await register({ kitId: 'edge-01' })).toMatchObject({
      kit: { kitId: 'edge-01', apiUrl: null, enabled: true },
    });
  });

  test('answers with a conflict when the id is taken', async () => {
    expect(await register({ apiUrl: 'http://10.0.0.9:8088', kitId: 'kit-1' })).toMatchObject({
      __typename: 'ConflictError',
      code: 'CONFLICT',
      field: 'kitId',
    });
  });
});

describe('updateKit', () => {
  const update = async (kitId: string, input: Record<string, unknown>) =>
    (await client.data(UpdateKitDocument, { kitId, input }))['updateKit'];

  test('changes what is given, clears what is null and leaves the rest', async () => {
    expect(await update('kit-1', { location: null, pollIntervalS: 2.5 })).toMatchObject({
      kit: { name: 'kit-1', location: null, pollIntervalS: 2.5 },
    });
    expect(await update('kit-1', { name: 'Tower' })).toMatchObject({
      kit: { name: 'Tower', location: null, pollIntervalS: 2.5 },
    });
    expect(await update('kit-1', { pollIntervalS: null })).toMatchObject({ kit: { pollIntervalS: null } });
  });

  test('refuses with a typed result', async () => {
    expect(await update('nobody', { name: 'x' })).toEqual(notFound);
    expect(await update('kit-1', { name: '' })).toMatchObject({
      __typename: 'ValidationError',
      issues: [{ path: ['input', 'name'] }],
    });
  });
});

test('setKitEnabled answers with the kit, or that there is none', async () => {
  const set = async (kitId: string) =>
    (await client.data(SetKitEnabledDocument, { kitId, enabled: false }))['setKitEnabled'];
  expect(await set('kit-1')).toMatchObject({ kit: { kitId: 'kit-1', enabled: false, collector: null } });
  expect(await set('nobody')).toEqual(notFound);
});

test('removeKit answers with the id that is free again, or that there was none', async () => {
  const remove = async () => (await client.data(RemoveKitDocument, { kitId: 'kit-1' }))['removeKit'];
  expect(await remove()).toEqual({ kitId: 'kit-1' });
  expect(await remove()).toMatchObject({ __typename: 'NotFoundError' });
});

test('probeKit says what answers, or that nobody does', async () => {
  const probe = async (apiUrl: string) => (await client.data(ProbeKitDocument, { apiUrl }))['probeKit'];
  expect(await probe('http://10.0.0.9:8088')).toEqual({
    apiUrl: 'http://10.0.0.9:8088',
    uid: null,
    drones: 2,
    signals: 1,
    statusAvailable: false,
    latencyMs: 12.5,
    clockSkewSeconds: 0.25,
  });
  expect(await probe('http://nobody.test')).toMatchObject({ __typename: 'KitUnreachableError' });
  expect(await probe('nonsense')).toMatchObject({ __typename: 'ValidationError' });
});

describe('pollKitNow', () => {
  const poll = async (kitId: string) => (await client.data(PollKitNowDocument, { kitId }))['pollKitNow'];

  test('says what the kit gave', async () => {
    expect(await poll('kit-1')).toMatchObject({ kit: { kitId: 'kit-1' }, observations: 3 });
  });

  test('refuses with a typed result', async () => {
    expect(await poll('nobody')).toEqual(notFound);
    expect(await poll('silent')).toMatchObject({
      __typename: 'KitUnreachableError',
      apiUrl: 'http://nobody.test:8088',
    });
    expect(await poll('pushing')).toMatchObject({
      __typename: 'ValidationError',
      issues: [{ path: ['kitId'], message: 'the kit pushes; it is not polled' }],
    });
    await client.data(SetKitEnabledDocument, { kitId: 'kit-1', enabled: false });
    expect(await poll('kit-1')).toMatchObject({
      __typename: 'ValidationError',
      issues: [{ path: ['kitId'] }],
    });
  });
});

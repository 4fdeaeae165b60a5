import { describe, expect, test } from 'vitest';
import { aKit, createFakeFleet } from '../../test/support/fake-fleet.js';
import { NOON_MS } from '../../test/support/observations.js';
import { createSchemaClient } from '../../test/support/schema-client.js';

const kits = [
  aKit({ kitId: 'c', createdAtMs: NOON_MS - 3000 }),
  aKit({ kitId: 'b', createdAtMs: NOON_MS - 2000, enabled: false, status: 'UNKNOWN' }),
  aKit({ kitId: 'a', createdAtMs: NOON_MS - 2000, status: 'OFFLINE' }),
  aKit({ kitId: 'd', createdAtMs: NOON_MS - 1000 }),
];
const client = createSchemaClient({ fleet: createFakeFleet(kits) });
const list = async (args: string) => {
  const data = await client.data(
    `{ kits(${args}) { nodes { kitId } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`,
  );
  const { nodes, pageInfo } = data['kits'] as unknown as {
    nodes: { kitId: string }[];
    pageInfo: { startCursor: string; endCursor: string };
  };
  return { ids: nodes.map(({ kitId }) => kitId).join(''), ...pageInfo };
};

describe('the list of kits', () => {
  test('begins with the newest registration; ids order those of the same time', async () => {
    expect((await list('first: 10')).ids).toBe('dabc');
  });

  test('goes forwards and backwards page by page', async () => {
    const one = await list('first: 2');
    expect(one).toMatchObject({ ids: 'da', hasNextPage: true, hasPreviousPage: false });
    const two = await list(`first: 2, after: ${JSON.stringify(one.endCursor)}`);
    expect(two).toMatchObject({ ids: 'bc', hasNextPage: false, hasPreviousPage: true });
    const back = await list(`last: 1, before: ${JSON.stringify(two.startCursor)}`);
    expect(back).toMatchObject({ ids: 'a', hasNextPage: true, hasPreviousPage: true });
    expect(await list('last: 3')).toMatchObject({ ids: 'abc', hasNextPage: false, hasPreviousPage: true });
  });

  test('can be narrowed to a status and to enabled kits', async () => {
    expect((await list('first: 10, status: OFFLINE')).ids).toBe('a');
    expect((await list('first: 10, enabled: true')).ids).toBe('dac');
    expect((await list('first: 10, enabled: false')).ids).toBe('b');
  });
});

describe('a kit', () => {
  test('shows its collector in seconds, and none while it is disabled', async () => {
    const collector = 'collector { health circuit successRate clockSkewSeconds nextPollAt }';
    const data = await client.data(
      `{ a: kit(kitId: "a") { ${collector} } b: kit(kitId: "b") { ${collector} } }`,
    );
    expect(data).toEqual({
      a: {
        collector: {
          health: 'HEALTHY',
          circuit: 'CLOSED',
          successRate: 0.75,
          clockSkewSeconds: -1.5,
          nextPollAt: '2026-11-21T20:00:02.500Z',
        },
      },
      b: { collector: null },
    });
  });

  test('of an unknown id is null', async () => {
    expect(await client.data('{ kit(kitId: "nobody") { name } }')).toEqual({ kit: null });
  });
});

test('the viewer of a server without credentials is anonymous and may do everything', async () => {
  expect(await client.data('{ viewer { name role scopes keyId } }')).toEqual({
    viewer: {
      name: 'anonymous',
      role: 'ADMIN',
      scopes: ['READ', 'PII', 'OPERATE', 'ADMIN', 'INGEST'],
      keyId: null,
    },
  });
});

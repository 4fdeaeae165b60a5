import { execute, parse, subscribe, validate, type ExecutionResult } from 'graphql';
import { describe, expect, test } from 'vitest';
import { ROLES, type Role } from '../../src/domain/viewer.js';
import { createContextFactory } from '../../src/schema/context.js';
import { globalId, type NodeType } from '../../src/schema/global-id.js';
import { schema } from '../../src/schema/index.js';
import { operationOn, rootFields } from '../support/any-operation.js';
import { NOON_MS } from '../support/observations.js';
import { codeOf } from '../support/schema-client.js';
import { aViewer } from '../support/viewers.js';

/** The least that somebody has to be. `ANYBODY`: whoever is known at all. */
type Least = 'ANYBODY' | 'VIEWER' | 'OPERATOR' | 'ADMIN';

const MAY: Readonly<Record<Least, readonly Role[]>> = {
  ANYBODY: ['VIEWER', 'OPERATOR', 'ADMIN', 'INGEST'],
  VIEWER: ['VIEWER', 'OPERATOR', 'ADMIN'],
  OPERATOR: ['OPERATOR', 'ADMIN'],
  ADMIN: ['ADMIN'],
};

/** Every field that an operation can begin with. */
const FIELDS: Readonly<Record<string, Least>> = {
  'Query.apiKeys': 'ADMIN',
  'Query.auditLog': 'ADMIN',
  'Query.deadLetters': 'OPERATOR',
  'Query.detections': 'VIEWER',
  'Query.drone': 'VIEWER',
  'Query.drones': 'VIEWER',
  'Query.events': 'VIEWER',
  'Query.kit': 'VIEWER',
  'Query.kits': 'VIEWER',
  'Query.liveTracks': 'VIEWER',
  'Query.node': 'VIEWER',
  'Query.nodes': 'VIEWER',
  'Query.signals': 'VIEWER',
  'Query.systemHealth': 'VIEWER',
  'Query.viewer': 'ANYBODY',
  'Mutation.clearDeadLetters': 'ADMIN',
  'Mutation.createApiKey': 'ADMIN',
  'Mutation.pollKitNow': 'OPERATOR',
  'Mutation.probeKit': 'OPERATOR',
  'Mutation.registerKit': 'OPERATOR',
  'Mutation.removeKit': 'OPERATOR',
  'Mutation.retryDeadLetters': 'OPERATOR',
  'Mutation.revokeApiKey': 'ADMIN',
  'Mutation.setKitEnabled': 'OPERATOR',
  'Mutation.updateKit': 'OPERATOR',
  'Subscription.kits': 'VIEWER',
  'Subscription.signals': 'VIEWER',
  'Subscription.systemHealth': 'VIEWER',
  'Subscription.tracks': 'VIEWER',
};

/** Every type that has global ids, with a key as its ids have it. */
const NODES: Readonly<
  Record<NodeType, { readonly key: readonly (string | number)[]; readonly least: Least }>
> = {
  Kit: { key: ['kit-1'], least: 'VIEWER' },
  Detection: { key: [NOON_MS, 'kit-1', 'drone-A'], least: 'VIEWER' },
  Drone: { key: ['drone-A'], least: 'VIEWER' },
  Track: { key: ['drone-A'], least: 'VIEWER' },
  Signal: { key: [NOON_MS, 'kit-1', 5785.25, 'signal-1'], least: 'VIEWER' },
  SystemHealth: { key: [NOON_MS, 'kit-1'], least: 'VIEWER' },
  Event: { key: [NOON_MS, '0198a2b4-7c1e-7d3a-9f00-5a1b2c3d4e5f'], least: 'VIEWER' },
  DeadLetter: { key: ['hash'], least: 'OPERATOR' },
};

/** What it takes depends on how it is asked. */
const BY_ARGUMENT: readonly (readonly [operation: string, Least])[] = [
  ['mutation { removeKit(kitId: "kit-1", deleteHistory: false) { __typename } }', 'OPERATOR'],
  ['mutation { removeKit(kitId: "kit-1", deleteHistory: null) { __typename } }', 'OPERATOR'],
  ['mutation { removeKit(kitId: "kit-1", deleteHistory: true) { __typename } }', 'ADMIN'],
  [
    'mutation ($no: Boolean = true) { removeKit(kitId: "kit-1", deleteHistory: $no) { __typename } }',
    'ADMIN',
  ],
  ['mutation { retryDeadLetters(dryRun: false) { __typename } }', 'OPERATOR'],
  ['{ kits: deadLetters(first: 1) { __typename } }', 'OPERATOR'],
  ['{ ...all } fragment all on Query { apiKeys { __typename } }', 'ADMIN'],
  ['{ __typename }', 'ANYBODY'],
  ['{ __schema { queryType { name } } __type(name: "ApiKey") { name } }', 'ANYBODY'],
  ['mutation { __typename }', 'ANYBODY'],
];

class ReachedError extends Error {}

/** Whatever is asked of it fails, and is noted. */
function aStranger(reached: string[]) {
  return new Proxy(
    {},
    {
      get: (_target, name) => () => {
        reached.push(String(name));
        throw new ReachedError(`reached ${String(name)}`);
      },
    },
  );
}

/** Refused, with nothing behind the schema reached; or it got there; or it was answered without. */
async function outcome(operation: string, role: Role): Promise<'FORBIDDEN' | 'reached' | 'answered'> {
  const document = parse(operation);
  expect(validate(schema, document)).toEqual([]);
  const reached: string[] = [];
  const stranger = aStranger(reached) as never;
  const contextValue = createContextFactory({
    pool: stranger,
    live: stranger,
    fleet: stranger,
    deadLetters: stranger,
    keys: stranger,
    now: () => NOON_MS,
  })({ viewer: aViewer(role) });
  const run = operation.startsWith('subscription') ? subscribe : execute;
  const result = (await run({ schema, document, contextValue })) as ExecutionResult;

  const errors = result.errors ?? [];
  if (errors.length > 0 && errors.every((error) => codeOf(error) === 'FORBIDDEN')) {
    expect(reached).toEqual([]);
    return 'FORBIDDEN';
  }
  if (reached.length > 0) return 'reached';
  expect(errors).toEqual([]);
  return 'answered';
}

async function outcomes(operation: string): Promise<Record<Role, string>> {
  const all = await Promise.all(ROLES.map(async (role) => [role, await outcome(operation, role)] as const));
  return Object.fromEntries(all) as Record<Role, string>;
}

/** Only what is for anybody needs nothing behind the schema. */
const expected = (least: Least) => {
  const allowed = least === 'ANYBODY' ? 'answered' : 'reached';
  return Object.fromEntries(ROLES.map((role) => [role, MAY[least].includes(role) ? allowed : 'FORBIDDEN']));
};

const leastOf = (name: string): Least => {
  const least = FIELDS[name];
  if (least === undefined) throw new Error(`say in FIELDS who may use ${name}`);
  return least;
};

test('R4: the table has every field of the schema that an operation can begin with, and no other', () => {
  expect(
    rootFields(schema)
      .map(({ name }) => name)
      .sort(),
  ).toEqual(Object.keys(FIELDS).sort());
});

describe('each role may do exactly what the table says', () => {
  test.each(rootFields(schema).map((field) => [field.name, field] as const))(
    'R4: %s',
    async (name, field) => {
      expect(await outcomes(operationOn(field))).toEqual(expected(leastOf(name)));
    },
  );

  test.each(BY_ARGUMENT)('R4: %s', async (operation, least) => {
    expect(await outcomes(operation)).toEqual(expected(least));
  });

  test.each(Object.entries(NODES))('R4: node and nodes of the type %s', async (type, { key, least }) => {
    const id = JSON.stringify(globalId(type as NodeType, ...key));
    // To who may read, but not this, there is none: that is said without looking.
    const reached = ROLES.map((role) => {
      if (!MAY.VIEWER.includes(role)) return [role, 'FORBIDDEN'];
      return [role, MAY[least].includes(role) ? 'reached' : 'answered'];
    });
    expect(await outcomes(`{ node(id: ${id}) { id } }`)).toEqual(Object.fromEntries(reached));
    expect(await outcomes(`{ nodes(ids: [${id}]) { id } }`)).toEqual(Object.fromEntries(reached));
  });
});

test('R4: the types with global ids in the table are all there are', () => {
  expect(
    schema
      .getPossibleTypes(schema.getType('Node') as never)
      .map(({ name }) => name)
      .sort(),
  ).toEqual(Object.keys(NODES).sort());
});

test('R4: a refusal says who may, and who one is', async () => {
  const refusalOf = async (operation: string, role: Role) => {
    const contextValue = { viewer: aViewer(role) };
    const { errors } = await execute({ schema, document: parse(operation), contextValue });
    return errors?.map(({ message }) => message);
  };
  expect(await refusalOf('{ kit(kitId: "x") { name } }', 'INGEST')).toEqual([
    'This takes the role VIEWER, OPERATOR, or ADMIN; yours is INGEST.',
  ]);
  expect(await refusalOf('{ apiKeys { name } }', 'INGEST')).toEqual([
    'This takes the role ADMIN; yours is INGEST.',
  ]);
  expect(
    await refusalOf('mutation { setKitEnabled(kitId: "x", enabled: true) { __typename } }', 'VIEWER'),
  ).toEqual(['This takes the role OPERATOR or ADMIN; yours is VIEWER.']);
});

test('R4: what one may not do does not keep back what one may', async () => {
  const document = parse('{ viewer { role } node(id: "x") { id } }');
  const result = await execute({ schema, document, contextValue: { viewer: aViewer('INGEST') } });
  expect(JSON.parse(JSON.stringify(result.data))).toEqual({ viewer: { role: 'INGEST' }, node: null });
  expect(result.errors?.map(codeOf)).toEqual(['FORBIDDEN']);
});

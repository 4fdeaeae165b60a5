import type { Kit } from '../domain/kit.js';
import { pageOf, keyOf, type KeysetList, type Page, type PageRequest, type Key } from '../db/keyset.js';
import { builder } from './builder.js';
import { CollectorStateType } from './collector-state.js';
import { pageRequest, toConnection } from './connection.js';
import type { Context } from './context.js';
import { PositionType } from './fields.js';
import { globalId } from './global-id.js';

/** Kits are listed from memory, in the order of every list: newest first, then by id. */
const kitList: KeysetList = {
  name: 'kits',
  time: { column: 'created_at', field: 'createdAtMs' },
  ids: [{ column: 'kit_id', field: 'kitId', type: 'string' }],
};

const KitStatusEnum = builder.enumType('KitStatus', {
  description: 'Whether a kit can be reached and has something to say.',
  values: {
    UNKNOWN: { description: 'Nothing is known yet, or the kit is disabled.' },
    ONLINE: { description: 'It answers.' },
    STALE: { description: 'No new data for a while.' },
    OFFLINE: { description: 'It does not answer.' },
    ERROR: { description: 'It answers, but nothing that can be understood.' },
  } as const,
});

const seconds = (ms: number | null) => (ms === null ? null : ms / 1000);

export const KitType = builder.objectRef<Kit>('Kit').implement({
  description: 'A detection kit: a receiver in the field that reports drones, aircraft and signals.',
  interfaces: [builder.nodeInterfaceRef()],
  fields: (t) => ({
    id: t.id({ description: 'Global id.', resolve: (kit) => globalId('Kit', kit.kitId) }),
    kitId: t.exposeString('kitId', {
      description:
        'The id that the operator gave it, or else the serial that it reports. Example: `kit-001`.',
    }),
    uid: t.exposeString('uid', {
      nullable: true,
      description: 'The serial that the kit itself reports, `wardragon-…`. Null until it did.',
    }),
    name: t.exposeString('name', { description: 'Name to show.' }),
    location: t.exposeString('location', {
      nullable: true,
      description: 'Where it stands, in the operator’s words. Null when not given.',
    }),
    apiUrl: t.exposeString('apiUrl', {
      nullable: true,
      description:
        'Address of its DragonSync API, for example `http://192.168.1.100:8088`. Null for kits that push.',
    }),
    hasCredentials: t.exposeBoolean('hasCredentials', {
      description:
        'Whether credentials are stored that it is asked with. What they are, nobody can read; `collector.lastError` says when the server itself cannot.',
    }),
    enabled: t.exposeBoolean('enabled', { description: 'Whether it is polled, or what it pushes is taken.' }),
    removed: t.boolean({
      description:
        'True in the last event of a subscription about a kit that was removed; take it off the list.',
      resolve: (kit, _args, { fleet }) => fleet.kit(kit.kitId) === null,
    }),
    pollIntervalS: t.float({
      nullable: true,
      description: 'Seconds between two polls for drones and signals. Null: as the server is set.',
      resolve: (kit) => seconds(kit.pollIntervalMs),
    }),
    statusPollIntervalS: t.float({
      nullable: true,
      description: 'Seconds between two polls for status. Null: as the server is set.',
      resolve: (kit) => seconds(kit.statusPollIntervalMs),
    }),
    status: t.expose('status', { type: KitStatusEnum, description: 'Whether it can be reached.' }),
    lastSeen: t.expose('lastSeenMs', {
      type: 'DateTime',
      nullable: true,
      description: 'Last successful exchange. Null when there was none.',
    }),
    createdAt: t.expose('createdAtMs', { type: 'DateTime', description: 'When it was registered.' }),
    position: t.expose('position', {
      type: PositionType,
      nullable: true,
      description: 'Newest known position. Null when it never had one.',
    }),
    collector: t.field({
      type: CollectorStateType,
      nullable: true,
      description: 'What its collector is doing. Null while the kit is disabled, and for kits that push.',
      resolve: (kit, _args, { fleet }) => fleet.collectorState(kit.kitId),
    }),
  }),
});

const KitConnection = builder.connectionObject(
  { type: KitType, name: 'KitConnection', description: 'A page of kits, newest registration first.' },
  { name: 'KitEdge', description: 'A kit in a list.' },
);

builder.queryFields((t) => ({
  kit: t.field({
    type: KitType,
    nullable: true,
    description: 'One kit. Null when no kit has this id.',
    args: { kitId: t.arg.string({ required: true, description: 'The id of the kit, not its global id.' }) },
    resolve: (_root, { kitId }, { fleet }) => fleet.kit(kitId),
  }),
  kits: t.connection(
    {
      type: KitType,
      description: 'The registered kits, newest registration first.',
      args: {
        enabled: t.arg.boolean({ description: 'Only kits that are enabled, or only those that are not.' }),
        status: t.arg({ type: KitStatusEnum, description: 'Only kits of this status.' }),
      },
      resolve: (_root, { enabled, status, ...page }, { fleet }) => {
        const matching = fleet
          .kits()
          .filter(
            (kit) =>
              (enabled == null || kit.enabled === enabled) && (status == null || kit.status === status),
          );
        return toConnection(kitList, pageOfKits(matching, pageRequest(kitList, page)));
      },
    },
    KitConnection,
  ),
}));

builder.subscriptionField('kits', (t) =>
  t.field({
    type: KitType,
    description:
      'The current kits first, one event each, then a kit whenever its status, collector or configuration ' +
      'changes. A kit that is removed comes once more, with `removed: true`.',
    args: { kitIds: t.arg.stringList({ description: 'Only these kits. Absent: all.' }) },
    subscribe: (_root, { kitIds }, { live }) => live.streamKits(kitIds ?? null),
    resolve: (kit: Kit, _args, { history }) => {
      history.renew();
      return kit;
    },
  }),
);

/** Node loader. */
export function loadKit([kitId]: readonly unknown[], { fleet }: Context): Kit | null {
  return typeof kitId === 'string' ? fleet.kit(kitId) : null;
}

function pageOfKits(kits: readonly Kit[], request: PageRequest): Page<Kit> {
  const { limit, backward, after, before } = request;
  const between = kits
    .toSorted((a, b) => compareKeys(keyOf(kitList, a), keyOf(kitList, b)))
    .filter((kit) => {
      const key = keyOf(kitList, kit);
      return (
        (after === null || compareKeys(key, after) > 0) && (before === null || compareKeys(key, before) < 0)
      );
    });
  return pageOf((backward ? between.toReversed() : between).slice(0, limit + 1), request);
}

/** Time descending, then id. */
function compareKeys([timeA, idA]: Key, [timeB, idB]: Key): number {
  if (timeA !== timeB) return timeB - timeA;
  return idA === idB ? 0 : idA! < idB! ? -1 : 1;
}

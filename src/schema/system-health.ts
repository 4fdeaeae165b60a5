import { systemHealthList, type SystemHealth } from '../db/system-health.js';
import { isInstant } from '../domain/time-range.js';
import { builder } from './builder.js';
import { pageRequest, toConnection } from './connection.js';
import type { Context } from './context.js';
import { about, rangeArgument } from './fields.js';
import { globalId } from './global-id.js';
import { KitType } from './kit.js';
import { listsRows, madeOf } from './listed-rows.js';
import { resolveTimeRange } from './time-range.js';

const SystemHealthType = builder.objectRef<SystemHealth>('SystemHealth').implement({
  description: 'What a kit reports about itself. Whatever it does not report is null.',
  interfaces: [builder.nodeInterfaceRef()],
  fields: (t) => ({
    id: t.id({
      description: 'Global id.',
      extensions: madeOf('observedAtMs', 'kitId'),
      resolve: (row) => globalId('SystemHealth', row.observedAtMs, row.kitId),
    }),
    time: t.expose('observedAtMs', { type: 'DateTime', description: about.observedAt }),
    kitId: t.exposeString('kitId', { description: about.kitId }),
    kit: t.field({
      type: KitType,
      nullable: true,
      description: 'The kit. Null when it has been removed since.',
      resolve: (row, _args, { fleet }) => fleet.kit(row.kitId),
    }),
    lat: t.expose('lat', {
      type: 'Latitude',
      nullable: true,
      description: 'Latitude of the kit. Null without a position fix.',
    }),
    lon: t.expose('lon', {
      type: 'Longitude',
      nullable: true,
      description: 'Longitude of the kit. Null without a position fix.',
    }),
    altitudeM: t.exposeFloat('altitudeM', { nullable: true, description: 'Altitude of the kit in metres.' }),
    cpuPercent: t.exposeFloat('cpuPercent', { nullable: true, description: 'Processor in use, 0 to 100.' }),
    memoryPercent: t.exposeFloat('memoryPercent', {
      nullable: true,
      description: 'Memory in use, 0 to 100.',
    }),
    diskPercent: t.exposeFloat('diskPercent', { nullable: true, description: 'Disk in use, 0 to 100.' }),
    uptimeHours: t.exposeFloat('uptimeHours', {
      nullable: true,
      description: 'Hours since the kit started.',
    }),
    tempCpuC: t.exposeFloat('tempCpuC', {
      nullable: true,
      description: 'Temperature of the processor in °C.',
    }),
    tempGpuC: t.exposeFloat('tempGpuC', {
      nullable: true,
      description: 'Temperature of the graphics unit in °C.',
    }),
    plutoTempC: t.exposeFloat('plutoTempC', {
      nullable: true,
      description: 'Temperature of the Pluto radio in °C.',
    }),
    zynqTempC: t.exposeFloat('zynqTempC', {
      nullable: true,
      description: 'Temperature of the radio’s Zynq chip in °C.',
    }),
    speedMps: t.exposeFloat('speedMps', {
      nullable: true,
      description: 'Speed of the kit over ground in metres per second.',
    }),
    courseDeg: t.exposeFloat('courseDeg', {
      nullable: true,
      description: 'Course of the kit in degrees clockwise from true north.',
    }),
    gpsFix: t.exposeBoolean('gpsFix', {
      nullable: true,
      description: 'Whether its receiver has a position fix.',
    }),
    timeSource: t.exposeString('timeSourceName', {
      nullable: true,
      description: 'Where the kit has its time from: `gpsd`, `static`, …',
    }),
    warnings: t.stringList({
      description: about.warnings,
      extensions: madeOf('warnings'),
      resolve: (row) => [...(row.warnings ?? [])],
    }),
  }),
});

const SystemHealthConnection = builder.connectionObject(
  {
    type: SystemHealthType,
    name: 'SystemHealthConnection',
    description: 'A page of health reports, newest first.',
  },
  { name: 'SystemHealthEdge', description: 'A health report in a list.' },
);

builder.queryField('systemHealth', (t) =>
  t.connection(
    {
      type: SystemHealthType,
      description: 'What kits reported about themselves in the range, newest first.',
      extensions: listsRows(systemHealthList, 'systemHealthReports'),
      args: {
        ...rangeArgument,
        kitIds: t.arg.stringList({
          description: 'Only these kits. Absent: all; an empty list matches nothing.',
        }),
      },
      resolve: async (_root, { range, kitIds, ...page }, { history }) => {
        const query = {
          range: resolveTimeRange(range, history.nowMs()),
          kitIds,
          page: pageRequest(systemHealthList, page),
        };
        return toConnection(systemHealthList, await history.systemHealthReports(query));
      },
    },
    SystemHealthConnection,
  ),
);

builder.objectFields(KitType, (t) => ({
  latestHealth: t.field({
    type: SystemHealthType,
    nullable: true,
    description: 'What it reported about itself last. Null when it never did.',
    resolve: ({ kitId }, _args, { history }) => history.latestSystemHealth(kitId),
  }),
  health: t.connection(
    {
      type: SystemHealthType,
      description: 'What it reported about itself in the range, newest first.',
      args: rangeArgument,
      resolve: async ({ kitId }, { range, ...page }, { history }) => {
        const query = {
          range: resolveTimeRange(range, history.nowMs()),
          page: pageRequest(systemHealthList, page),
        };
        return toConnection(systemHealthList, await history.systemHealthOfKit(kitId, query));
      },
    },
    SystemHealthConnection,
  ),
}));

builder.subscriptionField('systemHealth', (t) =>
  t.field({
    type: SystemHealthType,
    description: 'What kits report about themselves, as it arrives.',
    args: { kitIds: t.arg.stringList({ description: 'Only these kits. Absent: all.' }) },
    subscribe: (_root, { kitIds }, { live }) =>
      live.streamHealth(({ kitId }) => kitIds == null || kitIds.includes(kitId)),
    resolve: (health: SystemHealth, _args, { history }) => {
      history.renew();
      return health;
    },
  }),
);

/** Node loader. */
export async function loadSystemHealth(
  [timeMs, kitId]: readonly unknown[],
  { history }: Context,
): Promise<SystemHealth | null> {
  return isInstant(timeMs) && typeof kitId === 'string' ? history.systemHealth([timeMs, kitId]) : null;
}

import { detectionList, type Detection } from '../db/detections.js';
import { isInstant } from '../domain/time-range.js';
import { builder } from './builder.js';
import { pageRequest, toConnection } from './connection.js';
import type { Context } from './context.js';
import { DroneType } from './drone.js';
import { about, positionOf, PositionType, rangeArgument, TrackKindEnum } from './fields.js';
import { DroneFilterInput } from './filters.js';
import { globalId } from './global-id.js';
import { KitType } from './kit.js';
import { listsRows, madeOf } from './listed-rows.js';
import { resolveTimeRange } from './time-range.js';
import { detectionFilterFor } from './viewer-filters.js';

const DetectionType = builder.objectRef<Detection>('Detection').implement({
  description: 'One report by one kit about one aircraft at one instant.',
  interfaces: [builder.nodeInterfaceRef()],
  fields: (t) => ({
    id: t.id({
      description: 'Global id.',
      extensions: madeOf('observedAtMs', 'kitId', 'droneId'),
      resolve: (row) => globalId('Detection', row.observedAtMs, row.kitId, row.droneId),
    }),
    time: t.expose('observedAtMs', { type: 'DateTime', description: about.observedAt }),
    receivedAt: t.expose('receivedAtMs', { type: 'DateTime', description: about.receivedAt }),
    kitId: t.exposeString('kitId', { description: about.kitId }),
    kit: t.field({
      type: KitType,
      nullable: true,
      description: 'The kit. Null when it has been removed since.',
      resolve: (row, _args, { fleet }) => fleet.kit(row.kitId),
    }),
    droneId: t.exposeString('droneId', { description: about.droneId }),
    drone: t.field({
      type: DroneType,
      nullable: true,
      description: 'The aircraft over all kits and all time.',
      resolve: (row, _args, { history }) => history.drone(row.droneId),
    }),
    kind: t.expose('kind', { type: TrackKindEnum, description: about.kind }),
    lat: t.expose('lat', {
      type: 'Latitude',
      nullable: true,
      description: 'Latitude of the aircraft. Null when unknown.',
    }),
    lon: t.expose('lon', {
      type: 'Longitude',
      nullable: true,
      description: 'Longitude of the aircraft. Null when unknown.',
    }),
    altitudeM: t.exposeFloat('altitudeM', { nullable: true, description: about.altitudeM }),
    heightM: t.exposeFloat('heightM', { nullable: true, description: about.heightM }),
    speedMps: t.exposeFloat('speedMps', { nullable: true, description: about.speedMps }),
    verticalSpeedMps: t.exposeFloat('verticalSpeedMps', {
      nullable: true,
      description: about.verticalSpeedMps,
    }),
    courseDeg: t.exposeFloat('courseDeg', { nullable: true, description: about.courseDeg }),
    pilot: t.field({
      type: PositionType,
      nullable: true,
      personal: true,
      description: 'Where the pilot is, as broadcast. Null when this report does not say.',
      extensions: madeOf('pilotLat', 'pilotLon'),
      resolve: (row) => positionOf(row.pilotLat, row.pilotLon),
    }),
    home: t.field({
      type: PositionType,
      nullable: true,
      personal: true,
      description: 'Where it took off, as broadcast. Null when this report does not say.',
      extensions: madeOf('homeLat', 'homeLon'),
      resolve: (row) => positionOf(row.homeLat, row.homeLon),
    }),
    rssiDbm: t.exposeFloat('rssiDbm', { nullable: true, description: about.rssiDbm }),
    frequencyMhz: t.exposeFloat('frequencyMhz', { nullable: true, description: about.frequencyMhz }),
    mac: t.exposeString('mac', {
      nullable: true,
      description: 'MAC address of the transmitter, for example `60:60:1f:aa:bb:cc`. Null when unknown.',
    }),
    transport: t.exposeString('transport', {
      nullable: true,
      description: 'Radio system that carried it, for example `WiFi` or `BLE`. Null when unknown.',
    }),
    idType: t.exposeString('idType', {
      nullable: true,
      description:
        'What kind of id was broadcast, for example `Serial Number (ANSI/CTA-2063-A)`. Null when unknown.',
    }),
    uaType: t.exposeString('uaType', { nullable: true, description: about.uaType }),
    operationalStatus: t.exposeString('operationalStatus', {
      nullable: true,
      description: about.operationalStatus,
    }),
    operatorId: t.exposeString('operatorId', {
      nullable: true,
      personal: true,
      description: about.operatorId,
    }),
    caaId: t.exposeString('caaId', { nullable: true, description: about.caaId }),
    description: t.exposeString('description', { nullable: true, description: about.description }),
    make: t.exposeString('make', { nullable: true, description: about.make }),
    model: t.exposeString('model', { nullable: true, description: about.model }),
    ridSource: t.exposeString('ridSource', {
      nullable: true,
      description: 'Where make and model come from, for example `FAA`. Null when unknown.',
    }),
    runtimeS: t.exposeInt('runtimeS', {
      nullable: true,
      description: 'Run time of the receiver in seconds; not flight time. Null when unknown.',
    }),
    callsign: t.exposeString('callsign', { nullable: true, description: about.callsign }),
    squawk: t.exposeString('squawk', { nullable: true, description: about.squawk }),
    registration: t.exposeString('registration', { nullable: true, description: about.registration }),
    warnings: t.stringList({
      description: about.warnings,
      extensions: madeOf('warnings'),
      resolve: (row) => [...(row.warnings ?? [])],
    }),
  }),
});

const DetectionConnection = builder.connectionObject(
  { type: DetectionType, name: 'DetectionConnection', description: 'A page of detections, newest first.' },
  { name: 'DetectionEdge', description: 'A detection in a list.' },
);

builder.queryField('detections', (t) =>
  t.connection(
    {
      type: DetectionType,
      description: 'Detections in the range, newest first.',
      extensions: listsRows(detectionList, 'detections'),
      args: {
        ...rangeArgument,
        filter: t.arg({ type: DroneFilterInput, description: 'Which detections to see.' }),
      },
      resolve: async (_root, { range, filter, ...page }, { history, viewer }) => {
        const query = {
          range: resolveTimeRange(range, history.nowMs()),
          filter: detectionFilterFor(viewer, filter),
          page: pageRequest(detectionList, page),
        };
        return toConnection(detectionList, await history.detections(query));
      },
    },
    DetectionConnection,
  ),
);

builder.objectFields(DroneType, (t) => ({
  latest: t.field({
    type: DetectionType,
    nullable: true,
    description: 'Its newest detection by any kit. Null when none is kept any more.',
    resolve: ({ droneId }, _args, { history }) => history.latestDetection(droneId),
  }),
  detections: t.connection(
    {
      type: DetectionType,
      description: 'Its detections in the range, newest first.',
      args: { ...rangeArgument, kitId: t.arg.string({ description: 'Only those by this kit.' }) },
      resolve: async ({ droneId }, { range, kitId, ...page }, { history }) => {
        const filter = kitId == null ? {} : { kitIds: [kitId] };
        const query = {
          range: resolveTimeRange(range, history.nowMs()),
          filter,
          page: pageRequest(detectionList, page),
        };
        return toConnection(detectionList, await history.detectionsOfDrone(droneId, query));
      },
    },
    DetectionConnection,
  ),
}));

/** Node loader. */
export async function loadDetection(
  [timeMs, kitId, droneId]: readonly unknown[],
  { history }: Context,
): Promise<Detection | null> {
  if (!isInstant(timeMs) || typeof kitId !== 'string' || typeof droneId !== 'string') return null;
  return history.detection([timeMs, kitId, droneId]);
}

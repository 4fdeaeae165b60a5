import { z } from 'zod';
import { droneList, type Drone } from '../db/drones.js';
import { bestSightings } from '../domain/best-sightings.js';
import { serialNumberOf } from '../domain/serial-number.js';
import { simplifyPath } from '../domain/simplify-path.js';
import type { PathPoint } from '../domain/track.js';
import { builder } from './builder.js';
import { pageRequest, toConnection } from './connection.js';
import type { Context } from './context.js';
import { about, rangeArgument, TrackKindEnum } from './fields.js';
import { DroneFilterInput } from './filters.js';
import { globalId } from './global-id.js';
import { KitType } from './kit.js';
import { resolveTimeRange } from './time-range.js';
import { detectionFilterFor } from './viewer-filters.js';

export const PathPointType = builder.objectRef<PathPoint>('PathPoint').implement({
  description: 'A point of the line that an aircraft flew.',
  fields: (t) => ({
    time: t.expose('timeMs', { type: 'DateTime', description: 'When it was there.' }),
    lat: t.expose('lat', { type: 'Latitude', description: 'Latitude.' }),
    lon: t.expose('lon', { type: 'Longitude', description: 'Longitude.' }),
    altitudeM: t.exposeFloat('altitudeM', { nullable: true, description: about.altitudeM }),
    speedMps: t.exposeFloat('speedMps', { nullable: true, description: about.speedMps }),
  }),
});

export const DroneType = builder.objectRef<Drone>('Drone').implement({
  description: 'One aircraft, drone or crewed, over all kits and all time.',
  interfaces: [builder.nodeInterfaceRef()],
  fields: (t) => ({
    id: t.id({ description: 'Global id.', resolve: (drone) => globalId('Drone', drone.droneId) }),
    droneId: t.exposeString('droneId', { description: about.droneId }),
    kind: t.expose('kind', { type: TrackKindEnum, description: about.kind }),
    make: t.exposeString('make', { nullable: true, description: about.make }),
    model: t.exposeString('model', { nullable: true, description: about.model }),
    serial: t.string({
      nullable: true,
      description:
        'Serial number (ANSI/CTA-2063-A), for example `1581F5FKD229400B7F3A`. Null when the id is something else, such as a registration.',
      resolve: (drone) => serialNumberOf(drone.droneId),
    }),
    operatorId: t.exposeString('operatorId', {
      nullable: true,
      personal: true,
      description: about.operatorId,
    }),
    caaId: t.exposeString('caaId', { nullable: true, description: about.caaId }),
    firstSeen: t.expose('firstSeenMs', { type: 'DateTime', description: 'When any kit observed it first.' }),
    lastSeen: t.expose('lastSeenMs', { type: 'DateTime', description: 'When any kit observed it last.' }),
    kits: t.field({
      type: [KitType],
      description:
        'The kits that reported it in the range, by their ids; without kits that have been removed since.',
      args: rangeArgument,
      resolve: async ({ droneId }, { range }, { history, fleet }) => {
        const kitIds = await history.kitIdsOfDrone(droneId, resolveTimeRange(range, history.nowMs()));
        return kitIds.map((kitId) => fleet.kit(kitId)).filter((kit) => kit !== null);
      },
    }),
    path: t.field({
      type: [PathPointType],
      description:
        'The line to draw: at most `maxPoints` points, oldest first, its shape preserved. When several kits report within the same second, ' +
        'the strongest reception counts. Drawn from the newest 50,000 reports in the range (fewer for each when a list asks for many paths).',
      args: {
        ...rangeArgument,
        maxPoints: t.arg.int({
          defaultValue: 500,
          description: 'How many points at most, 1 to 5000.',
          validate: z.int().min(1, 'must be at least 1').max(5000, 'must be at most 5000').nullish(),
        }),
      },
      resolve: async ({ droneId }, { range, maxPoints }, { history }) => {
        const reports = await history.pathReports(droneId, resolveTimeRange(range, history.nowMs()));
        return simplifyPath(bestSightings(reports), maxPoints ?? 500);
      },
    }),
  }),
});

const DroneConnection = builder.connectionObject(
  { type: DroneType, name: 'DroneConnection', description: 'A page of aircraft, last detected first.' },
  { name: 'DroneEdge', description: 'An aircraft in a list.' },
);

builder.queryFields((t) => ({
  drone: t.field({
    type: DroneType,
    nullable: true,
    description: 'One aircraft. Null when it was never detected.',
    args: {
      droneId: t.arg.string({
        required: true,
        description: 'The id that the aircraft broadcasts, not its global id.',
      }),
    },
    resolve: (_root, { droneId }, { history }) => history.drone(droneId),
  }),
  drones: t.connection(
    {
      type: DroneType,
      description:
        'Aircraft with at least one matching detection in the range, the one with the newest such detection first.',
      args: {
        ...rangeArgument,
        filter: t.arg({ type: DroneFilterInput, description: 'Which detections count.' }),
      },
      resolve: async (_root, { range, filter, ...page }, { history, viewer }) => {
        const query = {
          range: resolveTimeRange(range, history.nowMs()),
          filter: detectionFilterFor(viewer, filter),
          page: pageRequest(droneList, page),
        };
        return toConnection(droneList, await history.drones(query));
      },
    },
    DroneConnection,
  ),
}));

builder.objectField(KitType, 'drones', (t) =>
  t.connection(
    {
      type: DroneType,
      description: 'Aircraft that this kit reported in the range, the newest such report first.',
      args: {
        ...rangeArgument,
        filter: t.arg({ type: DroneFilterInput, description: 'Which of its detections count.' }),
      },
      resolve: async ({ kitId }, { range, filter, ...page }, { history, viewer }) => {
        const query = {
          range: resolveTimeRange(range, history.nowMs()),
          filter: detectionFilterFor(viewer, filter),
          page: pageRequest(droneList, page),
        };
        return toConnection(droneList, await history.dronesOfKit(kitId, query));
      },
    },
    DroneConnection,
  ),
);

/** Node loader. */
export async function loadDrone([droneId]: readonly unknown[], { history }: Context): Promise<Drone | null> {
  return typeof droneId === 'string' ? history.drone(droneId) : null;
}

import { z } from 'zod';
import { TRAIL_POINTS } from '../domain/live.js';
import type { Sighting, Track } from '../domain/track.js';
import { builder } from './builder.js';
import type { Context } from './context.js';
import { PathPointType } from './drone.js';
import { about, PositionType, TrackKindEnum } from './fields.js';
import { TrackFilterInput } from './filters.js';
import { globalId } from './global-id.js';
import { trackFilterFor } from './viewer-filters.js';

const SightingType = builder.objectRef<Sighting>('Sighting').implement({
  description: 'The newest report of one kit about a live track.',
  fields: (t) => ({
    kitId: t.exposeString('kitId', { description: about.kitId }),
    observedAt: t.expose('observedAtMs', { type: 'DateTime', description: about.observedAt }),
    rssiDbm: t.exposeFloat('rssiDbm', { nullable: true, description: about.rssiDbm }),
    lat: t.expose('lat', {
      type: 'Latitude',
      nullable: true,
      description: 'Latitude that it reported. Null when it gave none.',
    }),
    lon: t.expose('lon', {
      type: 'Longitude',
      nullable: true,
      description: 'Longitude that it reported. Null when it gave none.',
    }),
  }),
});

export const TrackType = builder.objectRef<Track>('Track').implement({
  description: 'The live state of one aircraft, fused over the kits that hear it now.',
  interfaces: [builder.nodeInterfaceRef()],
  fields: (t) => ({
    id: t.id({ description: 'Global id.', resolve: (track) => globalId('Track', track.droneId) }),
    droneId: t.exposeString('droneId', { description: about.droneId }),
    kind: t.expose('kind', { type: TrackKindEnum, description: about.kind }),
    observedAt: t.expose('observedAtMs', {
      type: 'DateTime',
      description: 'When it was observed last: the kit’s clock, corrected.',
    }),
    receivedAt: t.expose('receivedAtMs', {
      type: 'DateTime',
      description: 'When this server received that.',
    }),
    firstSeen: t.expose('firstSeenMs', {
      type: 'DateTime',
      description: 'When it appeared in the live picture.',
    }),
    lat: t.expose('lat', {
      type: 'Latitude',
      nullable: true,
      description: 'Last known latitude. Null when it never sent one.',
    }),
    lon: t.expose('lon', {
      type: 'Longitude',
      nullable: true,
      description: 'Last known longitude. Null when it never sent one.',
    }),
    altitudeM: t.exposeFloat('altitudeM', { nullable: true, description: about.altitudeM }),
    heightM: t.exposeFloat('heightM', { nullable: true, description: about.heightM }),
    speedMps: t.exposeFloat('speedMps', { nullable: true, description: about.speedMps }),
    verticalSpeedMps: t.exposeFloat('verticalSpeedMps', {
      nullable: true,
      description: about.verticalSpeedMps,
    }),
    courseDeg: t.exposeFloat('courseDeg', { nullable: true, description: about.courseDeg }),
    pilot: t.expose('pilot', {
      type: PositionType,
      nullable: true,
      personal: true,
      description: 'Last known position of the pilot, as broadcast. Null when never broadcast.',
    }),
    home: t.expose('home', {
      type: PositionType,
      nullable: true,
      personal: true,
      description: 'Last known place of take-off, as broadcast. Null when never broadcast.',
    }),
    make: t.exposeString('make', { nullable: true, description: about.make }),
    model: t.exposeString('model', { nullable: true, description: about.model }),
    uaType: t.exposeString('uaType', { nullable: true, description: about.uaType }),
    operatorId: t.exposeString('operatorId', {
      nullable: true,
      personal: true,
      description: about.operatorId,
    }),
    caaId: t.exposeString('caaId', { nullable: true, description: about.caaId }),
    description: t.exposeString('description', { nullable: true, description: about.description }),
    callsign: t.exposeString('callsign', { nullable: true, description: about.callsign }),
    squawk: t.exposeString('squawk', { nullable: true, description: about.squawk }),
    registration: t.exposeString('registration', { nullable: true, description: about.registration }),
    operationalStatus: t.exposeString('operationalStatus', {
      nullable: true,
      description: about.operationalStatus,
    }),
    rssiDbm: t.exposeFloat('rssiDbm', { nullable: true, description: about.rssiDbm }),
    frequencyMhz: t.exposeFloat('frequencyMhz', { nullable: true, description: about.frequencyMhz }),
    sightings: t.field({
      type: [SightingType],
      description: 'The newest report of each kit that hears it now, newest first.',
      resolve: (track) => track.sightings as Sighting[],
    }),
    trail: t.field({
      type: [PathPointType],
      description:
        'Where it came from: the newest points of its path, oldest first. For more than that ask for `Drone.path`.',
      args: {
        maxPoints: t.arg.int({
          defaultValue: 60,
          description: `How many points at most, 1 to ${TRAIL_POINTS}.`,
          validate: z
            .int()
            .min(1, 'must be at least 1')
            .max(TRAIL_POINTS, `must be at most ${TRAIL_POINTS}`)
            .nullish(),
        }),
      },
      resolve: ({ droneId }, { maxPoints }, { live }) => [...live.trail(droneId, maxPoints ?? 60)],
    }),
    stale: t.exposeBoolean('stale', {
      description: 'Not heard for a while: draw it faded. It disappears when the silence goes on.',
    }),
  }),
});

builder.queryField('liveTracks', (t) =>
  t.field({
    type: [TrackType],
    description:
      'The picture now, from memory: every aircraft that is heard, by droneId. To follow it, subscribe to `tracks`.',
    args: { filter: t.arg({ type: TrackFilterInput, description: 'Which tracks to see.' }) },
    resolve: (_root, { filter }, { live, viewer }) => [...live.tracks(trackFilterFor(viewer, filter))],
  }),
);

/** Node loader: a track has an id while it is live. */
export function loadTrack([droneId]: readonly unknown[], { live }: Context): Track | null {
  return typeof droneId === 'string' ? live.track(droneId) : null;
}

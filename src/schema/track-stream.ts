import { z } from 'zod';
import type { Track, TrackRemoval, TrackStreamEvent } from '../domain/track.js';
import { builder } from './builder.js';
import { TrackFilterInput } from './filters.js';
import { TrackType } from './track.js';
import { trackFilterFor } from './viewer-filters.js';

type EventOf<Type extends TrackStreamEvent['type']> = Extract<TrackStreamEvent, { type: Type }>;

const MIN_RATE_HZ = 0.01;
const MAX_RATE_HZ = 50;

const cursor = 'Where this leaves the reader: give it as `after` to resume behind this event.';
const serverTime = 'This server’s clock when it sent the event; compare with it rather than with your own.';

const RemovalReasonEnum = builder.enumType('RemovalReason', {
  description: 'Why a track is gone.',
  values: {
    LEFT_FILTER: { description: 'It is still live but no longer matches the filter.' },
    TIMED_OUT: { description: 'No kit has heard it for too long.' },
  } as const,
});

const TrackRemovalType = builder.objectRef<TrackRemoval>('TrackRemoval').implement({
  description: 'A track to take off the map.',
  fields: (t) => ({
    droneId: t.exposeString('droneId', { description: 'Which track.' }),
    reason: t.expose('reason', { type: RemovalReasonEnum, description: 'Why.' }),
  }),
});

const TrackSnapshot = builder.objectRef<EventOf<'TrackSnapshot'>>('TrackSnapshot').implement({
  description: 'The whole picture: forget what you have and take this.',
  fields: (t) => ({
    cursor: t.exposeString('cursor', { description: cursor }),
    serverTime: t.expose('serverTimeMs', { type: 'DateTime', description: serverTime }),
    tracks: t.field({
      type: [TrackType],
      description: 'Every track that matches, by droneId.',
      resolve: (event) => event.tracks as Track[],
    }),
  }),
});

const TrackBatch = builder.objectRef<EventOf<'TrackBatch'>>('TrackBatch').implement({
  description: 'What changed since the event before.',
  fields: (t) => ({
    cursor: t.exposeString('cursor', { description: cursor }),
    serverTime: t.expose('serverTimeMs', { type: 'DateTime', description: serverTime }),
    upserts: t.field({
      type: [TrackType],
      description: 'Tracks that are new or changed, in their newest state.',
      resolve: (event) => event.upserts as Track[],
    }),
    removed: t.field({
      type: [TrackRemovalType],
      description: 'Tracks that are gone.',
      resolve: (event) => event.removed as TrackRemoval[],
    }),
  }),
});

const Heartbeat = builder.objectRef<EventOf<'Heartbeat'>>('Heartbeat').implement({
  description: 'Nothing changed for a while; the connection is alive.',
  fields: (t) => ({
    cursor: t.exposeString('cursor', { description: cursor }),
    serverTime: t.expose('serverTimeMs', { type: 'DateTime', description: serverTime }),
  }),
});

const Lagged = builder.objectRef<EventOf<'Lagged'>>('Lagged').implement({
  description: 'You read too slowly and missed something; a TrackSnapshot follows.',
  fields: (t) => ({
    cursor: t.exposeString('cursor', { description: cursor }),
    dropped: t.exposeInt('dropped', { description: 'How many changes were dropped.' }),
  }),
});

const TrackStreamEventType = builder.unionType('TrackStreamEvent', {
  description: 'What `Subscription.tracks` sends.',
  types: [TrackSnapshot, TrackBatch, Heartbeat, Lagged],
  resolveType: (event) => event.type,
});

builder.subscriptionField('tracks', (t) =>
  t.field({
    type: TrackStreamEventType,
    description:
      'The live picture. First a TrackSnapshot (unless `snapshot: false`, or a known `after` makes it unnecessary), then batches at no ' +
      'more than `maxRateHz`, only what changed since the last one. `after` resumes where a cursor left off without gap or repeat; an ' +
      'unknown or expired cursor, or one of another filter, gives a snapshot, never an error. A reader too slow gets Lagged, then a snapshot. A track that leaves ' +
      'the filter, times out or is lost appears in `removed`. Heartbeat at least every 15 s.',
    args: {
      filter: t.arg({ type: TrackFilterInput, description: 'Which tracks to see.' }),
      after: t.arg.string({
        description: 'Cursor of the last event that you have, of a subscription with the same filter.',
      }),
      snapshot: t.arg.boolean({
        defaultValue: true,
        description: 'False: no snapshot at the start, only changes from now on.',
      }),
      maxRateHz: t.arg.float({
        defaultValue: 2,
        description: `At most this many batches a second, ${MIN_RATE_HZ} to ${MAX_RATE_HZ}.`,
        validate: z
          .number()
          .min(MIN_RATE_HZ, `must be at least ${MIN_RATE_HZ}`)
          .max(MAX_RATE_HZ, `must be at most ${MAX_RATE_HZ}`)
          .nullish(),
      }),
    },
    subscribe: (_root, options, { live, viewer }) =>
      live.streamTracks({ ...options, filter: trackFilterFor(viewer, options.filter) }),
    resolve: (event: TrackStreamEvent) => event,
  }),
);

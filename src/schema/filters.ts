import { z } from 'zod';
import type { EventFilter } from '../domain/event-filter.js';
import type { SignalFilter } from '../domain/signal-filter.js';
import type { BoundingBox } from '../domain/track.js';
import { builder } from './builder.js';
import { TrackKindEnum } from './fields.js';
import type { GivenDetectionFilter, GivenTrackFilter } from './viewer-filters.js';

const MAX_LISTED = 1000;
const MAX_TEXT = 256;

export const listed = z
  .custom<readonly string[] | null | undefined>()
  .refine((list) => list == null || list.length <= MAX_LISTED, `must name at most ${MAX_LISTED}`);
const text = z
  .custom<string | null | undefined>()
  .refine(
    (value) => value == null || value.length <= MAX_TEXT,
    `must be at most ${MAX_TEXT} characters long`,
  );

const kitIds = {
  description: 'Only what these kits reported. An empty list matches nothing.',
  validate: listed,
};
const droneIds = { description: 'Only these aircraft. An empty list matches nothing.', validate: listed };
const minAltitudeM = { description: 'At least this altitude in metres; an unknown altitude does not match.' };
const maxAltitudeM = { description: 'At most this altitude in metres; an unknown altitude does not match.' };
const search = {
  description:
    'Part of an id, make, model, call sign, registration, operator, MAC address or description, regardless of case. Taken literally: `%` and `_` are no wildcards. Does not look into ids of operators without the scope `PII`.',
  validate: text,
};

/** Nothing can match when the lower end lies above the upper one: more likely a slip than a wish. */
const ordered = (low: string, high: string) =>
  z.custom<object>().refine(
    (input) => {
      const ends = input as Record<string, number | null | undefined>;
      return ends[low] == null || ends[high] == null || ends[low] <= ends[high];
    },
    { path: [low], message: `must not be above ${high}` },
  );

const BoundingBoxInput = builder.inputRef<BoundingBox>('BoundingBox').implement({
  description:
    'An area between two meridians and two parallels, borders included. `minLon` greater than `maxLon`: it crosses the antimeridian.',
  validate: ordered('minLat', 'maxLat'),
  fields: (t) => ({
    minLat: t.field({ type: 'Latitude', required: true, description: 'Southern border.' }),
    minLon: t.field({ type: 'Longitude', required: true, description: 'Western border.' }),
    maxLat: t.field({ type: 'Latitude', required: true, description: 'Northern border.' }),
    maxLon: t.field({ type: 'Longitude', required: true, description: 'Eastern border.' }),
  }),
});

export const TrackFilterInput = builder.inputRef<GivenTrackFilter>('TrackFilter').implement({
  description: 'Which live tracks to see. Every part that is given must hold.',
  validate: ordered('minAltitudeM', 'maxAltitudeM'),
  fields: (t) => ({
    kitIds: t.stringList(kitIds),
    droneIds: t.stringList(droneIds),
    kinds: t.field({ type: [TrackKindEnum], description: 'Only these kinds.' }),
    bbox: t.field({ type: BoundingBoxInput, description: 'Only tracks last seen in this area.' }),
    orUnplaced: t.boolean({
      description:
        'Tracks of which no position is known match `bbox`, too. Without it they match no area, not even the whole world.',
    }),
    minAltitudeM: t.float(minAltitudeM),
    maxAltitudeM: t.float(maxAltitudeM),
    search: t.string(search),
  }),
});

export const DroneFilterInput = builder.inputRef<GivenDetectionFilter>('DroneFilter').implement({
  description:
    'Which detections count. Every part that is given must hold; an aircraft matches when one of its detections in the range does.',
  validate: ordered('minAltitudeM', 'maxAltitudeM'),
  fields: (t) => ({
    kitIds: t.stringList(kitIds),
    droneIds: t.stringList(droneIds),
    kinds: t.field({ type: [TrackKindEnum], description: 'Only these kinds.' }),
    bbox: t.field({ type: BoundingBoxInput, description: 'Only reports from in this area.' }),
    minAltitudeM: t.float(minAltitudeM),
    maxAltitudeM: t.float(maxAltitudeM),
    make: t.string({
      description: 'Only this manufacturer: the whole name, regardless of case.',
      validate: text,
    }),
    model: t.string({ description: 'Only this model: the whole name, regardless of case.', validate: text }),
    operatorId: t.string({
      description:
        'Only this operator: the whole id, regardless of case. Takes the scope `PII`; without it there is an error `FORBIDDEN`.',
      validate: text,
    }),
    mac: t.string({
      description: 'Only this MAC address: the whole address, regardless of case.',
      validate: text,
    }),
    search: t.string(search),
  }),
});

export const SignalFilterInput = builder.inputRef<SignalFilter>('SignalFilter').implement({
  description: 'Which signals to see. Every part that is given must hold.',
  validate: ordered('minFrequencyMhz', 'maxFrequencyMhz'),
  fields: (t) => ({
    kitIds: t.stringList(kitIds),
    minFrequencyMhz: t.float({ description: 'At least this frequency in MHz.' }),
    maxFrequencyMhz: t.float({ description: 'At most this frequency in MHz.' }),
    minPowerDbm: t.float({ description: 'At least this power in dBm; an unknown power does not match.' }),
    detectionType: t.string({
      description: 'Only signals confirmed this way, for example `confirm` or `energy`.',
      validate: text,
    }),
    bbox: t.field({ type: BoundingBoxInput, description: 'Only signals heard by a sensor in this area.' }),
    orUnplaced: t.boolean({
      description: 'Signals of a sensor whose position is not known match `bbox`, too.',
    }),
  }),
});

export const EventFilterInput = builder.inputRef<EventFilter>('EventFilter').implement({
  description:
    'Which events to see. Every part that is given must hold, and an empty list matches nothing. What an event does not say does not match.',
  fields: (t) => ({
    sources: t.stringList({ description: 'Only what these clients pushed.', validate: listed }),
    kitIds: t.stringList({ description: 'Only events of these kits.', validate: listed }),
    hosts: t.stringList({ description: 'Only events of these hosts.', validate: listed }),
    services: t.stringList({ description: 'Only events of these services.', validate: listed }),
    types: t.stringList({ description: 'Only events of these types.', validate: listed }),
    severities: t.stringList({
      description:
        'Only events of these severities, for example `["error", "critical"]`, regardless of case.',
      validate: listed,
    }),
    search: t.string({
      description: 'Part of the message, regardless of case. Taken literally: `%` and `_` are no wildcards.',
      validate: text,
    }),
  }),
});

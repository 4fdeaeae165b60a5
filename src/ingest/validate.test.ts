import { describe, expect, test } from 'vitest';
import { aHealthReport } from '../../test/support/history.js';
import { aSignal, aTrackReport, NOON_MS } from '../../test/support/observations.js';
import type { KitStatusObservation, SignalObservation, TrackObservation } from '../domain/observation.js';
import { type FieldRange, MAX_AHEAD_MS, RANGES } from '../domain/ranges.js';
import { createValidate } from './validate.js';

const lenient = createValidate({ mode: 'lenient' });
const strict = createValidate({ mode: 'strict' });

/** Fields of any type, as a way in may have got them wrong. */
type Given<T> = Partial<Record<keyof T, unknown>>;
const track = (given: Given<TrackObservation>) => ({ ...aTrackReport(), ...given }) as TrackObservation;
const signal = (given: Given<SignalObservation>) => ({ ...aSignal(), ...given }) as SignalObservation;
const health = (given: Given<KitStatusObservation>) =>
  ({ ...aHealthReport(), ...given }) as KitStatusObservation;

test.each([
  aTrackReport(),
  aTrackReport({ kind: 'AIRCRAFT', altitudeM: 11_000, speedMps: 250, heightM: null }),
  aTrackReport({ pilot: { lat: 46.7, lon: 8, altitudeM: null }, warnings: ['said before'] }),
  aSignal(),
  aHealthReport(),
])('a $type with nothing wrong is the same object', (observation) => {
  for (const validate of [lenient, strict]) {
    expect(validate(observation)).toEqual({ record: observation, errors: [], warnings: [] });
    expect(validate(observation).record).toBe(observation);
  }
});

const MEASURES: [string, (field: string, value: unknown) => Parameters<typeof lenient>[0], object][] = [
  ['drone', (field, value) => track({ [field]: value }), RANGES.track.DRONE],
  ['aircraft', (field, value) => track({ kind: 'AIRCRAFT', [field]: value }), RANGES.track.AIRCRAFT],
  ['signal', (field, value) => signal({ [field]: value }), RANGES.signal],
  ['kit status', (field, value) => health({ [field]: value }), RANGES.kitStatus],
];
const EACH_MEASURE = MEASURES.flatMap(([what, make, ranges]) =>
  Object.entries(ranges as Record<string, FieldRange>)
    .filter(([field]) => field !== 'kitTimeS')
    .map(([field, range]) => ({ what, field, range, of: (value: unknown) => make(field, value) })),
);

describe.each(EACH_MEASURE)('K5: $field of a $what', ({ field, range: { hard }, of }) => {
  const stored = (value: number) => lenient(of(value)).record as Record<string, unknown> | null;

  test('may be either end of what can be true', () => {
    expect(stored(hard.min)?.[field]).toBe(hard.min);
    expect(stored(hard.max)?.[field]).toBe(field === 'courseDeg' ? 0 : hard.max);
  });

  test.each([hard.min - 0.5, hard.max + 0.5])('cannot be %d', (value) => {
    const what = `${field} ${value} is out of range`;
    const reason = `${field} out of range`;
    expect(strict(of(value))).toMatchObject({ record: null, errors: [{ reason, detail: what }] });
    if (field === 'frequencyMhz' && of(value).type === 'signal') {
      expect(lenient(of(value))).toMatchObject({ record: null, errors: [{ reason, detail: what }] });
    } else {
      expect(lenient(of(value))).toMatchObject({
        record: { [field]: null, warnings: [what] },
        errors: [],
        warnings: [what],
      });
    }
  });
});

const WITH_USUAL = EACH_MEASURE.filter(({ range }) => range.usual !== undefined);

test.each(WITH_USUAL)('an unusual $field of a $what is kept with a warning', ({ field, range, of }) => {
  const { hard, usual = hard } = range;
  const value = usual.max < hard.max ? usual.max + 0.5 : usual.min - 0.5;
  for (const validate of [lenient, strict]) {
    const { record, errors, warnings } = validate(of(value));
    expect({ errors, warnings }).toEqual({ errors: [], warnings: [`${field} ${value} is unusual`] });
    expect(record).toMatchObject({ [field]: field === 'runtimeS' ? Math.round(value) : value, warnings });
  }
});

test('the limits are separate for drones and aircraft', () => {
  expect(lenient(track({ speedMps: 260 })).warnings).toEqual(['speedMps 260 is out of range']);
  expect(lenient(track({ kind: 'AIRCRAFT', speedMps: 260, altitudeM: 11_000 })).warnings).toEqual([]);
});

describe('K5: a number', () => {
  test.each([
    ['as text is read', '-71', -71, []],
    ['as empty text is unknown', ' ', null, []],
    ['that is missing is unknown', undefined, null, []],
    ['as other text is none', '0x10', null, ['rssiDbm is no number']],
    ['NaN is none', NaN, null, ['rssiDbm is no number']],
    ['Infinity is none', Infinity, null, ['rssiDbm is no number']],
    ['written as NaN is none', 'NaN', null, ['rssiDbm is no number']],
    ['as an object is none', { a: 1 }, null, ['rssiDbm is no number']],
    ['as a bigint is none', -71n, null, ['rssiDbm is no number']],
    ['as a truth value is none', true, null, ['rssiDbm is no number']],
  ])('%s', (_fact, rssiDbm, expected, warnings) => {
    const { record } = lenient(track({ rssiDbm }));
    expect(record).toMatchObject({ rssiDbm: expected, warnings });
    expect(strict(track({ rssiDbm })).record === null).toBe(warnings.length > 0);
  });

  test('that is zero stays zero, wherever zero can be true', () => {
    const zeros = { altitudeM: 0, heightM: 0, speedMps: 0, verticalSpeedMps: 0, courseDeg: 0, runtimeS: 0 };
    expect(lenient(track({ ...zeros, lat: 0, lon: 9.5, kitTimeS: 0 })).record).toMatchObject({
      ...zeros,
      lat: 0,
      lon: 9.5,
      kitTimeS: 0,
    });
    const idle = { cpuPercent: 0, uptimeHours: 0, tempCpuC: 0, gpsFix: false };
    expect(lenient(health(idle)).record).toMatchObject(idle);
    expect(lenient(signal({ palConfidence: 0, bandwidthMhz: 0 })).record).toMatchObject({
      palConfidence: 0,
      bandwidthMhz: 0,
    });
    expect(lenient(track({ observedAtMs: 0 })).record).toMatchObject({ observedAtMs: 0 });
  });

  test('of run time is whole', () => {
    expect(lenient(track({ runtimeS: 12.6 })).record?.runtimeS).toBe(13);
  });
});

describe('a position', () => {
  test.each([
    ['at 0/0 is none, which needs no remark', { lat: 0, lon: 0 }, []],
    ['at 0/0 in text is none', { lat: '0.0', lon: '-0' }, []],
    ['without lon is none', { lon: null }, ['position without lon']],
    ['without lat is none', { lat: undefined }, ['position without lat']],
    ['beyond the pole is none', { lat: 91 }, ['lat 91 is out of range']],
  ])('%s', (_fact, given, warnings) => {
    expect(lenient(track(given)).record).toMatchObject({ lat: null, lon: null, altitudeM: 640, warnings });
  });

  test.each([
    ['at 0/0 is none', { lat: 0, lon: 0, altitudeM: 5 }, null, []],
    ['without lon is none', { lat: 46.7 }, null, ['pilot without lon']],
    ['beyond the date line is none', { lat: 1, lon: 181 }, null, ['pilot.lon 181 is out of range']],
    ['that is text is none', 'here', null, ['pilot is no position']],
    [
      'keeps its place without its altitude',
      { lat: 46.7, lon: '8', altitudeM: 65_531 },
      { lat: 46.7, lon: 8, altitudeM: null },
      ['pilot.altitudeM 65531 is out of range'],
    ],
  ])('of a pilot %s', (_fact, pilot, expected, warnings) => {
    expect(lenient(track({ pilot })).record).toMatchObject({ pilot: expected, warnings });
  });
});

describe('text', () => {
  test.each([
    ['is cleaned', 'a\0b\ud800', 'ab\ufffd'],
    ['is capped', 'x'.repeat(1000), 'x'.repeat(256)],
    ['that is empty is unknown', '  ', null],
    ['that is missing is unknown', undefined, null],
  ])('%s', (_fact, description, expected) => {
    expect(strict(track({ description })).record).toMatchObject({ description: expected, warnings: [] });
  });

  test.each([[7], [{}], [['a']]])('is not %j', (mac) => {
    expect(lenient(track({ mac })).record).toMatchObject({ mac: null, warnings: ['mac is no text'] });
    expect(strict(track({ mac })).errors).toEqual([{ reason: 'mac is no text', detail: null }]);
  });
});

describe.each([
  ['lenient', lenient],
  ['strict', strict],
])('in %s mode', (_mode, validate) => {
  test.each([
    ['no drone id', track({ droneId: '\0 ' })],
    ['no kit id', track({ kitId: null })],
    ['no source id', track({ sourceId: undefined })],
    ['unknown kind', track({ kind: 'BALLOON' })],
    ['unknown type', { ...aTrackReport(), type: 'kitPosition' } as never],
    ['no time source', track({ timeSource: 'gps' })],
    ['no observedAtMs', track({ observedAtMs: null })],
    ['observedAtMs is no number', track({ observedAtMs: 'soon' })],
    ['observedAtMs out of range', track({ observedAtMs: -1 })],
    ['receivedAtMs out of range', track({ receivedAtMs: 253_402_300_800_000 })],
    ['no signal uid', signal({ signalUid: '' })],
    ['no frequencyMhz', signal({ frequencyMhz: null })],
    ['frequencyMhz out of range', signal({ frequencyMhz: 0 })],
    ['not an object', null as never],
    ['not an object', [aTrackReport()] as never],
  ])('a record is refused with the reason "%s"', (reason, candidate) => {
    const { record, errors } = validate(candidate);
    expect(record).toBeNull();
    expect(errors[0]?.reason).toBe(reason);
  });

  test('fields that a record does not have are left out', () => {
    const { record } = validate({ ...aTrackReport(), isAdmin: true, __proto__: { root: true } } as never);
    expect(record).toEqual(aTrackReport());
    expect(record).not.toHaveProperty('root');
  });
});

describe('a time in the future', () => {
  const future = track({ observedAtMs: NOON_MS + MAX_AHEAD_MS + 1, receivedAtMs: NOON_MS });

  test('is the receive time when lenient', () => {
    expect(lenient(future).record).toMatchObject({
      observedAtMs: NOON_MS,
      timeSource: 'server',
      warnings: ['observed 300 s in the future'],
    });
  });

  test('refuses the record when strict', () => {
    expect(strict(future)).toMatchObject({ record: null, errors: [{ reason: 'observed in the future' }] });
  });

  test('is a time as far ahead as a clock may be', () => {
    const soon = track({ observedAtMs: NOON_MS + MAX_AHEAD_MS, receivedAtMs: NOON_MS });
    expect(strict(soon).record).toBe(soon);
  });
});

test('being lenient lets nothing invalid through', () => {
  const { record } = lenient(track({ lat: 1000, altitudeM: 1e308, speedMps: -1, courseDeg: NaN }));
  expect(record).toMatchObject({ lat: null, lon: null, altitudeM: null, speedMps: null, courseDeg: null });
});

test('being strict costs the record what being lenient costs the field', () => {
  const doubtful = track({ altitudeM: 65_531, mac: 7, pilot: { lat: 91, lon: 1 } });
  expect(lenient(doubtful).warnings).toEqual([
    'altitudeM 65531 is out of range',
    'pilot.lat 91 is out of range',
    'mac is no text',
  ]);
  expect(strict(doubtful)).toEqual({
    record: null,
    errors: [
      { reason: 'altitudeM out of range', detail: 'altitudeM 65531 is out of range' },
      { reason: 'pilot.lat out of range', detail: 'pilot.lat 91 is out of range' },
      { reason: 'mac is no text', detail: null },
    ],
    warnings: [],
  });
});

describe('warnings', () => {
  test('are kept once, after those that the record came with', () => {
    const warnings = ['said before', 'speedMps 93 is unusual'];
    expect(lenient(track({ speedMps: 93, heightM: 501, warnings })).record?.warnings).toEqual([
      'said before',
      'speedMps 93 is unusual',
      'heightM 501 is unusual',
    ]);
  });

  test('are at most twenty, each of at most 256 characters, and text', () => {
    const many = Array.from({ length: 50 }, (_, index) => `${index}\0`.padEnd(300, 'x'));
    const kept = lenient(track({ warnings: [null, 7, ...many] })).record?.warnings;
    expect(kept).toHaveLength(20);
    expect(kept?.[0]).toBe('0'.padEnd(256, 'x'));
    expect(lenient(track({ warnings: 'none' })).record?.warnings).toEqual([]);
  });
});

import { describe, expect, test } from 'vitest';
import type { Observation } from '../../domain/observation.js';
import { createValidate } from '../../ingest/validate.js';
import type { NormalizeContext } from './normalize-context.js';
import { normalizeSignals, normalizeTracks } from './normalize.js';
import { normalizeStatus } from './status.js';

const RECEIVED_MS = Date.UTC(2026, 10, 21, 20);
const NOW_S = RECEIVED_MS / 1000;
const context: NormalizeContext = {
  kitId: 'kit-1',
  sourceId: 'dragonsync:kit-1',
  receivedAtMs: RECEIVED_MS,
  clockOffsetMs: 0,
  kitNowMs: RECEIVED_MS,
};

const validate = createValidate({ mode: 'lenient' });
/** As it is stored: understood, then validated. */
const stored = <T extends Observation>(observation: T | undefined) =>
  observation === undefined ? undefined : (validate(observation).record ?? undefined);

function drone(record: Record<string, unknown>, given: Partial<NormalizeContext> = {}) {
  const placed = { id: 'drone-A', lat: 42, lon: -71, last_update_time: NOW_S, ...record };
  return stored(normalizeTracks([placed], { ...context, ...given }).observations[0]);
}
function aircraft(record: Record<string, unknown>) {
  const placed = {
    id: 'adsb-a00000',
    track_type: 'aircraft',
    lat: 42,
    lon: -71,
    last_update_time: NOW_S,
    ...record,
  };
  return stored(normalizeTracks([placed], context).observations[0]);
}
function signal(record: Record<string, unknown>) {
  const heard = {
    uid: 'fpv-alert-5785MHz',
    signal_type: 'fpv',
    center_hz: 5.785e9,
    observed_at: NOW_S,
    ...record,
  };
  return stored(normalizeSignals([heard], context).observations[0]);
}
const status = (record: Record<string, unknown>) =>
  stored(normalizeStatus({ last_update_time: NOW_S, ...record }, context));

describe('K7: the time of an observation', () => {
  test('is the kit time to the millisecond, less the offset of its clock', () => {
    const kitTimeS = NOW_S - 1.2344;
    expect(drone({ last_update_time: kitTimeS + 60 }, { clockOffsetMs: 60_000 })).toMatchObject({
      observedAtMs: RECEIVED_MS - 1_234,
      kitTimeS: kitTimeS + 60,
      timeSource: 'kit',
      receivedAtMs: RECEIVED_MS,
    });
  });

  test.each([
    ['eight days old', NOW_S - 8 * 86_400],
    ['six minutes ahead', NOW_S + 360],
    ['in milliseconds', NOW_S * 1000],
    ['negative', -1],
  ])('that is %s is the receive time instead, and the raw one is kept', (_what, kitTimeS) => {
    expect(drone({ last_update_time: kitTimeS })).toMatchObject({
      observedAtMs: RECEIVED_MS,
      timeSource: 'server',
      kitTimeS,
    });
  });

  test.each([-3, 3])('R9: is inside the window when the clock here is off by %s hours', (hours) => {
    const here = RECEIVED_MS + hours * 3_600_000;
    const { observedAtMs = 0 } = drone({}, { receivedAtMs: here, kitNowMs: here }) ?? {};
    expect(observedAtMs).toBeGreaterThan(here - 7 * 86_400_000);
    expect(observedAtMs).toBeLessThan(here + 300_000);
  });

  test('that was not sent is the receive time', () => {
    expect(drone({ last_update_time: null })).toMatchObject({
      observedAtMs: RECEIVED_MS,
      timeSource: 'server',
      kitTimeS: null,
    });
  });
});

describe('an aircraft', () => {
  test('has metres, metres per second, its flight for a call sign, and no dBm', () => {
    const record = {
      alt: 10_000,
      ground_speed: 400,
      track: 287.7,
      flight: 'SIM000',
      callsign: 'adsb-a00000',
      squawk: '1200',
      reg: 'N1',
      rssi: -18.7,
    };
    const expected = {
      kind: 'AIRCRAFT',
      courseDeg: 287.7,
      callsign: 'SIM000',
      squawk: '1200',
      registration: 'N1',
      rssiDbm: null,
    };
    const observed = aircraft(record);
    expect(observed).toMatchObject(expected);
    expect(observed?.altitudeM).toBe(3048);
    expect(observed?.speedMps).toBe(205.778);
  });

  test.each([
    ['"ground" is no altitude', { alt: 'ground' }, { altitudeM: null }],
    ['0 feet are unknown', { alt: 0 }, { altitudeM: null }],
    ['0 knots and 0° are unknown', { ground_speed: 0.0, track: 0.0 }, { speedMps: null, courseDeg: null }],
    ['no flight is no call sign', { flight: null }, { callsign: null }],
  ])('%s', (_fact, record, expected) => {
    expect(aircraft(record)).toMatchObject(expected);
  });

  test('flies 255 knots like any other speed', () => {
    expect(aircraft({ ground_speed: 255 })?.speedMps).toBe(131.183);
  });

  test('that was last updated more than two minutes ago is left out, without being a reject', () => {
    const record = { id: 'adsb-a', track_type: 'aircraft', last_update_time: NOW_S - 121 };
    expect(normalizeTracks([record], context)).toEqual({ observations: [], rejects: [] });
  });
});

describe('a signal', () => {
  test('has MHz by center_hz, and the position of its sensor', () => {
    const record = {
      bandwidth_hz: 6e6,
      rssi: -51.5,
      sensor_lat: 42.36,
      sensor_lon: -71.05,
      sensor_alt: 31.4,
      lat: 42.37,
      lon: -71.06,
    };
    expect(signal({ ...record, source: 'confirm' })).toMatchObject({
      frequencyMhz: 5785,
      bandwidthMhz: 6,
      powerDbm: -51.5,
      lat: 42.36,
      lon: -71.05,
      altitudeM: 31.4,
      signalType: 'fpv',
      detectionType: 'confirm',
    });
  });

  test.each([
    [
      'a frequency may be a string',
      { center_hz: '5800000000', bandwidth_hz: 'x' },
      { frequencyMhz: 5800, bandwidthMhz: null },
    ],
    [
      'a confidence up to 1 is a share',
      { pal_conf: 0.81, ntsc_conf: 1 },
      { palConfidence: 0.81, ntscConfidence: 1 },
    ],
    [
      'a confidence above 1 is per cent',
      { pal_conf: 65.0, ntsc_conf: 100 },
      { palConfidence: 0.65, ntscConfidence: 1 },
    ],
    [
      'a confidence above 100 is none',
      { pal_conf: 101 },
      { palConfidence: null, warnings: ['palConfidence 1.01 is out of range'] },
    ],
    [
      'a linear power is not dBm',
      { rssi: 0.4 },
      { powerDbm: null, warnings: ['powerDbm 0.4 is a linear power'] },
    ],
    [
      'the GPS of a SiK drone is not the position of the sensor',
      { source: 'sik_reasm', sensor_lat: 42.3, sensor_lon: -71, sensor_alt: 120 },
      { lat: null, lon: null, altitudeM: null, warnings: ["position is the drone's, not the sensor's"] },
    ],
    ['without a uid the frequency names it', { uid: null }, { signalUid: 'fpv-5785MHz' }],
  ])('%s', (_fact, record, expected) => {
    expect(signal(record)).toMatchObject(expected);
  });

  test.each([[null], [0], ['x'], [{}]])('with a center_hz of %j is rejected, whole', (center_hz) => {
    const record = { uid: 'u', center_hz };
    const { observations, rejects } = normalizeSignals([record], context);
    expect(observations).toEqual([]);
    expect(rejects).toEqual([{ type: 'signal', format: 'signal', reason: 'no usable frequency', record }]);
  });

  test('with a negative center_hz is understood, and is no valid signal', () => {
    expect(normalizeSignals([{ uid: 'u', center_hz: -5e9 }], context).observations).toHaveLength(1);
    expect(signal({ center_hz: -5e9 })).toBeUndefined();
  });
});

describe('a status', () => {
  test.each([
    ['a serial is the uid', { uid: 'wardragon-SIM1' }, { uid: 'wardragon-SIM1' }],
    ['wardragon-unknown is no uid', { uid: 'wardragon-unknown' }, { uid: null }],
    ['kit_id is understood too', { kit_id: 'wardragon-X' }, { uid: 'wardragon-X' }],
    [
      '0/0 is no place even with a fix',
      { lat: 0.0, lon: 0.0, gps_fix: true },
      { lat: null, lon: null, gpsFix: true },
    ],
    [
      'a static place is one without a fix',
      { lat: 42.38, lon: -71.05, alt: 0.0, gps_fix: false, speed: 0.0, track: 0.0, time_source: 'static' },
      {
        lat: 42.38,
        lon: -71.05,
        altitudeM: null,
        gpsFix: false,
        speedMps: null,
        courseDeg: null,
        timeSourceName: 'static',
      },
    ],
    ['memory is a share of MiB', { memory_total: 8000, memory_available: 6000 }, { memoryPercent: 25 }],
    ['disk is a share of MiB', { disk_total: 1000, disk_used: 125 }, { diskPercent: 12.5 }],
    [
      'no totals, no shares',
      { memory_total: 0, memory_available: 0, disk_total: 0, disk_used: 0, cpu_usage: 0 },
      { memoryPercent: null, diskPercent: null, cpuPercent: null },
    ],
    ['an idle processor is one', { memory_total: 8000, cpu_usage: 0.0 }, { cpuPercent: 0 }],
    [
      'more memory in use than there is is none',
      { memory_total: 100, memory_available: -20 },
      { memoryPercent: null, warnings: ['memoryPercent 120 is out of range'] },
    ],
    ['uptime is in hours', { uptime: 5400 }, { uptimeHours: 1.5 }],
    ['0 °C is unreadable', { temperature: 0.0 }, { tempCpuC: null }],
    ['N/A is no temperature', { pluto_temp: 'N/A', zynq_temp: 45.2 }, { plutoTempC: null, zynqTempC: 45.2 }],
    [
      'standing still has no course',
      { lat: 1, lon: 1, gps_fix: true, speed: 0.0, track: 87.5 },
      { speedMps: 0, courseDeg: null },
    ],
  ])('%s', (_fact, record, expected) => {
    expect(status(record)).toMatchObject(expected);
  });
});

test('more records than any kit lists are cut off, and counted once', () => {
  const records = Array.from({ length: 2_500 }, (_, index) => ({ id: `drone-${index}`, lat: 1, lon: 1 }));
  const { observations, rejects } = normalizeTracks(records, context);
  expect(observations).toHaveLength(2_000);
  expect(rejects).toMatchObject([{ reason: 'more than 2000 records', record: { records: 2500 } }]);
});

import { describe, expect, test } from 'vitest';
import { createValidate } from '../../ingest/validate.js';
import type { NormalizeContext } from './normalize-context.js';
import { normalizeTracks } from './normalize.js';

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
function drone(record: Record<string, unknown>) {
  const placed = { id: 'drone-A', lat: 42, lon: -71, last_update_time: NOW_S, ...record };
  return normalizeTracks([placed], context).observations.map((each) => validate(each).record)[0];
}

describe('a drone', () => {
  test.each([
    [
      'K6: 0/0 is no place, which is remarked on',
      { lat: 0.0, lon: 0.0 },
      { lat: null, lon: null, warnings: ['position 0/0 is no place'] },
    ],
    ['half a place is none', { lat: null }, { lat: null, lon: null }],
    ['a place on the equator is one', { lat: 0.0, lon: 9.5 }, { lat: 0, lon: 9.5 }],
    [
      'a place beyond the pole is none',
      { lat: 91 },
      { lat: null, lon: null, warnings: ['lat 91 is out of range'] },
    ],
    ['numbers may be strings', { lat: '42.5', rssi: '-71' }, { lat: 42.5, rssiDbm: -71 }],
    [
      'objects are no numbers',
      { rssi: { a: 1 }, op_status: { x: 1 } },
      { rssiDbm: null, operationalStatus: null },
    ],
    [
      'rubbish is no number',
      { rssi: '0x10', speed: ' ', alt: '1e999' },
      { rssiDbm: null, speedMps: null, altitudeM: null, warnings: [] },
    ],
    [
      '-1000 m is no altitude',
      { alt: -1000, height: -1000 },
      { altitudeM: null, heightM: null, warnings: [] },
    ],
    ['65531 m is no altitude', { alt: 65531.0 }, { altitudeM: null, warnings: [] }],
    ['0 m above the ellipsoid is no altitude', { alt: 0.0 }, { altitudeM: null }],
    [
      '70 km is not plausible',
      { alt: 70_000 },
      { altitudeM: null, warnings: ['altitudeM 70000 is out of range'] },
    ],
    ['255 m/s is no speed', { speed: 255 }, { speedMps: null, warnings: [] }],
    [
      '401 m/s is not plausible',
      { speed: 401 },
      { speedMps: null, warnings: ['speedMps 401 is out of range'] },
    ],
    ['63 m/s is no vertical speed', { vspeed: 63 }, { verticalSpeedMps: null, warnings: [] }],
    [
      'hovering is a speed of 0',
      { speed: 0.0, vspeed: 0.0, height: 0.0 },
      { speedMps: 0, verticalSpeedMps: 0, heightM: 0 },
    ],
    [
      'without a place all zeros are defaults',
      { lat: 0.0, lon: 0.0, speed: 0.0, vspeed: 0.0, height: 0.0, direction: 12.5 },
      { speedMps: null, verticalSpeedMps: null, heightM: null, courseDeg: null },
    ],
    ['361° is no course', { direction: 361 }, { courseDeg: null, warnings: [] }],
    ['360° is north', { direction: 360 }, { courseDeg: 0 }],
    [
      '-1° is not plausible',
      { direction: -1 },
      { courseDeg: null, warnings: ['courseDeg -1 is out of range'] },
    ],
    ['0 dBm is unknown', { rssi: 0 }, { rssiDbm: null, warnings: [] }],
    ['a pilot at 0/0 is unknown', { pilot_lat: 0.0, pilot_lon: 0.0 }, { pilot: null }],
    [
      'a pilot somewhere is known',
      { pilot_lat: 42.1, pilot_lon: -71.1 },
      { pilot: { lat: 42.1, lon: -71.1, altitudeM: null } },
    ],
    [
      'a home somewhere is known',
      { home_lat: 42.1, home_lon: -71.1 },
      { home: { lat: 42.1, lon: -71.1, altitudeM: null } },
    ],
    ['MHz stay MHz', { freq: 2437.0 }, { frequencyMhz: 2437 }],
    ['Hz become MHz', { freq: 2437000000.0 }, { frequencyMhz: 2437 }],
    [
      'kHz that were taken for Hz become MHz',
      { freq: 0.915 },
      { frequencyMhz: 915, warnings: ['frequencyMhz 0.915 was taken for 915'] },
    ],
    [
      'a negative frequency is none',
      { freq: -5 },
      { frequencyMhz: null, warnings: ['frequencyMhz -5 is out of range'] },
    ],
    [
      'empty text is unknown',
      { mac: '', operator_id: '', caa_id: '', transport: '' },
      { mac: null, operatorId: null, caaId: null, transport: null },
    ],
    ['N/A is unknown', { description: 'N/A' }, { description: null }],
    ['UA type 0 is unknown', { ua_type: 0, ua_type_name: 'No UA type defined' }, { uaType: null }],
    ['the UA type "Unknown" is unknown', { ua_type: null, ua_type_name: 'Unknown' }, { uaType: null }],
    ['a UA type without a name gets one', { ua_type: 4 }, { uaType: 'VTOL (Vertical Take-Off and Landing)' }],
    [
      'make and model come from the registry',
      { rid: { make: 'DJI', model: 'Mini 4', source: 'FAA' } },
      { make: 'DJI', model: 'Mini 4', ridSource: 'FAA' },
    ],
    ['a runtime of 0 is unknown', { runtime: 0 }, { runtimeS: null }],
    [
      'markup stays text',
      { description: '<script>alert(1)</script>' },
      { description: '<script>alert(1)</script>' },
    ],
    ['control characters go', { description: 'a\0b\x1b' }, { description: 'ab' }],
    ['a placeholder id is scoped to its kit', { id: 'drone-alert' }, { droneId: 'drone-alert@kit-1' }],
    ['an id keeps its spaces', { id: 'drone-  spaced id ' }, { droneId: 'drone-  spaced id ' }],
    ['an id has at most 256 characters', { id: 'd'.repeat(5_000) }, { droneId: 'd'.repeat(256) }],
  ])('%s', (_fact, record, expected) => {
    expect(drone(record)).toMatchObject(expected);
  });

  test('of a SiK radio has no speed, height or observed_at, but a time', () => {
    const record = { speed_multiplier: null, observed_at: null, speed: 0.0, height: 0.0, alt: 120.0 };
    expect(drone({ ...record, id: 'drone-900FHSS-NETID-25' })).toMatchObject({
      droneId: 'drone-900FHSS-NETID-25@kit-1',
      kitTimeS: NOW_S,
      speedMps: null,
      heightM: null,
      altitudeM: 120,
    });
  });

  test.each([[''], ['drone-'], ['\0\0'], ['  '], [null], [7]])('with the id %j is rejected', (id) => {
    const { observations, rejects } = normalizeTracks([{ id, lat: 1, lon: 1 }], context);
    expect(observations).toEqual([]);
    expect(rejects).toMatchObject([{ type: 'track', reason: 'no id' }]);
  });
});

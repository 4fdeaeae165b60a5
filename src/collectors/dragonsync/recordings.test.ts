import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createDedupe } from '../../ingest/dedupe.js';
import { createValidate } from '../../ingest/validate.js';
import type { Observation } from '../../domain/observation.js';
import type { NormalizeContext } from './normalize-context.js';
import { normalizeSignals, normalizeTracks } from './normalize.js';
import type { JsonObject } from '../../domain/json.js';
import { listIn, parseJson } from './payload.js';
import { normalizeStatus } from './status.js';

/** Answers of real kits; they do not come with the project. */
const recordings = join(import.meta.dirname, '../../../../shared/fixtures/dragonsync');

function understand(path: string, text: string, receivedAtMs: number): readonly Observation[] {
  const json = parseJson(text);
  const context: NormalizeContext = {
    kitId: 'kit-0',
    sourceId: 'dragonsync:kit-0',
    receivedAtMs,
    clockOffsetMs: 0,
    kitNowMs: receivedAtMs,
  };
  if (path === '/status') return valid([normalizeStatus(json as JsonObject, context)]);
  const { observations, rejects } =
    path === '/drones'
      ? normalizeTracks(listIn(json, 'drones'), context)
      : normalizeSignals(listIn(json, 'signals'), context);
  expect(rejects).toEqual([]);
  return valid(observations);
}

const validate = createValidate({ mode: 'lenient' });

/** What real kits say loses nothing by being validated. */
function valid(observations: readonly Observation[]): readonly Observation[] {
  return observations.map((observation) => {
    const { record, errors, warnings } = validate(observation);
    expect(errors).toEqual([]);
    expect(warnings.filter((each) => !each.endsWith('is unusual'))).toEqual([]);
    return record ?? expect.unreachable();
  });
}

const recording = (name: string) => readFileSync(join(recordings, name), 'utf8');
const odd = () => JSON.parse(recording('odd-inputs.json')) as Record<string, [number, string]>;
const ODD_MS = 1795293842_000;
const KIT0_MS = 1795294371_000;

describe.runIf(existsSync(recordings))('what real kits said', () => {
  test('a body with NaN is understood', () => {
    expect(understand('/drones', odd()['nan_body']?.[1] ?? '', ODD_MS)).toMatchObject([
      { droneId: 'drone-NANLAT', lat: null, lon: null, altitudeM: null, speedMps: null, rssiDbm: -60 },
    ]);
  });

  test.each([
    ['drone-STRRSSI', { rssiDbm: -71 }],
    ['drone-RSSINULL', { rssiDbm: null, mac: null }],
    ['drone-UNICODE-é<img src=x onerror=alert(1)>', { description: '<script>alert(1)</script>' }],
    ['drone-  spaced id ', { lat: 1.5 }],
    ['drone-FREQMHZ', { frequencyMhz: 2437 }],
    ['drone-FREQHZ', { frequencyMhz: 2437 }],
    ['drone-FREQKHZ', { frequencyMhz: 915 }],
    [
      'drone-DIR361',
      {
        courseDeg: null,
        altitudeM: null,
        heightM: null,
        speedMps: null,
        verticalSpeedMps: null,
        warnings: [],
      },
    ],
    ['drone-UA99', { uaType: null }],
    ['drone-UANAME', { uaType: 'VTOL (Vertical Take-Off and Landing)' }],
    ['drone-NESTED', { operationalStatus: null, rssiDbm: null }],
    ['drone-NOLOC', { lat: null, lon: null, altitudeM: null, heightM: null, speedMps: null }],
  ])('%s', (droneId, expected) => {
    const observations = understand('/drones', odd()['odd_drones']?.[1] ?? '', ODD_MS);
    expect(observations.find((each) => each.type === 'track' && each.droneId === droneId)).toMatchObject(
      expected,
    );
  });

  test('a signal of strings is understood', () => {
    expect(understand('/signals', odd()['odd_signals']?.[1] ?? '', ODD_MS)).toMatchObject([
      { frequencyMhz: 5800, bandwidthMhz: null, powerDbm: -40, lat: 10, lon: 20 },
    ]);
  });

  test('a status before the serial is known says nothing at all', () => {
    expect(understand('/status', odd()['status_unknown_serial']?.[1] ?? '', ODD_MS)).toMatchObject([
      {
        uid: null,
        lat: null,
        cpuPercent: null,
        memoryPercent: null,
        uptimeHours: null,
        plutoTempC: null,
        warnings: [],
      },
    ]);
  });

  test('every signal is there, by its frequency', () => {
    const signals = understand('/signals', recording('kit0-signals.json'), KIT0_MS);
    expect(signals.map((each) => each.type === 'signal' && each.frequencyMhz)).toEqual([
      5785, 5822, 915.25, 5658,
    ]);
  });

  test('aircraft are in metres and metres per second', () => {
    const tracks = understand('/drones', recording('kit0-drones.json'), KIT0_MS);
    const first = tracks.find((each) => each.type === 'track' && each.droneId === 'adsb-a00000');
    expect(first).toMatchObject({ callsign: 'SIM000', registration: 'N100SM', courseDeg: 287.7 });
    expect(first?.type === 'track' && first.altitudeM).toBeCloseTo(11_325 * 0.3048, 3);
    expect(first?.type === 'track' && first.speedMps).toBeCloseTo(420.5 * 0.514444, 3);
  });

  test('the aircraft of a dead ADS-B thread are left out', () => {
    const newestDroneMs = 1795293418_000;
    const tracks = understand('/drones', recording('drones-frozen-aircraft.json'), newestDroneMs);
    expect(tracks.filter((each) => each.type === 'track' && each.kind === 'AIRCRAFT')).toEqual([]);
    expect(tracks.length).toBeGreaterThan(5);
  });

  test('25 polls of one kit: no row twice, none at 0/0, no sentinel, times as the kit said them', () => {
    const ticks = JSON.parse(recording('seq-kit0.json')) as {
      t: number;
      path: string;
      status: number;
      body: object;
    }[];
    const dedupe = createDedupe();
    const seen = ticks
      .filter(({ status }) => status === 200)
      .flatMap(({ t, path, body }) => understand(path, JSON.stringify(body), Math.round(t * 1000)))
      .filter((observation) => dedupe.isNew(observation));
    const keys = seen.map((each) =>
      [
        each.type,
        each.type === 'track' ? each.droneId : each.type === 'signal' ? each.signalUid : '',
        each.observedAtMs,
      ].join(' '),
    );
    expect(new Set(keys).size).toBe(keys.length);
    expect(seen.filter(({ lat, lon }) => lat === 0 && lon === 0)).toEqual([]);
    expect(seen.filter(({ timeSource }) => timeSource !== 'kit')).toEqual([]);
    expect(JSON.stringify(seen)).not.toMatch(/:(?:65531|-1000|361)\b/);
    // As many as there are different times of one id in what the kit served.
    const served = ticks.flatMap(({ path, body }) =>
      path === '/drones' ? listIn(body, 'drones') : [],
    ) as JsonObject[];
    const distinct = new Set(
      served.map((each) => `${String(each['id'])} ${String(each['last_update_time'])}`),
    );
    expect(seen.filter(({ type }) => type === 'track')).toHaveLength(distinct.size);
    expect(distinct.size).toBeLessThan(served.length);
  });
});

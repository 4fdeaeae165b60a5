import { describe, expect, test } from 'vitest';
import type { AircraftRecord } from './aircraft-record.js';
import type { DroneRecord } from './drone-record.js';
import { createKitView, type KitViewOptions } from './kit-view.js';
import { distanceM, toGround } from './place.js';
import { createWorld, type WorldOptions } from './world.js';

const startMs = Date.parse('2026-05-04T09:00:00Z');
const position = { lat: 47.662, lon: 9.4813, altitudeM: 454 };

function aView(kit: Partial<KitViewOptions> = {}, world: Partial<WorldOptions> = {}) {
  return createKitView({
    world: createWorld({ seed: 11, startMs, droneCount: 20, ...world }),
    serial: 'TEST',
    position,
    statusAfterMs: 0,
    ...kit,
  });
}

const isDrone = (record: DroneRecord | AircraftRecord): record is DroneRecord =>
  record.track_type === 'drone';
const isAircraft = (record: DroneRecord | AircraftRecord): record is AircraftRecord =>
  record.track_type === 'aircraft';

/** Everything the kit shows in an hour, second by second. */
function hour(view = aView()) {
  return Array.from({ length: 3600 }, (_, i) => {
    const nowMs = startMs + i * 1000;
    return { nowS: nowMs / 1000, records: view.drones(nowMs, startMs) };
  });
}

describe('drones', () => {
  const seconds = hour();
  const drones = seconds.flatMap(({ records }) => records.filter(isDrone));
  const ofId = (id: RegExp) => drones.filter((drone) => id.test(drone.id));

  test('ids are unique within one answer', () => {
    for (const { records } of seconds) expect(new Set(records.map(({ id }) => id)).size).toBe(records.length);
  });

  test('a drone leaves 60 s after its last packet', () => {
    for (const { nowS, records } of seconds) {
      for (const drone of records.filter(isDrone)) {
        expect(nowS - drone.last_update_time).toBeGreaterThan(0);
        expect(nowS - drone.last_update_time).toBeLessThanOrEqual(61);
      }
    }
    const ages = seconds.flatMap(({ nowS, records }) =>
      records.filter(isDrone).map((drone) => nowS - drone.last_update_time),
    );
    expect(Math.max(...ages)).toBeGreaterThan(55);
  });

  test('the same packet is served again until the next one comes', () => {
    const keys = drones.map((drone) => `${drone.id} ${drone.last_update_time}`);
    expect(new Set(keys).size).toBeLessThan(keys.length);
  });

  test('a Basic ID frame takes the position away and the next Location brings it back', () => {
    const positions = drones.filter((drone) => drone.id.startsWith('drone-1') && drone.ua_type !== null);
    const lost = new Set(positions.filter(({ lat, lon }) => lat === 0 && lon === 0).map(({ id }) => id));
    const found = new Set(positions.filter(({ lat }) => lat !== 0).map(({ id }) => id));
    expect(lost.size).toBeGreaterThan(0);
    for (const id of lost) expect(found).toContain(id);
  });

  test('undecodable drones share one placeholder', () => {
    expect(ofId(/^drone-alert$/).length).toBeGreaterThan(0);
    for (const drone of ofId(/^drone-alert$/)) expect(drone).toMatchObject({ lat: 0, lon: 0, alt: 65_531 });
  });

  test('a telemetry radio has no observation time and no kit', () => {
    expect(ofId(/NETID-25$/).length).toBeGreaterThan(0);
    for (const drone of ofId(/NETID-25$/))
      expect(drone).toMatchObject({ observed_at: null, seen_by: null, id_type: '' });
  });

  test('oddities that receivers are known for come up', () => {
    expect(drones.some(({ direction }) => direction === 361)).toBe(true);
    expect(drones.some(({ direction }) => direction !== null && !Number.isInteger(direction))).toBe(true);
    expect(drones.some(({ ua_type, transport }) => ua_type === null && transport === 'BT5-LR-Extended')).toBe(
      true,
    );
    expect(drones.some(({ description }) => description.includes('<img'))).toBe(true);
    expect(drones.some(({ id_type }) => id_type.startsWith('CAA'))).toBe(true);
    expect(drones.some(({ rssi }) => typeof rssi === 'string')).toBe(true);
  });

  test('what is near is heard louder than what is far', () => {
    const world = createWorld({ seed: 11, startMs });
    const heard = drones.filter(({ lat, rssi }) => lat !== 0 && typeof rssi === 'number');
    const apartM = (drone: DroneRecord) =>
      distanceM(toGround(world.place, drone), toGround(world.place, position));
    const mean = (some: DroneRecord[]) => some.reduce((sum, { rssi }) => sum + Number(rssi), 0) / some.length;
    const near = heard.filter((drone) => apartM(drone) < 700);
    const far = heard.filter((drone) => apartM(drone) > 1500);
    expect(mean(near)).toBeGreaterThan(mean(far) + 6);
  });
});

test('two kits report one packet of a drone with the same position and their own power', () => {
  const here = aView({ serial: 'A' });
  const there = aView({ serial: 'B', position: { lat: 47.668, lon: 9.49, altitudeM: 454 } });
  const powers: [unknown, unknown][] = [];
  for (let s = 60; s < 1200; s += 10) {
    const nowMs = startMs + s * 1000;
    const others = there.drones(nowMs, startMs).filter(isDrone);
    for (const drone of here.drones(nowMs, startMs).filter(isDrone)) {
      const other = others.find(
        ({ id, observed_at }) => id === drone.id && observed_at === drone.observed_at,
      );
      if (other === undefined || drone.observed_at === null) continue;
      expect([other.lat, other.lon, other.alt]).toEqual([drone.lat, drone.lon, drone.alt]);
      powers.push([drone.rssi, other.rssi]);
    }
  }
  expect(powers.length).toBeGreaterThan(50);
  expect(powers.filter(([a, b]) => a !== b).length).toBeGreaterThan(powers.length / 2);
});

test('aircraft come in feet and knots with the id for a callsign', () => {
  const aircraft = hour().flatMap(({ records }) => records.filter(isAircraft));
  expect(aircraft.some(({ alt }) => alt > 30_000)).toBe(true);
  expect(aircraft.some(({ flight }) => flight === null)).toBe(true);
  for (const { id, callsign, hex, alt, rssi } of aircraft) {
    expect(callsign).toBe(id);
    expect(id).toBe(`adsb-${hex.toLowerCase()}`);
    expect(alt % 25).toBe(0);
    expect(rssi).toBeLessThan(0);
  }
});

test('aircraft of a dead ADS-B thread stay for ever with their last time', () => {
  const view = aView({ adsbDiesAtS: 600 });
  const at = (s: number) => view.drones(startMs + s * 1000, startMs).filter(isAircraft);
  expect(at(620).length).toBeGreaterThan(0);
  expect(at(50_000)).toEqual(at(620));
});

test('signals carry Hz, are renewed every 2 s, and leave when they expire', () => {
  const view = aView({}, { emitterCount: 6 });
  let seen = 0;
  for (let s = 0; s < 1800; s++) {
    const nowMs = startMs + s * 1000;
    for (const signal of view.signals(nowMs, startMs)) {
      seen++;
      expect(signal.expires_at).toBe(signal.observed_at + 60);
      expect(signal.expires_at).toBeGreaterThanOrEqual(nowMs / 1000 - 1);
      expect(signal.center_hz).toBeGreaterThan(1e8);
      if (signal.signal_type === 'fpv') expect((signal.observed_at * 1000 - startMs) % 2000).toBe(0);
    }
  }
  expect(seen).toBeGreaterThan(100);
});

test('the status never expires and only moves with the monitor', () => {
  const view = aView({ statusAfterMs: 20_000 });
  const at = (s: number) => view.status(startMs + s * 1000, startMs)?.last_update_time ?? null;
  expect(at(19)).toBeNull();
  expect(at(20)).toBe(startMs / 1000 + 20);
  expect(at(49)).toBe(startMs / 1000 + 20);
  expect(at(50)).toBe(startMs / 1000 + 50);
});

test('before its first status a kit signs as unknown', () => {
  const view = aView({ statusAfterMs: 30_000 });
  const signs = (s: number) =>
    new Set(
      view
        .drones(startMs + s * 1000, startMs)
        .filter((record) => record.seen_by !== null)
        .map((record) => record.seen_by),
    );
  expect(signs(20)).toEqual(new Set(['wardragon-unknown']));
  expect(signs(31)).toEqual(new Set(['wardragon-TEST']));
});

test('a kit that has just booted knows nothing of before', () => {
  const bootMs = startMs + 600_000;
  const view = aView();
  expect(view.drones(bootMs + 500, bootMs)).toEqual([]);
  for (const record of view.drones(bootMs + 20_000, bootMs)) {
    expect(record.last_update_time * 1000).toBeGreaterThanOrEqual(bootMs);
  }
});

test('times are by the kit clock', () => {
  const view = aView({ clockOffsetMs: 90_000 });
  const plain = aView();
  const nowMs = startMs + 300_000;
  const late = view.drones(nowMs, startMs).map((record) => record.last_update_time);
  const right = plain.drones(nowMs, startMs).map((record) => record.last_update_time);
  expect(late.length).toBeGreaterThan(0);
  expect(late.map((time) => time - 90)).toEqual(right.map((time) => expect.closeTo(time, 4) as number));
});

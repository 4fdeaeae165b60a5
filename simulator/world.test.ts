import { expect, test } from 'vitest';
import type { Flight } from './flight.js';
import { createKitView } from './kit-view.js';
import { distanceM, friedrichshafen, toDegrees, toGround } from './place.js';
import { pythonJson } from './python-json.js';
import { createWorld } from './world.js';

const startMs = Date.parse('2026-05-04T09:00:00Z');
const hours = (count: number) => Array.from({ length: count * 30 }, (_, i) => i * 120);

function flightsOver(seed: number, droneCount: number): Flight[] {
  const world = createWorld({ seed, startMs, droneCount });
  return [...new Set(hours(3).flatMap((atS) => world.flightsAt(atS, 0)))];
}

function bodiesOf(seed: number): string[] {
  const world = createWorld({ seed, startMs });
  const view = createKitView({ world, serial: 'A', position: { lat: 47.6516, lon: 9.4801, altitudeM: 454 } });
  return [30, 31, 400, 5000].flatMap((atS) => {
    const nowMs = startMs + atS * 1000;
    return [view.drones(nowMs, startMs), view.signals(nowMs, startMs), view.status(nowMs, startMs)].map(
      pythonJson,
    );
  });
}

test('the same seed and start repeat a run to the byte', () => {
  expect(bodiesOf(7)).toEqual(bodiesOf(7));
});

test('another seed gives another run', () => {
  expect(bodiesOf(7)).not.toEqual(bodiesOf(8));
});

test('what a kit shows at a time does not depend on what it was asked before', () => {
  const options = { serial: 'A', position: { lat: 47.6516, lon: 9.4801, altitudeM: 454 } };
  const asked = createKitView({ ...options, world: createWorld({ seed: 7, startMs }) });
  const fresh = createKitView({ ...options, world: createWorld({ seed: 7, startMs }) });
  const atMs = startMs + 4000_000;
  for (let s = 0; s < 6000; s += 60) asked.drones(startMs + s * 1000, startMs);
  expect(asked.drones(atMs, startMs)).toEqual(fresh.drones(atMs, startMs));
});

test('the picture lives on for hours and drones come back', () => {
  const world = createWorld({ seed: 3, startMs, droneCount: 12 });
  const flying = hours(6).map((atS) => world.flightsAt(atS, 0).length);
  expect(Math.min(...flying)).toBeGreaterThanOrEqual(4);
  const flights = new Set(hours(6).flatMap((atS) => world.flightsAt(atS, 0)));
  const ids = new Set([...flights].map(({ droneId }) => droneId));
  expect(ids.size).toBeGreaterThan(12);
  expect(flights.size).toBeGreaterThan(2 * ids.size);
});

test('a world of ten drones shows every habit', () => {
  const habits = new Set(flightsOver(1, 10).map(({ habit }) => habit));
  expect(habits.size).toBe(9);
});

test.each([1, 2, 3])(
  'flights of seed %i start and end on the ground and move no faster than they say',
  (seed) => {
    const flights = flightsOver(seed, 8);
    expect(flights.length).toBeGreaterThan(50);
    const stepS = 0.5;
    // 2.5 m/s² of acceleration between two instants.
    const slackM = 2.5 * stepS * stepS + 1e-6;
    const wrong: string[] = [];
    for (const flight of flights) {
      const check = (what: string, holds: boolean) => {
        if (!holds) wrong.push(`${flight.droneId} from ${flight.startS}: ${what}`);
      };
      check('take-off', Math.abs(flight.motionAt(flight.startS).heightM) < 1e-3);
      check('landing', Math.abs(flight.motionAt(flight.endS).heightM) < 1e-3);
      check('longest', flight.endS - flight.startS <= 840);
      let before = flight.motionAt(flight.startS);
      for (let atS = flight.startS + stepS; atS <= flight.endS; atS += stepS) {
        const now = flight.motionAt(atS);
        const movedM = distanceM(before, now);
        const climbedM = Math.abs(now.heightM - before.heightM);
        const climbMps = Math.max(Math.abs(before.verticalSpeedMps), Math.abs(now.verticalSpeedMps));
        check('cruise', movedM <= flight.model.cruiseMps * stepS + 1e-6);
        check('speed', movedM <= Math.max(before.speedMps, now.speedMps) * stepS + slackM);
        check('climb', climbedM <= climbMps * stepS + slackM);
        check('height', now.heightM >= -1e-6);
        check('course', now.courseDeg >= 0 && now.courseDeg < 360);
        before = now;
      }
    }
    expect(wrong).toEqual([]);
  },
);

test('pilots stand or walk near home', () => {
  const awayM: number[] = [];
  const stepsM: number[] = [];
  for (const flight of flightsOver(5, 8)) {
    for (let atS = flight.startS; atS < flight.endS; atS += 1) {
      const pilot = flight.pilotAt(atS);
      awayM.push(distanceM(pilot, flight.home));
      stepsM.push(distanceM(pilot, flight.pilotAt(atS + 1)));
    }
  }
  expect(awayM.reduce((most, m) => Math.max(most, m))).toBeLessThan(50);
  const fastest = stepsM.reduce((most, m) => Math.max(most, m));
  expect(fastest).toBeGreaterThan(1);
  expect(fastest).toBeLessThanOrEqual(1.2 + 1e-6);
});

test('flights of a slot do not overlap', () => {
  const world = createWorld({ seed: 9, startMs, droneCount: 1, groundTimeS: 30 });
  for (let atS = 0; atS < 20_000; atS += 7) expect(world.flightsAt(atS, 0).length).toBeLessThanOrEqual(1);
});

test('aircraft cross in straight lines at the speed they report', () => {
  const world = createWorld({ seed: 2, startMs, aircraftCount: 4 });
  for (const crossing of new Set(hours(2).flatMap((atS) => world.crossingsAt(atS, 0)))) {
    const early = crossing.stateAt(crossing.startS + 10);
    const later = crossing.stateAt(crossing.startS + 40);
    expect(distanceM(early, later) / 30).toBeCloseTo(early.groundSpeedKt * 0.514444, 3);
    expect(later.trackDeg).toBe(early.trackDeg);
  }
});

test('degrees and metres convert into each other', () => {
  const point = { eastM: -1234.5, northM: 987.6 };
  const back = toGround(friedrichshafen, toDegrees(friedrichshafen, point));
  expect(distanceM(point, back)).toBeLessThan(0.02);
});

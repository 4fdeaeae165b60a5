import { expect, test } from 'vitest';
import { trackName, trackType } from './track-name.js';

const unnamed = { callsign: null, registration: null, droneId: 'drone-1581F5' };

test('a call sign comes before a registration, and that before an id', () => {
  expect(trackName({ ...unnamed, callsign: 'SWR533D', registration: 'HB-JCA' })).toBe('SWR533D');
  expect(trackName({ ...unnamed, registration: 'HB-JCA' })).toBe('HB-JCA');
});

test('of an id stays what tells it from others', () => {
  expect(trackName(unnamed)).toBe('1581F5');
  expect(trackName({ ...unnamed, droneId: 'drone-' })).toBe('drone-');
});

test('a make is not said twice', () => {
  expect(trackType({ make: 'DJI', model: 'DJI Mini 4 Pro' })).toBe('DJI Mini 4 Pro');
  expect(trackType({ make: 'Autel', model: 'EVO II' })).toBe('Autel EVO II');
  expect(trackType({ make: null, model: null })).toBeNull();
});

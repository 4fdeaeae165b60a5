import { expect, test } from 'vitest';
import type { SignalObservation } from './observation.js';
import { matchesSignal, type SignalFilter } from './signal-filter.js';

const heard: SignalObservation = {
  type: 'signal',
  kitId: 'kit-1',
  sourceId: 'dragonsync:kit-1',
  observedAtMs: 0,
  receivedAtMs: 0,
  kitTimeS: null,
  timeSource: 'server',
  warnings: [],
  signalUid: 'fpv-alert-5785MHz',
  frequencyMhz: 5785,
  powerDbm: -51,
  bandwidthMhz: 6,
  lat: 46.7,
  lon: 8,
  altitudeM: 570,
  signalType: 'fpv',
  detectionType: 'confirm',
  source: 'confirm',
  palConfidence: 0.8,
  ntscConfidence: 0.1,
};

const fiji = { minLat: -20, minLon: 177, maxLat: -15, maxLon: -178 };

test.each<[string, SignalFilter, Partial<SignalObservation>, boolean]>([
  ['everything matches an empty filter', {}, {}, true],
  ['a kit that is listed', { kitIds: ['kit-1', 'kit-2'] }, {}, true],
  ['an empty list matches nothing', { kitIds: [] }, {}, false],
  ['a frequency on the lower border', { minFrequencyMhz: 5785 }, {}, true],
  ['a frequency below', { minFrequencyMhz: 5786 }, {}, false],
  ['a frequency on the upper border', { maxFrequencyMhz: 5785 }, {}, true],
  ['a frequency above', { maxFrequencyMhz: 5784 }, {}, false],
  ['a power on the border', { minPowerDbm: -51 }, {}, true],
  ['an unknown power does not match', { minPowerDbm: -200 }, { powerDbm: null }, false],
  ['the detection type', { detectionType: 'confirm' }, {}, true],
  ['another detection type', { detectionType: 'energy' }, {}, false],
  ['a box across the antimeridian, east of it', { bbox: fiji }, { lat: -18, lon: -179 }, true],
  ['a box across the antimeridian, west of it', { bbox: fiji }, { lat: -18, lon: 178 }, true],
  ['a box across the antimeridian does not go round the world', { bbox: fiji }, { lat: -18, lon: 0 }, false],
  ['an unknown position is in no box', { bbox: fiji }, { lat: null, lon: null }, false],
  [
    'an unknown position, where that will do',
    { bbox: fiji, orUnplaced: true },
    { lat: null, lon: null },
    true,
  ],
  ['a known position outside, all the same', { bbox: fiji, orUnplaced: true }, {}, false],
  ['all parts must hold', { kitIds: ['kit-1'], minFrequencyMhz: 6000 }, {}, false],
])('%s', (_fact, filter, signal, matches) => {
  expect(matchesSignal({ ...heard, ...signal }, filter)).toBe(matches);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Selection, Tab } from './app-state.js';
import { formatFragment, noFilters, parseFragment, type UrlState } from './url-state.js';

const nothing: UrlState = { view: null, selection: null, filters: noFilters, tab: 'drones' };

test('an address without a fragment says nothing', () => {
  expect(parseFragment('')).toEqual(nothing);
  expect(formatFragment(nothing)).toBe('');
});

test('reads like what it says', () => {
  const state: UrlState = {
    view: { lat: 47.6, lon: 9.4, zoom: 11 },
    selection: { kind: 'track', droneId: 'drone-1581F5' },
    filters: {
      search: 'mavic 3',
      kinds: ['DRONE'],
      kitIds: ['kit-001', 'kit-002'],
      minAltitudeM: null,
      maxAltitudeM: 500,
    },
    tab: 'kits',
  };
  expect(formatFragment(state)).toBe(
    'at=47.60000/9.40000/11.00&track=drone-1581F5&tab=kits&q=mavic+3&kind=drone&from-kit=kit-001&from-kit=kit-002&alt=~500',
  );
});

test.each([
  'at=91/0/3',
  'at=0/181/3',
  'at=0/0/99',
  'at=0/0',
  'at=1/2/3/4',
  'at=a/b/c',
  'at=//',
  'alt=NaN~Infinity',
  'alt=~',
  'kind=balloon',
  'alt=900~100',
  'tab=<script>',
  'from-kit=',
  `track=${'y'.repeat(1_000)}`,
  `from-kit=${'y'.repeat(1_000)}`,
  'track=',
  '%E0%A4%A',
  '&&&=',
])('leaves out what cannot be used: %s', (fragment) => {
  expect(parseFragment(`#${fragment}`)).toEqual(nothing);
});

test('says everything that it was given, whatever ids and searches contain', () => {
  const text = fc.string({ minLength: 1, unit: 'grapheme' });
  const selection: fc.Arbitrary<Selection | null> = fc.oneof(
    fc.constant(null),
    text.map((droneId) => ({ kind: 'track' as const, droneId })),
    text.map((kitId) => ({ kind: 'kit' as const, kitId })),
    text.map((id) => ({ kind: 'signal' as const, id })),
  );
  const low = fc.option(fc.integer({ min: -500, max: 0 }), { nil: null });
  const high = fc.option(fc.integer({ min: 0, max: 30_000 }), { nil: null });
  const state = fc.record({
    view: fc.option(
      fc.record({
        lat: fc.integer({ min: -90, max: 90 }),
        lon: fc.integer({ min: -180, max: 180 }),
        zoom: fc.integer({ min: 0, max: 22 }),
      }),
      { nil: null },
    ),
    selection,
    filters: fc.record({
      search: fc.string({ unit: 'grapheme' }),
      kinds: fc.subarray(['DRONE', 'AIRCRAFT'] as const),
      kitIds: fc.array(text),
      minAltitudeM: low,
      maxAltitudeM: high,
    }),
    tab: fc.constantFrom<Tab>('drones', 'aircraft', 'signals', 'kits'),
  });
  fc.assert(
    fc.property(state, (given) => {
      expect(parseFragment(`#${formatFragment(given)}`)).toEqual(given);
    }),
  );
});

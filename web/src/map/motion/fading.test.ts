import { expect, test } from 'vitest';
import { signalShownMs } from '../../state/signal-groups.js';
import { signalOpacity, trackOpacity } from './fading.js';

test('what was just heard is drawn in full', () => {
  expect(trackOpacity(false, 0)).toBe(1);
  expect(trackOpacity(false, -5000)).toBe(1);
});

test('the longer nothing is heard, the fainter', () => {
  expect(trackOpacity(false, 20_000)).toBeLessThan(trackOpacity(false, 12_000));
  expect(trackOpacity(true, 20_000)).toBeLessThan(trackOpacity(false, 3_600_000));
});

test('a signal fades, and is gone when the list forgets it', () => {
  expect(signalOpacity(0)).toBe(1);
  expect(signalOpacity(signalShownMs - 1)).toBeGreaterThan(0.29);
  expect(signalOpacity(signalShownMs)).toBe(0);
});

import { expect, test } from 'vitest';
import { pollPhaseMs } from './kit-phase.js';

test('500 kits are spread over the interval, no tenth of it holding more than twice its share', () => {
  const tenths = Array.from({ length: 10 }, () => 0);
  for (let kit = 1; kit <= 500; kit++) {
    const phaseMs = pollPhaseMs(`kit-${String(kit).padStart(3, '0')}`, 5_000);
    expect(phaseMs).toBeGreaterThanOrEqual(0);
    const tenth = Math.floor(phaseMs / 500);
    tenths[tenth] = (tenths[tenth] ?? 0) + 1;
  }
  expect(Math.max(...tenths)).toBeLessThanOrEqual(100);
});

test('a kit keeps its phase', () => {
  expect(pollPhaseMs('kit-001', 5_000)).toBe(pollPhaseMs('kit-001', 5_000));
});

import { expect, test } from 'vitest';
import { aSignalReport } from '../testing/a-signal.js';
import { groupSignals } from './signal-groups.js';

const noonMs = Date.parse('2026-11-22T12:00:00Z');
const at = (secondsAgo: number) => new Date(noonMs - secondsAgo * 1_000).toISOString();

test('what a kit hears again and again on one frequency is one signal', () => {
  const signals = groupSignals(
    [
      aSignalReport({
        id: '2',
        time: at(10),
        frequencyMhz: 5_785.2,
        powerDbm: -70,
        detectionType: 'confirm',
      }),
      aSignalReport({ id: '1', time: at(30), frequencyMhz: 5_784.8, powerDbm: -55, detectionType: 'energy' }),
      aSignalReport({ id: '3', time: at(20), frequencyMhz: 5_785, powerDbm: null }),
    ],
    noonMs,
  );
  expect(signals).toHaveLength(1);
  expect(signals[0]).toMatchObject({
    id: 'signal-5785MHz@kit-001',
    frequencyMhz: 5_785.2,
    detectionType: 'confirm',
    powerDbm: -70,
    strongestDbm: -55,
    reportCount: 3,
    firstTime: at(30),
    time: at(10),
    stale: false,
  });
});

test('other kits, other frequencies and other kinds of signals are others', () => {
  const signals = groupSignals(
    [
      aSignalReport({ id: '1', time: at(1), frequencyMhz: 915, signalType: 'gfsk_fhss' }),
      aSignalReport({ id: '2', time: at(2), frequencyMhz: 915, signalType: 'lora' }),
      aSignalReport({ id: '3', time: at(3), frequencyMhz: 916, signalType: 'lora' }),
      aSignalReport({ id: '4', time: at(4), frequencyMhz: 916, signalType: 'lora', kitId: 'kit-002' }),
    ],
    noonMs,
  );
  expect(signals.map(({ id }) => id)).toEqual([
    'gfsk_fhss-915MHz@kit-001',
    'lora-915MHz@kit-001',
    'lora-916MHz@kit-001',
    'lora-916MHz@kit-002',
  ]);
});

test('is stale when its newest report is more than a minute old', () => {
  const reports = [aSignalReport({ id: '1', time: at(300) }), aSignalReport({ id: '2', time: at(60) })];
  expect(groupSignals(reports, noonMs)[0]?.stale).toBe(false);
  expect(groupSignals(reports, noonMs + 1)[0]?.stale).toBe(true);
});

test('how strong it was is unknown when no report says so', () => {
  expect(groupSignals([aSignalReport()], noonMs)[0]?.strongestDbm).toBeNull();
});

import type { SignalReportFragment } from '../../../operations/generated/graphql.js';
import type { HeardSignal } from '../state/app-state.js';

/** A signal of which little is known, with what matters to a test. */
export function aSignalReport(changes: Partial<SignalReportFragment> = {}): SignalReportFragment {
  return {
    id: 'U2lnbmFsOjE=',
    time: '2026-11-22T12:00:00.000Z',
    kitId: 'kit-001',
    frequencyMhz: 5_800,
    powerDbm: null,
    bandwidthMhz: null,
    lat: null,
    lon: null,
    altitudeM: null,
    detectionType: null,
    signalType: null,
    source: null,
    palConfidence: null,
    ntscConfidence: null,
    ...changes,
  };
}

/** The same, heard once. */
export function aHeardSignal(changes: Partial<HeardSignal> = {}): HeardSignal {
  const report = aSignalReport(changes);
  return {
    ...report,
    firstTime: report.time,
    reportCount: 1,
    strongestDbm: report.powerDbm,
    stale: false,
    ...changes,
  };
}

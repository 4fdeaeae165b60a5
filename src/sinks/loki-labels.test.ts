import { expect, test } from 'vitest';
import { aLogEvent } from '../../test/support/log-events.js';
import { aTrackReport } from '../../test/support/observations.js';
import { createLokiLabeller, type LokiLabels, streamKey } from './loki-labels.js';

const live = { isReplay: false };
const distinct = (all: readonly LokiLabels[], label: string) => new Set(all.map((labels) => labels[label]));

test('an observation is labelled by its kind, the way it came and its kit', () => {
  const labels = createLokiLabeller().labelsOf(aTrackReport({ kitId: 'kit-1' }), live);
  expect(labels).toEqual({
    service: 'airpicture',
    record_type: 'track',
    source_kind: 'dragonsync',
    kit_id: 'kit-1',
  });
});

test('a log line is labelled by its service, environment and severity', () => {
  const event = aLogEvent({
    service: 'gps tracker/2',
    severity: 'warning',
    kitId: null,
    data: { env: 'field' },
  });
  expect(createLokiLabeller().labelsOf(event, live)).toEqual({
    service: 'gps_tracker_2',
    env: 'field',
    severity: 'warning',
    record_type: 'log',
    source_kind: 'push',
  });
});

test('what is replayed has a label of its own', () => {
  expect(createLokiLabeller().labelsOf(aTrackReport(), { isReplay: true })).toMatchObject({ replay: 'true' });
});

test('200 kits are labels; with one more, none is', () => {
  const labeller = createLokiLabeller();
  const of = (at: number) => labeller.labelsOf(aTrackReport({ kitId: `kit-${at}` }), live);
  const first = Array.from({ length: 200 }, (_, at) => of(at));
  expect(distinct(first, 'kit_id').size).toBe(200);
  expect(of(200)).not.toHaveProperty('kit_id');
  expect(of(0)).not.toHaveProperty('kit_id');
});

test('a sender that makes up services ends as "other"', () => {
  const labeller = createLokiLabeller();
  const made = Array.from({ length: 1_000 }, (_, at) =>
    labeller.labelsOf(aLogEvent({ service: `made-up-${at}` }), live),
  );
  expect(distinct(made, 'service').size).toBe(51);
  expect(made.at(-1)).toMatchObject({ service: 'other' });
  expect(made[0]).toMatchObject({ service: 'made-up-0' });
});

test('a sender that makes up everything gets a thousand streams and a few', () => {
  const labeller = createLokiLabeller();
  const keys = new Set<string>();
  for (let at = 0; at < 6_000; at++) {
    const [service, severity, kitId] = [`s${at % 47}`, `v${at % 11}`, `k${at % 199}`];
    const event = aLogEvent({ service, severity, kitId, data: { env: `e${at % 13}` } });
    keys.add(streamKey(labeller.labelsOf(event, { isReplay: at % 2 === 0 })));
  }
  expect(keys.size).toBeGreaterThan(900);
  expect(keys.size).toBeLessThanOrEqual(1_010);
});

test.each(['x'.repeat(5_000), '"}, {evil="1', 'a\nb\u0000c', '\ud800', '日本'])(
  'a label value such as %j is made safe',
  (service) => {
    const { service: value } = createLokiLabeller().labelsOf(aLogEvent({ service }), live);
    expect(value).toMatch(/^[A-Za-z0-9_.-]{1,100}$/);
  },
);

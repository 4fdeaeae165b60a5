import { expect, test } from 'vitest';
import { aTrack } from '../../../test/support/fake-fleet.js';
import { createPieceStore } from './piece-store.js';

test('a text is of one state of a track, and of the reason of a removal', () => {
  const texts = createPieceStore(1e6).open();
  const track = aTrack();
  texts.set(track, 'state');
  expect([texts.get(track), texts.get({ ...track })]).toEqual(['state', undefined]);
  texts.set({ droneId: 'drone-B', reason: 'TIMED_OUT' }, 'gone');
  expect(texts.get({ droneId: 'drone-B', reason: 'TIMED_OUT' })).toBe('gone');
  expect(texts.get({ droneId: 'drone-B', reason: 'LEFT_FILTER' })).toBeUndefined();
});

test('keeps what is asked for and forgets the rest when all selections together have too much', () => {
  const store = createPieceStore(100_000);
  const [used, flooded] = [store.open(), store.open()];
  const [wanted, unwanted] = [aTrack({ droneId: 'wanted' }), aTrack({ droneId: 'unwanted' })];
  used.set(wanted, 'wanted');
  used.set(unwanted, 'unwanted');
  for (let n = 0; n < 500; n++) {
    flooded.set(aTrack({ droneId: `drone-${n}` }), 'x'.repeat(1000));
    expect(used.get(wanted)).toBe('wanted');
  }
  expect(used.get(unwanted)).toBeUndefined();
});

test('newer states of the same track take no more room', () => {
  const texts = createPieceStore(10_000).open();
  const other = aTrack({ droneId: 'other' });
  texts.set(other, 'other');
  for (let n = 0; n < 500; n++) texts.set(aTrack(), 'x'.repeat(1000));
  expect(texts.get(other)).toBe('other');
});

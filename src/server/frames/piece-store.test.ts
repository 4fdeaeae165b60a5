import { expect, test } from 'vitest';
import { aTrack } from '../../../test/support/fake-fleet.js';
import { createPieceStore } from './piece-store.js';

test('a piece is of one state of a track, and of the reason of a removal', () => {
  const texts = createPieceStore(1e6).open();
  const track = aTrack();
  texts.set(track, Buffer.from('state'));
  expect([texts.get(track), texts.get({ ...track })]).toEqual([Buffer.from('state'), undefined]);
  texts.set({ droneId: 'drone-B', reason: 'TIMED_OUT' }, Buffer.from('gone'));
  expect(texts.get({ droneId: 'drone-B', reason: 'TIMED_OUT' })).toEqual(Buffer.from('gone'));
  expect(texts.get({ droneId: 'drone-B', reason: 'LEFT_FILTER' })).toBeUndefined();
});

test('keeps what is asked for and forgets the rest when all selections together have too much', () => {
  const store = createPieceStore(100_000);
  const [used, flooded] = [store.open(), store.open()];
  const [wanted, unwanted] = [aTrack({ droneId: 'wanted' }), aTrack({ droneId: 'unwanted' })];
  used.set(wanted, Buffer.from('wanted'));
  used.set(unwanted, Buffer.from('unwanted'));
  for (let n = 0; n < 500; n++) {
    flooded.set(aTrack({ droneId: `drone-${n}` }), Buffer.from('x'.repeat(1000)));
    expect(used.get(wanted)).toEqual(Buffer.from('wanted'));
  }
  expect(used.get(unwanted)).toBeUndefined();
});

test('newer states of the same track take no more room', () => {
  const texts = createPieceStore(10_000).open();
  const other = aTrack({ droneId: 'other' });
  texts.set(other, Buffer.from('other'));
  for (let n = 0; n < 500; n++) texts.set(aTrack(), Buffer.from('x'.repeat(1000)));
  expect(texts.get(other)).toEqual(Buffer.from('other'));
});

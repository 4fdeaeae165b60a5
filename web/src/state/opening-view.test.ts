import { signal } from '@preact/signals';
import { expect, test, vi } from 'vitest';
import { aTrack } from '../map/testing/a-track.js';
import type { Kit, Selection, View } from './app-state.js';
import { worldView } from './first-view.js';
import { openAt } from './opening-view.js';
import { createTrackPicture } from './track-picture.js';

const atLake = { position: { lat: 47.6, lon: 9.4, altitudeM: null } } as Kit;
const kitsAtLake = new Map([['kit-001', atLake]]);

/** Nobody says where the kits are before they do so themselves. */
const isAway = () => Promise.reject<never>(new Error('away'));

function aPage(selected: Selection | null = null, areKnown = true) {
  const picture = createTrackPicture();
  return {
    view: signal<View>(worldView),
    kits: signal<ReadonlyMap<string, Kit>>(new Map()),
    areKitsKnown: signal(areKnown),
    selection: signal(selected),
    tracks: picture.tracks,
    tracksVersion: picture.version,
    part: picture.part(),
  };
}

test('opens over the kits, and stays there when one moves', () => {
  const page = aPage();
  const opening = openAt(page, false, isAway);
  page.kits.value = kitsAtLake;
  expect(page.view.value).toMatchObject({ lat: expect.closeTo(47.6) as number });
  const opened = page.view.value;
  page.kits.value = new Map([['kit-001', { ...atLake, position: { lat: 10, lon: 10, altitudeM: null } }]]);
  expect(page.view.value).toBe(opened);
  expect(opening.isChosen()).toBe(false);
  opening.end();
});

test('does not take away the place that somebody went to', () => {
  const page = aPage();
  const opening = openAt(page, false, isAway);
  const chosen = { lat: 1, lon: 2, zoom: 9 };
  page.view.value = chosen;
  page.kits.value = kitsAtLake;
  expect(page.view.value).toBe(chosen);
  expect(opening.isChosen()).toBe(true);
  opening.end();
});

test('opens where its address says', () => {
  const page = aPage();
  const opening = openAt(page, true, isAway);
  page.kits.value = kitsAtLake;
  expect(page.view.value).toBe(worldView);
  expect(opening.isChosen()).toBe(true);
  opening.end();
});

test('opens at the track that its address names, also when it comes after the kits', () => {
  const page = aPage({ kind: 'track', droneId: 'a' });
  const opening = openAt(page, false, isAway);
  page.kits.value = kitsAtLake;
  page.part.replace([aTrack({ droneId: 'a', lat: 60, lon: 25 })]);
  expect(page.view.value).toMatchObject({
    lat: expect.closeTo(60) as number,
    lon: expect.closeTo(25) as number,
  });
  const opened = page.view.value;
  page.part.replace([aTrack({ droneId: 'a', lat: 61, lon: 25 })]);
  expect(page.view.value).toBe(opened);
  opening.end();
});

test('a track that is selected later does not move the map', () => {
  const page = aPage();
  const opening = openAt(page, false, isAway);
  page.kits.value = kitsAtLake;
  const opened = page.view.value;
  page.selection.value = { kind: 'track', droneId: 'a' };
  page.part.replace([aTrack({ droneId: 'a', lat: 60, lon: 25 })]);
  expect(page.view.value).toBe(opened);
  opening.end();
});

test('waits for all kits, and nothing is worth asking for before', async () => {
  const page = aPage(null, false);
  const opening = openAt(page, false, isAway);
  page.kits.value = kitsAtLake;
  await Promise.resolve();
  expect([page.view.value, opening.isKnown.value]).toEqual([worldView, false]);
  page.areKitsKnown.value = true;
  expect(page.view.value).toMatchObject({ lat: expect.closeTo(47.6) as number });
  // What listens to the view has its turn first.
  expect(opening.isKnown.value).toBe(false);
  await Promise.resolve();
  expect(opening.isKnown.value).toBe(true);
  opening.end();
});

test('opens over what is heard where no kit knows its place', async () => {
  const page = aPage();
  const opening = openAt(page, false, isAway);
  page.kits.value = new Map([['kit-001', { ...atLake, position: null }]]);
  await Promise.resolve();
  expect([page.view.value, opening.isKnown.value]).toEqual([worldView, true]);
  page.part.replace([aTrack({ droneId: 'a', lat: null, lon: null })]);
  expect(page.view.value).toBe(worldView);
  page.part.replace([aTrack({ droneId: 'b', lat: 60, lon: 25 })]);
  expect(page.view.value).toMatchObject({ lat: expect.closeTo(60) as number });
  opening.end();
});

test('who goes elsewhere before the kits are known is shown that place', async () => {
  const page = aPage(null, false);
  const opening = openAt(page, false, isAway);
  page.view.value = { lat: 1, lon: 2, zoom: 9 };
  await Promise.resolve();
  expect(opening.isKnown.value).toBe(true);
  opening.end();
});

test('opens where the kits are said to be, before they tell themselves', async () => {
  const page = aPage(null, false);
  const opening = openAt(page, false, () => Promise.resolve([{ lat: 47.6, lon: 9.4 }]));
  await vi.waitFor(() => expect(opening.isKnown.value).toBe(true));
  expect(page.view.value).toMatchObject({ lat: expect.closeTo(47.6) as number });
  opening.end();
});

test('where there is no kit the whole world is shown', async () => {
  const page = aPage(null, false);
  const opening = openAt(page, false, () => Promise.resolve([]));
  await vi.waitFor(() => expect(opening.isKnown.value).toBe(true));
  expect(page.view.value).toBe(worldView);
  opening.end();
});

test('nobody is asked where the kits are when the address says where to look', () => {
  const ask = vi.fn(isAway);
  openAt(aPage(null, false), true, ask).end();
  expect(ask).not.toHaveBeenCalled();
});

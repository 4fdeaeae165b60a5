import { expect, test } from 'vitest';
import { palettes } from '../palette.js';
import { vectorLayers } from './vector-layers.js';

const namesOf = (layerNames: readonly string[]) =>
  vectorLayers('archive', layerNames, palettes.dark).map(({ id }) => id);

test('names stand above borders, and borders above roads and water', () => {
  expect(namesOf(['places', 'boundaries', 'roads', 'water', 'earth'])).toEqual([
    'archive-earth',
    'archive-water',
    'archive-roads',
    'archive-boundaries',
    'archive-places',
  ]);
});

test('archives of OpenMapTiles are drawn, too', () => {
  expect(namesOf(['transportation', 'place', 'building'])).toHaveLength(3);
});

test('a layer of unknown meaning is not drawn', () => {
  expect(namesOf(['secrets', 'water'])).toEqual(['archive-water']);
});

import { expect, test } from 'vitest';
import { aViewer } from '../../test/support/viewers.js';
import { ForbiddenError } from '../domain/errors.js';
import { filterKey } from '../live/cursor.js';
import { detectionFilterFor, trackFilterFor } from './viewer-filters.js';

const seeing = aViewer('VIEWER', { scopes: ['READ', 'PII'] });
const other = aViewer('VIEWER');

test('what is searched for is looked for in ids of operators only for who may see them', () => {
  for (const filterFor of [trackFilterFor, detectionFilterFor]) {
    expect(filterFor(seeing, { kitIds: ['a'], search: 'x' })).toEqual({
      kitIds: ['a'],
      search: { text: 'x', inPersonal: true },
    });
    expect(filterFor(other, { kitIds: ['a'], search: 'x' })).toEqual({
      kitIds: ['a'],
      search: { text: 'x', inPersonal: false },
    });
  }
});

test('a filter by operator is refused to who may not see them', () => {
  expect(detectionFilterFor(seeing, { operatorId: 'FIN' })).toMatchObject({ operatorId: 'FIN' });
  expect(() => detectionFilterFor(other, { operatorId: 'FIN' })).toThrow(ForbiddenError);
  expect(() => detectionFilterFor(other, { operatorId: '' })).toThrow(
    'Filtering by operatorId takes the scope PII, which the role OPERATOR or ADMIN has, and a VIEWER who was given it.',
  );
  expect(detectionFilterFor(other, { operatorId: null, make: 'DJI' })).toMatchObject({ make: 'DJI' });
});

test('a cursor of a search is of no use to who sees other matches', () => {
  const keyFor = (viewer: typeof other, search: string | null) =>
    filterKey(trackFilterFor(viewer, { kinds: ['DRONE'], search }));
  expect(keyFor(seeing, 'x')).not.toBe(keyFor(other, 'x'));
  expect(keyFor(seeing, null)).toBe(keyFor(other, null));
});

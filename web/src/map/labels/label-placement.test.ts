import fc from 'fast-check';
import { expect, test } from 'vitest';
import { placeLabels, type LabelRequest } from './label-placement.js';

const options = {
  widthPx: 1000,
  heightPx: 600,
  obstacles: [],
  symbols: [],
  before: new Map(),
  atMost: 300,
} as const;

const label = (id: string, x: number, y: number): LabelRequest => ({
  id,
  x,
  y,
  gapPx: 15,
  widthPx: 80,
  heightPx: 28,
  isNeeded: false,
});

test('a label with room around it is on the right', () => {
  expect(placeLabels([label('a', 500, 300)], options)).toMatchObject([
    { side: 'right', box: { left: 515, top: 286 } },
  ]);
});

test('at the right edge it is on the left', () => {
  expect(placeLabels([label('a', 980, 300)], options)[0]?.side).toBe('left');
});

test('it stays on the side where it was', () => {
  const before = new Map([['a', 'below' as const]]);
  expect(placeLabels([label('a', 500, 300)], { ...options, before })[0]?.side).toBe('below');
});

test('an obstacle is not covered', () => {
  const obstacles = [{ left: 512, top: 280, right: 600, bottom: 320 }];
  expect(placeLabels([label('a', 500, 300)], { ...options, obstacles })[0]?.side).toBe('left');
});

test('a symbol is covered only when no other side is free', () => {
  const symbols = [{ left: 530, top: 290, right: 550, bottom: 310 }];
  expect(placeLabels([label('a', 500, 300)], { ...options, symbols })[0]?.side).toBe('left');
  const everywhere = [{ left: 0, top: 0, right: 1000, bottom: 600 }];
  expect(placeLabels([label('a', 500, 300)], { ...options, symbols: everywhere })[0]?.side).toBe('right');
});

test('of many in the same place, the first have one and the last have none', () => {
  const crowd = Array.from({ length: 9 }, (_, i) => label(`label-${i}`, 500, 300));
  const placed = placeLabels(crowd, options).map(({ request }) => request.id);
  expect(placed).toEqual(['label-0', 'label-1', 'label-2', 'label-3']);
});

test('what is selected has its label, whatever is there', () => {
  const obstacles = [{ left: 300, top: 200, right: 700, bottom: 400 }];
  const selected = { ...label('a', 500, 300), isNeeded: true };
  expect(placeLabels([selected], { ...options, obstacles })).toHaveLength(1);
  expect(placeLabels([label('a', 500, 300)], { ...options, obstacles })).toEqual([]);
});

test('never more than can be read', () => {
  const many = Array.from({ length: 50 }, (_, i) =>
    label(`label-${i}`, 20 + (i % 10) * 95, 40 + Math.floor(i / 10) * 90),
  );
  expect(placeLabels(many, { ...options, atMost: 7 })).toHaveLength(7);
});

test('no two labels cover each other and all are inside, wherever things are', () => {
  const place = fc.record({ x: fc.integer({ min: -50, max: 1050 }), y: fc.integer({ min: -50, max: 650 }) });
  fc.assert(
    fc.property(fc.array(place, { maxLength: 120 }), (places) => {
      const placed = placeLabels(
        places.map(({ x, y }, i) => label(`label-${i}`, x, y)),
        options,
      );
      placed.forEach(({ box: a }, i) => {
        expect(a.left >= 0 && a.top >= 0 && a.right <= 1000 && a.bottom <= 600).toBe(true);
        for (const { box: b } of placed.slice(i + 1)) {
          expect(Math.abs(a.left - b.left) >= 80 || Math.abs(a.top - b.top) >= 28).toBe(true);
        }
      });
    }),
    { numRuns: 50 },
  );
});

import { describe, expect, test } from 'vitest';
import { altitudeBands } from './altitude-bands.js';
import { palettes, type Theme } from './palette.js';

/** Relative luminance as WCAG 2 defines it. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [dark = 0, bright = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (bright + 0.05) / (dark + 0.05);
}

describe.each(Object.keys(palettes) as Theme[])('the palette %s', (theme) => {
  const palette = palettes[theme];
  const symbols = [
    ...palette.altitudes,
    palette.unknownAltitude,
    palette.signal,
    palette.selected,
    palette.link,
    ...Object.values(palette.kit),
  ];

  test('has a colour for every band of altitude', () => {
    expect(palette.altitudes).toHaveLength(altitudeBands.length);
  });

  test.each(symbols)('%s stands out from land and water', (colour) => {
    expect(contrast(colour, palette.land)).toBeGreaterThanOrEqual(3);
    expect(contrast(colour, palette.water)).toBeGreaterThanOrEqual(3);
  });

  test.each([palette.text, palette.mutedText])('text in %s can be read', (colour) => {
    for (const ground of [palette.land, palette.water, palette.halo]) {
      expect(contrast(colour, ground)).toBeGreaterThanOrEqual(4.5);
    }
  });
});

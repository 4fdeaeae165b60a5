/**
 * The symbols of the map, as SVG path data in a box of 32 by 32 around 0/0, up being where it flies to. The canvas and
 * the legend draw the same paths.
 */
export interface Shape {
  /** Filled; empty for none. */
  readonly fill: string;
  /** Drawn as a line; empty for none. */
  readonly stroke: string;
}

export type ShapeName =
  | 'drone'
  | 'drone-without-course'
  | 'aircraft'
  | 'aircraft-without-course'
  | 'signal'
  | 'kit-online'
  | 'kit-stale'
  | 'kit-offline'
  | 'kit-error'
  | 'pilot'
  | 'home';

/** Half the box: nothing is drawn farther from the middle. */
export const SHAPE_RADIUS = 16;
export const SHAPE_STROKE = 2.2;

const circle = (x: number, y: number, r: number) =>
  `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;

const rotors = [circle(-7, -5, 3.4), circle(7, -5, 3.4), circle(-7, 7, 3.4), circle(7, 7, 3.4)].join('');
const frame = 'M-7 -5L7 7M7 -5L-7 7';
const box = 'M-8 -1h16v10h-16z';
const mast = 'M0 -1V-11';

export const shapes: Readonly<Record<ShapeName, Shape>> = {
  drone: { fill: `${rotors}${circle(0, 1, 3)}M0 -14.5L4 -9h-8z`, stroke: frame },
  'drone-without-course': { fill: `${rotors}${circle(0, 1, 3)}`, stroke: frame },
  aircraft: {
    fill:
      'M0 -13.5C1.3 -13.5 2.1 -12 2.1 -9.8V-4.6L13 2.4V5L2.1 1.9L1.6 8.2L5 10.8V12.7L0 11.3L-5 12.7V10.8' +
      'L-1.6 8.2L-2.1 1.9L-13 5V2.4L-2.1 -4.6V-9.8C-2.1 -12 -1.3 -13.5 0 -13.5z',
    stroke: '',
  },
  'aircraft-without-course': { fill: circle(0, 0, 2.4), stroke: 'M0 -10L10 0L0 10L-10 0z' },
  signal: {
    fill: circle(0, 0, 2.6),
    stroke:
      'M-5 -5A7.1 7.1 0 0 0 -5 5M5 -5A7.1 7.1 0 0 1 5 5M-8.6 -8.6A12.2 12.2 0 0 0 -8.6 8.6M8.6 -8.6A12.2 12.2 0 0 1 8.6 8.6',
  },
  'kit-online': { fill: `${box}${circle(0, -11, 2.2)}`, stroke: mast },
  'kit-stale': { fill: `M-8 4h16v5h-16z${circle(0, -11, 2.2)}`, stroke: `${box}${mast}` },
  'kit-offline': { fill: '', stroke: `${box}${mast}` },
  'kit-error': { fill: '', stroke: `${box}${mast}M-4 1l8 6M4 1l-8 6` },
  pilot: { fill: `${circle(0, -5, 3.6)}M-6.5 9a6.5 8.4 0 0 1 13 0z`, stroke: '' },
  home: { fill: 'M0 -9.5L10.5 0H7.5V9H-7.5V0H-10.5z', stroke: '' },
};

import { SHAPE_RADIUS, SHAPE_STROKE, shapes, type ShapeName } from './shapes.js';

export interface ShapeIconProps {
  readonly name: ShapeName;
  readonly colour?: string;
  /** CSS pixels. */
  readonly size?: number;
}

/** A symbol of the map outside of it: in the legend and in lists. It says nothing that stands not beside it in words. */
export function ShapeIcon({ name, colour = 'currentColor', size = 20 }: ShapeIconProps) {
  const { fill, stroke } = shapes[name];
  const side = 2 * SHAPE_RADIUS;
  return (
    <svg
      class="shape-icon"
      width={size}
      height={size}
      viewBox={`${-SHAPE_RADIUS} ${-SHAPE_RADIUS} ${side} ${side}`}
      aria-hidden="true"
    >
      {fill !== '' && <path d={fill} fill={colour} />}
      {stroke !== '' && (
        <path
          d={stroke}
          fill="none"
          stroke={colour}
          stroke-width={SHAPE_STROKE}
          stroke-linecap="round"
          stroke-linejoin="round"
        />
      )}
    </svg>
  );
}

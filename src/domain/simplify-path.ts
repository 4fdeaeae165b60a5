import type { PathPoint } from './track.js';

const METRES_PER_DEGREE = 111_320;

/**
 * At most `maxPoints` of a path's points with its shape preserved: again and again the point that
 * spans the smallest triangle with its neighbours goes, as in M. Visvalingam and J. D. Whyatt, "Line
 * generalisation by repeated elimination of points", The Cartographic Journal 30 (1993). Areas are in
 * square metres of a plane that touches the path's first point. Both ends stay; with one point, the newest.
 */
export function simplifyPath(points: readonly PathPoint[], maxPoints: number): PathPoint[] {
  if (points.length <= maxPoints) return [...points];
  if (maxPoints < 2) return points.slice(points.length - Math.max(0, maxPoints));
  const { xs, ys } = toPlane(points);
  const last = points.length - 1;
  const previous = Int32Array.from(points, (_, i) => i - 1);
  const next = Int32Array.from(points, (_, i) => i + 1);
  const areas = new Float64Array(points.length).fill(Infinity);
  const triangle = (i: number) => triangleArea(xs, ys, previous[i]!, i, next[i]!);
  for (let i = 1; i < last; i++) areas[i] = triangle(i);
  const heap = createIndexHeap(areas, last);
  const removed = new Uint8Array(points.length);
  for (let surplus = points.length - maxPoints; surplus > 0; surplus--) {
    const i = heap.popSmallest();
    const area = areas[i]!;
    const before = previous[i]!;
    const after = next[i]!;
    removed[i] = 1;
    next[before] = after;
    previous[after] = before;
    for (const neighbour of [before, after]) {
      if (neighbour === 0 || neighbour === last) continue;
      // Never below the area just removed, so that points go in the order of their weight.
      areas[neighbour] = Math.max(triangle(neighbour), area);
      heap.moved(neighbour);
    }
  }
  return points.filter((_, i) => removed[i] === 0);
}

/** Equirectangular metres about the first point; longitudes unrolled, so that crossing ±180° is a small step. */
function toPlane(points: readonly PathPoint[]): { xs: Float64Array; ys: Float64Array } {
  const xs = new Float64Array(points.length);
  const ys = new Float64Array(points.length);
  const origin = points[0]!;
  const metresPerDegreeLon = METRES_PER_DEGREE * Math.cos((origin.lat * Math.PI) / 180);
  let unrolledLon = origin.lon;
  points.forEach((point, i) => {
    unrolledLon += ((((point.lon - unrolledLon + 180) % 360) + 360) % 360) - 180;
    xs[i] = (unrolledLon - origin.lon) * metresPerDegreeLon;
    ys[i] = (point.lat - origin.lat) * METRES_PER_DEGREE;
  });
  return { xs, ys };
}

function triangleArea(xs: Float64Array, ys: Float64Array, a: number, b: number, c: number): number {
  const abX = xs[b]! - xs[a]!;
  const abY = ys[b]! - ys[a]!;
  const acX = xs[c]! - xs[a]!;
  const acY = ys[c]! - ys[a]!;
  return Math.abs(abX * acY - abY * acX) / 2;
}

/** A binary heap of the indexes 1 … end-1, smallest weight first; `moved` restores it after a weight grew or shrank. */
function createIndexHeap(weights: Float64Array, end: number) {
  const heap = Int32Array.from({ length: end - 1 }, (_, i) => i + 1);
  const slotOf = new Int32Array(end);
  let size = heap.length;
  const weightAt = (slot: number) => weights[heap[slot]!]!;
  const put = (slot: number, index: number) => {
    heap[slot] = index;
    slotOf[index] = slot;
  };
  const swap = (a: number, b: number) => {
    const index = heap[a]!;
    put(a, heap[b]!);
    put(b, index);
  };
  const sink = (from: number) => {
    for (let slot = from; ;) {
      let smallest = slot;
      for (const child of [2 * slot + 1, 2 * slot + 2]) {
        if (child < size && weightAt(child) < weightAt(smallest)) smallest = child;
      }
      if (smallest === slot) return;
      swap(slot, smallest);
      slot = smallest;
    }
  };
  const rise = (from: number) => {
    for (let slot = from; slot > 0;) {
      const parent = (slot - 1) >> 1;
      if (weightAt(parent) <= weightAt(slot)) return;
      swap(slot, parent);
      slot = parent;
    }
  };
  heap.forEach((index, slot) => (slotOf[index] = slot));
  for (let slot = (size >> 1) - 1; slot >= 0; slot--) sink(slot);
  return {
    popSmallest(): number {
      const index = heap[0]!;
      size -= 1;
      put(0, heap[size]!);
      sink(0);
      return index;
    },
    moved(index: number): void {
      rise(slotOf[index]!);
      sink(slotOf[index]!);
    },
  };
}

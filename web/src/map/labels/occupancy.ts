/** CSS pixels. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const CELL_PX = 64;

/** Which parts of a canvas are taken. */
export interface Occupancy {
  isFree(box: Box): boolean;
  take(box: Box): void;
}

export function createOccupancy(): Occupancy {
  // Looking at the boxes of a few cells instead of all: there are hundreds of labels in each of 60 frames a second.
  const cells = new Map<number, Box[]>();

  function* keysOf({ left, top, right, bottom }: Box): Generator<number> {
    for (let row = Math.floor(top / CELL_PX); row <= Math.floor(bottom / CELL_PX); row += 1) {
      for (let column = Math.floor(left / CELL_PX); column <= Math.floor(right / CELL_PX); column += 1) {
        yield row * 4096 + column;
      }
    }
  }

  return {
    isFree(box) {
      for (const key of keysOf(box)) {
        if (cells.get(key)?.some((taken) => overlap(taken, box)) === true) return false;
      }
      return true;
    },
    take(box) {
      for (const key of keysOf(box)) {
        const cell = cells.get(key);
        if (cell === undefined) cells.set(key, [box]);
        else cell.push(box);
      }
    },
  };
}

export function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

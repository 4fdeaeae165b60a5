export interface Place {
  readonly left: number;
  readonly top: number;
}

/** Places for boxes of one height and any width in a square: side by side, and shelf below shelf. */
export interface Shelves {
  /** Null when it is full. */
  place(width: number): Place | null;
  clear(): void;
}

export function createShelves(side: number, height: number): Shelves {
  let left = 0;
  let top = 0;
  return {
    place(width) {
      if (left + width > side) {
        left = 0;
        top += height;
      }
      if (width > side || top + height > side) return null;
      const place = { left, top };
      left += width;
      return place;
    },
    clear() {
      left = 0;
      top = 0;
    },
  };
}

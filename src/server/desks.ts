/** Kept for a reader that is slow, it is kept as a whole: so it is not larger. */
const DESK_BYTES = 128 * 1024;

/** Memory on which messages are made, and which is used again when they have left: it stays in the processor's cache. */
export interface Desk {
  readonly bytes: Buffer;
  used: number;
  /** Some of it has not left yet, and must not be written over. */
  isKept: boolean;
}

export interface Desks {
  /** One with room for so many bytes, which are at most `DESK_BYTES`. */
  withRoom(bytes: number): Desk;
  /** Everything has left but what is on those that are kept. */
  clear(): void;
}

export function createDesks(): Desks {
  let desks: Desk[] = [];
  let current = 0;
  return {
    withRoom(bytes) {
      let desk = desks[current];
      if (desk !== undefined && desk.used + bytes > DESK_BYTES) {
        current += 1;
        desk = desks[current];
      }
      if (desk === undefined) {
        desk = { bytes: Buffer.allocUnsafeSlow(DESK_BYTES), used: 0, isKept: false };
        desks.push(desk);
      }
      return desk;
    },
    clear() {
      // As many as were needed this time; a burst is not remembered for ever.
      desks = desks.slice(0, current + 1).filter(({ isKept }) => !isKept);
      for (const desk of desks) desk.used = 0;
      current = 0;
    },
  };
}

/**
 * Buffers of their own for many small texts would each have to be allocated and collected; parts of a large
 * one are nearly free. A part that is kept, because its reader is slow, keeps the whole of it: so it is not larger.
 */
const slabBytes = 128 * 1024;
/** A character becomes at most so many bytes: two, which make up one of four bytes, count as two. */
const mostBytesPerCharacter = 3;

/** Encodes texts as UTF-8. */
export interface Slabs {
  encode(text: string): Buffer;
}

export function createSlabs(): Slabs {
  let slab = Buffer.alloc(0);
  let used = 0;
  return {
    encode(text) {
      const mostBytes = text.length * mostBytesPerCharacter;
      if (mostBytes > slabBytes / 4) return Buffer.from(text);
      if (used + mostBytes > slab.length) {
        slab = Buffer.allocUnsafeSlow(slabBytes);
        used = 0;
      }
      const start = used;
      used += slab.write(text, start);
      return slab.subarray(start, used);
    },
  };
}

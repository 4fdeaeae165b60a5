import { arrayLiteral } from './array-literal.js';

export type ElementType = 'text' | 'float8' | 'int4' | 'boolean' | 'timestamptz' | 'uuid';
export type ElementValue = string | number | boolean | null | undefined;

/** An element type's object id, and its elements in PostgreSQL's binary format. */
interface BinaryType {
  readonly oid: number;
  /** Bytes of each element; null: as many as its text has. */
  readonly bytes: number | null;
  /** Returns the end of what it wrote; null when the value is not one of this type, or finds no room. */
  readonly write: (buffer: Buffer, view: DataView, at: number, value: ElementValue) => number | null;
}

const BINARY: Readonly<Partial<Record<ElementType, BinaryType>>> = {
  text: { oid: 25, bytes: null, write: writeText },
  float8: {
    oid: 701,
    bytes: 8,
    write(_buffer, view, at, value) {
      if (typeof value !== 'number') return null;
      // JSON, and with it every client, knows no -0: added to 0 it is 0.
      view.setFloat64(at, value + 0);
      return at + 8;
    },
  },
  int4: {
    oid: 23,
    bytes: 4,
    write(_buffer, view, at, value) {
      if (typeof value !== 'number' || (value | 0) !== value) return null;
      view.setInt32(at, value);
      return at + 4;
    },
  },
  boolean: {
    oid: 16,
    bytes: 1,
    write(_buffer, view, at, value) {
      if (typeof value !== 'boolean') return null;
      view.setUint8(at, value ? 1 : 0);
      return at + 1;
    },
  },
  timestamptz: { oid: 1184, bytes: 8, write: writeTime },
};

/** Number of dimensions, whether there are nulls, element type; length and first index of the one dimension. */
const HEADER_BYTES = 20;
const LENGTH_BYTES = 4;
const NULL_LENGTH = -1;
/** UTF-8 bytes for one UTF-16 unit, at most. */
const MOST_BYTES_PER_UNIT = 3;

const EPOCH_2000_MS = Date.UTC(2000, 0);
const MAX_DATE_MS = 8.64e15;
const TWO_TO_32 = 2 ** 32;
const LAST_ASCII = 0x7f;

/**
 * An array as a parameter for `unnest`, one value per item; null and undefined become NULL. Times are epoch
 * milliseconds. Binary, because writing digits and reading them again costs both sides more than all of the rest.
 * As text when a value is not one of the type, so that PostgreSQL says what is wrong with it. Null when there is
 * nothing but nulls: `unnest` fills up a shorter array with them.
 */
export function arrayParameter<T>(
  type: ElementType,
  items: readonly T[],
  valueOf: (item: T) => ElementValue,
): Buffer | string | null {
  const values = new Array<ElementValue>(items.length);
  let known = 0;
  let units = 0;
  for (let index = 0; index < items.length; index++) {
    const value = valueOf(items[index] as T);
    values[index] = value;
    if (value === null || value === undefined) continue;
    known++;
    if (typeof value === 'string') units += value.length;
  }
  if (known === 0) return null;
  const binary = BINARY[type];
  if (binary === undefined) return arrayLiteral(values, (value) => value);
  return (
    binaryArray(binary, values, binary.bytes === null ? units : known * binary.bytes) ??
    // Nearly all text is ASCII, so that there is room for more only when it is needed.
    (binary.bytes === null ? binaryArray(binary, values, units * MOST_BYTES_PER_UNIT) : null) ??
    arrayLiteral(values, (value) => value)
  );
}

/** @param room bytes for all elements together; null is returned when it is not enough, or a value is of another type */
function binaryArray(
  { oid, write }: BinaryType,
  values: readonly ElementValue[],
  room: number,
): Buffer | null {
  const buffer = Buffer.allocUnsafe(HEADER_BYTES + LENGTH_BYTES * values.length + room);
  const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.length);
  view.setInt32(0, 1);
  view.setInt32(4, 1);
  view.setInt32(8, oid);
  view.setInt32(12, values.length);
  view.setInt32(16, 1);
  let at = HEADER_BYTES;
  // What the lengths of all elements that are still to come take.
  let reserved = LENGTH_BYTES * values.length;
  for (const value of values) {
    const start = at + LENGTH_BYTES;
    reserved -= LENGTH_BYTES;
    if (value === null || value === undefined) {
      view.setInt32(at, NULL_LENGTH);
      at = start;
      continue;
    }
    const end = write(buffer, view, start, value);
    if (end === null || end + reserved > buffer.length) return null;
    view.setInt32(at, end - start);
    at = end;
  }
  return buffer.subarray(0, at);
}

function writeText(buffer: Buffer, _view: DataView, at: number, text: ElementValue): number | null {
  if (typeof text !== 'string') return null;
  if (at + text.length > buffer.length) return null;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    // A call for each text would take several times as long as this loop.
    if (unit > LAST_ASCII) {
      const end = at + Buffer.byteLength(text);
      if (end > buffer.length) return null;
      buffer.write(text, at);
      return end;
    }
    buffer[at + index] = unit;
  }
  return at + text.length;
}

/** Microseconds since 2000, 64 bits. Exact as far as a double holds them: until 2255. */
function writeTime(_buffer: Buffer, view: DataView, at: number, ms: ElementValue): number | null {
  if (typeof ms !== 'number' || !(Math.abs(ms) <= MAX_DATE_MS)) return null;
  const us = Math.round((ms - EPOCH_2000_MS) * 1000);
  const high = Math.floor(us / TWO_TO_32);
  view.setInt32(at, high);
  view.setUint32(at + 4, us - high * TWO_TO_32);
  return at + 8;
}

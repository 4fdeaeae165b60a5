/** A vector tile with one layer, all of which is one square. */
export function fullVectorTile(layer: string): Uint8Array {
  const extent = 4096;
  const zigzag = (value: number) => (value << 1) ^ (value >> 31);
  const [moveTo, lineTo3, close] = [9, 26, 15];
  const square = [
    moveTo,
    ...[0, 0].map(zigzag),
    lineTo3,
    ...[extent, 0, 0, extent, -extent, 0].map(zigzag),
    close,
  ].flatMap(varint);
  const polygon = 3;
  const feature = [...field(3, varint(polygon)), ...field(4, square, true)];
  const content = [
    ...field(15, varint(2)),
    ...field(1, [...Buffer.from(layer)], true),
    ...field(2, feature, true),
    ...field(5, varint(extent)),
  ];
  return Uint8Array.from(field(3, content, true));
}

/** As protocol buffers write it: a number, or bytes with their length. */
function field(number: number, bytes: readonly number[], isBytes = false): number[] {
  return [...varint((number << 3) | (isBytes ? 2 : 0)), ...(isBytes ? varint(bytes.length) : []), ...bytes];
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let left = value >>> 0;
  for (; left > 0x7f; left >>>= 7) bytes.push((left & 0x7f) | 0x80);
  return [...bytes, left];
}

import { gzipSync } from 'node:zlib';
import { Compression, TileType, zxyToTileId } from 'pmtiles';

export interface ArchivedTile {
  readonly zxy: readonly [z: number, x: number, y: number];
  readonly data: Uint8Array;
}

const HEADER_BYTES = 127;

/**
 * A PMTiles archive of version 3, as `pmtiles extract` makes them: gzip inside, one directory. Tiles are as they are
 * given, in any order.
 */
export function pmtilesArchive(
  given: readonly ArchivedTile[],
  { tileType = TileType.Png, metadata = {} }: { tileType?: TileType; metadata?: object } = {},
): Buffer {
  const tiles = given
    .map(({ zxy, data }) => ({ id: zxyToTileId(...zxy), z: zxy[0], data }))
    .sort((a, b) => a.id - b.id);
  const directory = gzipSync(
    Buffer.from([
      ...varint(tiles.length),
      ...tiles.flatMap(({ id }, i) => varint(id - (tiles[i - 1]?.id ?? 0))),
      // Each is there once.
      ...tiles.flatMap(() => varint(1)),
      ...tiles.flatMap(({ data }) => varint(data.length)),
      // The first begins at 0, each other behind the one before it.
      ...tiles.flatMap((_tile, i) => varint(i === 0 ? 1 : 0)),
    ]),
  );
  const json = gzipSync(JSON.stringify(metadata));
  const content = Buffer.concat(tiles.map(({ data }) => data));

  const header = Buffer.alloc(HEADER_BYTES);
  header.write('PMTiles\u0003', 'latin1');
  const metadataAt = HEADER_BYTES + directory.length;
  const contentAt = metadataAt + json.length;
  const places = [
    [HEADER_BYTES, directory.length],
    [metadataAt, json.length],
    // No leaf directories.
    [contentAt, 0],
    [contentAt, content.length],
    [tiles.length, tiles.length],
  ];
  places.flat().forEach((value, i) => header.writeBigUInt64LE(BigInt(value), 8 + 8 * i));
  header.writeBigUInt64LE(BigInt(tiles.length), 88);
  header.set([1, Compression.Gzip, Compression.None, tileType], 96);
  const zooms = tiles.map(({ z }) => z);
  header.set([Math.min(...zooms), Math.max(...zooms)], 100);
  [-180, -85, 180, 85].forEach((degrees, i) => header.writeInt32LE(degrees * 1e7, 102 + 4 * i));
  return Buffer.concat([header, directory, json, content]);
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let left = value;
  for (; left > 0x7f; left = Math.floor(left / 0x80)) bytes.push((left & 0x7f) | 0x80);
  return [...bytes, left];
}

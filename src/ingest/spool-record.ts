import { crc32 } from 'node:zlib';
import type { SinkRecord } from '../sinks/sink.js';

/**
 * How a record lies on disk: a byte with the version of this layout, the CRC-32 of all that follows
 * (4 bytes), when it was appended (epoch ms, 8 bytes, double), JSON. Numbers are big-endian.
 */
const VERSION = 1;
const CRC_AT = 1;
const TIME_AT = 5;
const JSON_AT = 13;

export interface RecordOnDisk {
  readonly appendedAtMs: number;
  readonly record: SinkRecord;
}

export function encodeRecord({ appendedAtMs, record }: RecordOnDisk): Buffer {
  const json = JSON.stringify(record);
  const bytes = Buffer.allocUnsafe(JSON_AT + Buffer.byteLength(json));
  bytes[0] = VERSION;
  bytes.writeDoubleBE(appendedAtMs, TIME_AT);
  bytes.write(json, JSON_AT);
  bytes.writeUInt32BE(crc32(bytes.subarray(TIME_AT)), CRC_AT);
  return bytes;
}

/** Null when it is not as `encodeRecord` made it: damaged, or of a version that is not known here. */
export function decodeRecord(bytes: Buffer): RecordOnDisk | null {
  if (bytes.length < JSON_AT || bytes[0] !== VERSION) return null;
  if (bytes.readUInt32BE(CRC_AT) !== crc32(bytes.subarray(TIME_AT))) return null;
  try {
    return {
      appendedAtMs: bytes.readDoubleBE(TIME_AT),
      record: JSON.parse(bytes.toString('utf8', JSON_AT)) as SinkRecord,
    };
  } catch {
    return null;
  }
}

import type { SharedResult } from './frames/shared-result.js';

/** A result as a message of one operation on one socket. */
export interface TextMessage {
  readonly result: SharedResult;
  /** What comes ahead of the result, and behind it. */
  readonly before: Buffer;
  readonly after: Buffer;
}

const FINAL_TEXT = 0x81;
const SHORT = 126;
const LONG = 127;

/** Of the whole message in one unmasked frame (RFC 6455, section 5.2). */
export function frameBytes(message: TextMessage): number {
  const bytes = payloadBytes(message);
  return headerBytes(bytes) + bytes;
}

/** @param target as long as the frame */
export function writeTextFrame(target: Buffer, message: TextMessage): void {
  const { result, before, after } = message;
  const at = writeHeader(target, payloadBytes(message));
  target.set(before, at);
  target.set(after, result.writeTo(target, at + before.length));
}

/** The same frame in parts, of which the largest is shared with everybody who is sent the result. */
export function textFrameParts(message: TextMessage): readonly Buffer[] {
  const bytes = payloadBytes(message);
  const header = Buffer.alloc(headerBytes(bytes));
  writeHeader(header, bytes);
  return [header, message.before, message.result.encoded(), message.after];
}

function payloadBytes({ result, before, after }: TextMessage): number {
  return before.length + result.bytes + after.length;
}

function headerBytes(bytes: number): number {
  return bytes < SHORT ? 2 : bytes < 65_536 ? 4 : 10;
}

function writeHeader(target: Buffer, bytes: number): number {
  target[0] = FINAL_TEXT;
  if (bytes < SHORT) {
    target[1] = bytes;
  } else if (bytes < 65_536) {
    target[1] = SHORT;
    target.writeUInt16BE(bytes, 2);
  } else {
    target[1] = LONG;
    target[2] = target[3] = 0;
    target.writeUIntBE(bytes, 4, 6);
  }
  return headerBytes(bytes);
}

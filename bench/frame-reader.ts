/** What a server sends over WebSocket, frame by frame, without a copy of what came whole. */
export interface FrameReader {
  /** `chunk` may be overwritten when this has returned. */
  read(chunk: Buffer): void;
}

export interface Frame {
  /** 0 goes on with the message before it, 1 is text, 8 close, 9 ping. */
  readonly opcode: number;
  readonly isLast: boolean;
  /** The payload is `bytes` from `from` to before `to`, until the callback returns. */
  readonly bytes: Buffer;
  readonly from: number;
  readonly to: number;
}

/** For frames without extensions and masks, as servers send them. */
export function createFrameReader(onFrame: (frame: Frame) => void): FrameReader {
  let rest: Buffer | null = null;
  return {
    read(chunk) {
      const bytes: Buffer = rest === null ? chunk : Buffer.concat([rest, chunk]);
      let at = 0;
      for (;;) {
        const payload = payloadAt(bytes, at);
        if (payload === null || payload.to > bytes.length) break;
        const first = bytes[at] ?? 0;
        onFrame({ opcode: first & 0x0f, isLast: (first & 0x80) !== 0, bytes, ...payload });
        at = payload.to;
      }
      rest = at === bytes.length ? null : Buffer.from(bytes.subarray(at));
    },
  };
}

/** Null while not even the header is there. */
function payloadAt(bytes: Buffer, at: number): { from: number; to: number } | null {
  if (at + 2 > bytes.length) return null;
  const length = (bytes[at + 1] ?? 0) & 0x7f;
  if (length < 126) return { from: at + 2, to: at + 2 + length };
  if (length === 126)
    return at + 4 > bytes.length ? null : { from: at + 4, to: at + 4 + bytes.readUInt16BE(at + 2) };
  return at + 10 > bytes.length
    ? null
    : { from: at + 10, to: at + 10 + Number(bytes.readBigUInt64BE(at + 2)) };
}

/** A frame as clients send them; `opcode` 1 is text, 10 pong. For less than 64 KiB. */
export function clientFrame(opcode: number, payload: Buffer): Buffer {
  const header = payload.length < 126 ? Buffer.alloc(6) : Buffer.alloc(8);
  header[0] = 0x80 | opcode;
  if (payload.length < 126) header[1] = 0x80 | payload.length;
  else {
    header[1] = 0x80 | 126;
    header.writeUInt16BE(payload.length, 2);
  }
  // A mask of zeros leaves the payload as it is.
  return Buffer.concat([header, payload]);
}

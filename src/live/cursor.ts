/** A place in the stream of changes: which run of the process, and how many changes it had seen. */
export interface StreamPosition {
  readonly epoch: string;
  readonly sequence: number;
}

/** Opaque to clients; they hand it back as `after`. */
export function encodeCursor({ epoch, sequence }: StreamPosition): string {
  return Buffer.from(`${epoch}.${sequence}`).toString('base64url');
}

/** Null for anything that `encodeCursor` did not make. */
export function decodeCursor(cursor: string): StreamPosition | null {
  const match = /^([0-9a-f]{1,32})\.(0|[1-9]\d{0,14})$/.exec(Buffer.from(cursor, 'base64url').toString());
  return match ? { epoch: match[1]!, sequence: Number(match[2]) } : null;
}

/** An execution result as JSON in UTF-8: one object for all who are sent it. */
export interface SharedResult {
  readonly bytes: number;
  /** Writes it, and returns where it ends. */
  writeTo(target: Buffer, at: number): number;
  /** The same bytes for everyone. */
  encoded(): Buffer;
}

/** Items of a list in a result as JSON, each with a comma behind it. */
export type EncodedItems = readonly Buffer[];

/** @param texts ASCII: what comes ahead of each list, and behind the last one */
export function createSharedResult(texts: readonly string[], lists: readonly EncodedItems[]): SharedResult {
  let bytes = 0;
  for (const text of texts) bytes += text.length;
  for (const items of lists) {
    for (const item of items) bytes += item.length;
    if (items.length > 0) bytes -= 1;
  }
  const writeTo = (target: Buffer, start: number): number => {
    let at = start;
    for (let index = 0; index < texts.length; index++) {
      at += target.write(texts[index]!, at, 'latin1');
      const items = lists[index];
      if (items === undefined || items.length === 0) continue;
      for (const item of items) {
        target.set(item, at);
        at += item.length;
      }
      // The last comma is written over by the text behind the list.
      at -= 1;
    }
    return at;
  };
  return keepEncoded(bytes, writeTo);
}

/** @param json with whatever characters */
export function createTextResult(json: string): SharedResult {
  const encoded = Buffer.from(json);
  return {
    bytes: encoded.length,
    writeTo: (target, at) => at + encoded.copy(target, at),
    encoded: () => encoded,
  };
}

function keepEncoded(bytes: number, writeItems: SharedResult['writeTo']): SharedResult {
  // Let go when it is encoded: items hold what would otherwise be gone.
  let write: SharedResult['writeTo'] | null = writeItems;
  let kept: Buffer | null = null;
  let isFirst = true;
  const encoded = () => {
    if (kept === null) {
      kept = Buffer.allocUnsafe(bytes);
      write?.(kept, 0);
      write = null;
    }
    return kept;
  };
  return {
    bytes,
    writeTo(target, at) {
      // The first may be the only one.
      if (isFirst && write !== null) {
        isFirst = false;
        return write(target, at);
      }
      return at + encoded().copy(target, at);
    },
    encoded,
  };
}

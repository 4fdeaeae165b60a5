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
  return new ListResult(texts, lists);
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

/** A class, as there is one for each message: functions with their scopes would be six objects instead of one. */
class ListResult implements SharedResult {
  readonly bytes: number;
  readonly #texts: readonly string[];
  /** Let go when it is encoded: items hold what would otherwise be gone. */
  #lists: readonly EncodedItems[] | null;
  #encoded: Buffer | null = null;
  #isFirst = true;

  constructor(texts: readonly string[], lists: readonly EncodedItems[]) {
    let bytes = 0;
    for (const text of texts) bytes += text.length;
    for (const items of lists) {
      for (const item of items) bytes += item.length;
      if (items.length > 0) bytes -= 1;
    }
    this.bytes = bytes;
    this.#texts = texts;
    this.#lists = lists;
  }

  writeTo(target: Buffer, at: number): number {
    const lists = this.#lists;
    // The first may be the only one.
    if (this.#isFirst && lists !== null) {
      this.#isFirst = false;
      return this.#write(lists, target, at);
    }
    return at + this.encoded().copy(target, at);
  }

  encoded(): Buffer {
    if (this.#encoded === null) {
      this.#encoded = Buffer.allocUnsafe(this.bytes);
      this.#write(this.#lists ?? [], this.#encoded, 0);
      this.#lists = null;
    }
    return this.#encoded;
  }

  #write(lists: readonly EncodedItems[], target: Buffer, start: number): number {
    const texts = this.#texts;
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
  }
}

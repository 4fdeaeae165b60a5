/** First in, first out; taking is as cheap from a long one as from a short one. */
export interface WorkQueue<Item> {
  add(item: Item): void;
  take(): Item | undefined;
  isEmpty(): boolean;
  clear(): void;
}

export function createWorkQueue<Item>(): WorkQueue<Item> {
  let incoming: Item[] = [];
  /** Last first. */
  let outgoing: Item[] = [];
  return {
    add: (item) => void incoming.push(item),
    take() {
      if (outgoing.length === 0) {
        outgoing = incoming.reverse();
        incoming = [];
      }
      return outgoing.pop();
    },
    isEmpty: () => incoming.length + outgoing.length === 0,
    clear() {
      incoming = [];
      outgoing = [];
    },
  };
}

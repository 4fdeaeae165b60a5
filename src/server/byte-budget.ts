/** How many bytes a number of parties may hold together. */
export interface ByteBudget {
  /** An account that starts empty. */
  open(): ByteAccount;
}

export interface ByteAccount {
  /** False, and nothing is taken, when all parties together would hold too much. */
  take(bytes: number): boolean;
  /** Gives everything back; twice is harmless. */
  close(): void;
}

export function createByteBudget(maxBytes: number): ByteBudget {
  let held = 0;
  return {
    open() {
      let own = 0;
      return {
        take(bytes) {
          if (held + bytes > maxBytes) return false;
          held += bytes;
          own += bytes;
          return true;
        },
        close() {
          held -= own;
          own = 0;
        },
      };
    },
  };
}

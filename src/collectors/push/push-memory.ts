/** What is sent back to whoever pushed. */
export interface PushReply {
  readonly httpStatus: number;
  /** JSON text. */
  readonly text: string;
  /** When to send the same again; null when there is no need to. */
  readonly retryAfterMs: number | null;
}

interface KnownPush {
  readonly receivedAtMs: number;
  /** Of what was sent; null when only its key is known, from before a restart. */
  readonly fingerprint: string | null;
  /** Null when nothing was acknowledged, or that was before a restart. */
  readonly reply: PushReply | null;
}

export interface PushMemoryLimits {
  readonly maxPushes: number;
  readonly maxBytes: number;
  readonly windowMs: number;
}

/** The pushes of the last while, by key. Those that were asked for least lately go first. */
export interface PushMemory {
  get(key: string, nowMs: number): KnownPush | null;
  set(key: string, push: KnownPush): void;
  forget(key: string): void;
}

/** A rough count of what an entry costs besides its answer. */
const ENTRY_BYTES = 400;

export function createPushMemory({ maxPushes, maxBytes, windowMs }: PushMemoryLimits): PushMemory {
  // A Map keeps the order of insertion, so the first one is the one that waited longest.
  const pushes = new Map<string, KnownPush>();
  let bytes = 0;

  function forget(key: string) {
    const push = pushes.get(key);
    if (push === undefined) return;
    pushes.delete(key);
    bytes -= bytesOf(push);
  }
  function keep(key: string, push: KnownPush) {
    pushes.set(key, push);
    bytes += bytesOf(push);
  }

  return {
    get(key, nowMs) {
      const push = pushes.get(key);
      if (push === undefined) return null;
      forget(key);
      if (nowMs - push.receivedAtMs > windowMs) return null;
      keep(key, push);
      return push;
    },
    set(key, push) {
      forget(key);
      keep(key, push);
      for (const oldest of pushes.keys()) {
        if (pushes.size <= maxPushes && bytes <= maxBytes) return;
        forget(oldest);
      }
    },
    forget,
  };
}

function bytesOf({ reply }: KnownPush): number {
  return ENTRY_BYTES + (reply?.text.length ?? 0);
}

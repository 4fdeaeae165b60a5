import { getOperationAST, OperationTypeNode, type ExecutionArgs } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { LRUCache } from 'lru-cache';

/**
 * How long ago a range has to have ended for its answers to be kept: by then kits have been polled,
 * batches pushed and retried, and short outages written. What comes later still is told to `stored`.
 */
const SETTLED_AFTER_MS = 15 * 60_000;
/** Other processes, such as an import, write without telling this one. */
const KEPT_MS = 60_000;
const MAX_BYTES = 64 * 1024 * 1024;
/** What an entry costs beside its texts, generously. */
const ENTRY_BYTES = 500;

export interface ResponseCacheOptions {
  /** Epoch ms. */
  readonly now: () => number;
  readonly maxBytes?: number;
}

interface Answer {
  readonly text: string;
  /** End of the latest range that the answer is about. */
  readonly toMs: number;
}

/** A question whose answer may be kept, from when it is asked. */
interface CacheTicket {
  readonly key: string;
  readonly toMs: number;
  /** What had been forgotten by then: an answer that was read before and comes after must not be kept. */
  readonly changes: number;
}

/** Answers about stretches of time in which hardly anything changes any more. */
export interface ResponseCache {
  /** Null when ranges that end at `toMs` may still change every moment. */
  ticket(key: string, toMs: number): CacheTicket | null;
  get(ticket: CacheTicket): string | null;
  put(ticket: CacheTicket, text: string): void;
  /** Records were stored, the earliest of them observed then: forgets the answers that may lack one. */
  stored(earliestMs: number): void;
  /** Something else was changed, such as the history of a kit deleted. */
  clear(): void;
}

export function createResponseCache({ now, maxBytes = MAX_BYTES }: ResponseCacheOptions): ResponseCache {
  const answers = new LRUCache<string, Answer>({
    maxSize: maxBytes,
    // Strings take two bytes a character when they hold more than Latin-1.
    sizeCalculation: ({ text }, key) => ENTRY_BYTES + 2 * (text.length + key.length),
    ttl: KEPT_MS,
    perf: { now },
    ttlResolution: 0,
  });
  let changes = 0;

  return {
    ticket: (key, toMs) => (toMs <= now() - SETTLED_AFTER_MS ? { key, toMs, changes } : null),
    get: ({ key }) => answers.get(key)?.text ?? null,
    put(ticket, text) {
      if (ticket.changes === changes) answers.set(ticket.key, { text, toMs: ticket.toMs });
    },
    stored(earliestMs) {
      // Nothing that is kept or being read for it reaches so far.
      if (earliestMs >= now() - SETTLED_AFTER_MS) return;
      changes += 1;
      for (const [key, { toMs }] of answers.entries()) if (earliestMs < toMs) answers.delete(key);
    },
    clear() {
      changes += 1;
      answers.clear();
    },
  };
}

/** Mutations are rare, and some delete history. */
export function useForgetting(cache: Pick<ResponseCache, 'clear'>): Plugin {
  return {
    onExecute({ args }) {
      const { document, operationName } = args as ExecutionArgs;
      const isMutation = getOperationAST(document, operationName)?.operation === OperationTypeNode.MUTATION;
      return isMutation ? { onExecuteDone: () => cache.clear() } : undefined;
    },
  };
}

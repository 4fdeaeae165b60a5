import type { SinkName } from '../../domain/dead-letter.js';
import { groupBy } from '../../domain/group-by.js';
import type { Observation } from '../../domain/observation.js';
import type { Refusal } from '../../ingest/delivery.js';
import type { PushTarget } from '../../ingest/push-outcome.js';
import { createAutoRegister } from './auto-register.js';
import { parseBatch, type Batch } from './batch.js';
import { createGivenTimes } from './distinct-times.js';
import { onlyKits, type PushKits } from './kits.js';
import { httpStatusOf, pushAnswer, type StoredOutcome } from './push-answer.js';
import { pushKeyOf } from './push-key.js';
import { createPushMemory, type PushReply } from './push-memory.js';
import { PushRefusedError } from './push-refused-error.js';
import { noRecordBudget, type RecordBudget } from './record-budget.js';
import { logSourceOf, type Sender } from './sender.js';
import { understandBatch } from './understand-batch.js';

export interface PushesDeps {
  readonly target: PushTarget;
  readonly kits: PushKits;
  /** Register kits that are not known, rather than to reject what they push. */
  readonly autoRegister: boolean;
  /** The sinks that are enabled; the first one is the primary. */
  readonly sinks: readonly [SinkName, ...SinkName[]];
  /** Null when records are taken. */
  readonly refusal: () => Refusal | null;
  /**
   * Whether all that was taken before this process started has been remembered. Until then, what leaves its
   * times to us is refused: it may be stored already, with other times. @default () => true
   */
  readonly isPastKnown?: () => boolean;
  /** @default any number of records */
  readonly budget?: RecordBudget;
  readonly now: () => number;
}

interface Push {
  /** Decompressed JSON text. */
  readonly text: string;
  /** What the client knows the push by; null when it did not say. */
  readonly idempotencyKey: string | null;
  readonly sender: Sender;
}

/** Takes what clients push. */
export interface Pushes {
  /** Why nothing can be taken from the sender now; null when it can. */
  refusal(sender: Sender): PushRefusedError | null;
  /**
   * Answers when every message is stored, on disk, or known to be neither. The same push again gets the
   * first answer, and waits for it when it is not there yet; but not after one by which nothing was taken,
   * since by then its kit may be registered.
   *
   * @throws {PushRefusedError} nothing of it was taken
   */
  take(push: Push): Promise<PushReply & { readonly isReplay: boolean }>;
  /** Pushes that were taken before this process started: what they left without a time gets the same again. */
  remember(pushes: Iterable<{ readonly key: string; readonly receivedAtMs: number }>): void;
}

/** A quarter of an hour of a hundred pushes a second; most remember no more than when they came. */
const MEMORY = { maxPushes: 100_000, maxBytes: 48 * 2 ** 20, windowMs: 86_400_000 };
const LOST_RETRY_AFTER_MS = 5_000;
const STARTING_RETRY_AFTER_MS = 1_000;

export function createPushes({
  target,
  kits,
  autoRegister,
  sinks,
  refusal,
  isPastKnown = () => true,
  budget = noRecordBudget,
  now,
}: PushesDeps): Pushes {
  const memory = createPushMemory(MEMORY);
  const underWay = new Map<string, { readonly fingerprint: string; readonly reply: Promise<PushReply> }>();
  const registerUnknown = createAutoRegister(kits);
  const givenTimes = createGivenTimes();

  async function store(
    batch: Batch,
    pushKey: string,
    came: {
      readonly sender: Sender;
      readonly receivedAtMs: number;
      /** This push came before. */
      readonly isKnown: boolean;
      /** It counts as having come later. */
      readonly postpone: (receivedAtMs: number) => void;
    },
  ): Promise<PushReply> {
    const { isKnown, sender } = came;
    let { receivedAtMs } = came;
    const ownKits = onlyKits(kits, sender.kitIds);
    const logSource = logSourceOf(sender, batch.source);
    if (autoRegister) await registerUnknown(batch, ownKits, sender.actor);
    let understood = understandBatch(batch, { pushKey, receivedAtMs, kits: ownKits, logSource });
    // What is sent again has times of its own already, and has to get the same.
    const laterMs = isKnown ? 0 : givenTimes.claim(understood.records);
    if (laterMs > 0) {
      receivedAtMs += laterMs;
      came.postpone(receivedAtMs);
      understood = understandBatch(batch, { pushKey, receivedAtMs, kits: ownKits, logSource });
    }
    // They are several times as large as their records, and would otherwise be kept until the commit.
    batch.messages = [];
    const { records, places, letters } = understood;
    const rejected = [...understood.rejected];
    const dependsOnReceipt = records.some(({ timeSource }) => timeSource === 'server');
    if (dependsOnReceipt && !isKnown && !isPastKnown()) {
      throw new PushRefusedError(
        'UNAVAILABLE',
        'The server is starting, and takes only messages that have a time yet. Send the same again shortly.',
        { retryAfterMs: STARTING_RETRY_AFTER_MS },
      );
    }
    if (letters.length > 0) target.bury(letters);
    const outcomes =
      records.length === 0
        ? []
        : await target.push(records, {
            received: dependsOnReceipt ? { type: 'pushReceived', key: pushKey, receivedAtMs } : null,
            priority: batch.priority,
          });
    const stored: StoredOutcome[] = [];
    const heard: Observation[] = [];
    outcomes.forEach((outcome, place) => {
      const index = places[place]!;
      const record = records[place]!;
      if (outcome.rejected !== null) {
        const { reason, detail } = outcome.rejected;
        rejected.push({ index, code: 'INVALID', message: detail === null ? reason : `${reason}: ${detail}` });
        return;
      }
      stored.push(outcome.sinks);
      if (record.type !== 'log') heard.push(record);
    });
    tellKits(heard);

    rejected.sort((one, other) => one.index - other.index);
    const answer = pushAnswer(batch.size, rejected, stored, sinks);
    const httpStatus = httpStatusOf(answer, sinks[0]);
    return {
      httpStatus,
      text: JSON.stringify(answer),
      retryAfterMs: httpStatus === 503 ? LOST_RETRY_AFTER_MS : null,
    };
  }

  function tellKits(observations: readonly Observation[]) {
    for (const [kitId, ofKit] of groupBy(observations, (observation) => observation.kitId))
      kits.heard(kitId, ofKit, now());
  }

  function overBudget(sender: Sender): PushRefusedError | null {
    const retryAfterMs = budget.waitMs(sender.id);
    return retryAfterMs === 0
      ? null
      : new PushRefusedError(
          'RATE_LIMITED',
          'These are more records than one sender may push (INGEST_RECORDS_PER_SECOND). Send the same again later.',
          { retryAfterMs },
        );
  }

  return {
    refusal(sender) {
      const tooMuch = overBudget(sender);
      if (tooMuch !== null) return tooMuch;
      const why = refusal();
      if (why === null) return null;
      const { retryAfterMs } = why;
      return why.kind === 'busy'
        ? new PushRefusedError('BUSY', 'Too much is waiting to be stored. Send the same again later.', {
            retryAfterMs,
          })
        : new PushRefusedError(
            'FULL',
            'Neither the database nor the disk takes anything now. Send the same again later.',
            {
              retryAfterMs,
            },
          );
    },

    async take({ text, idempotencyKey, sender }) {
      const batch = parseBatch(text);
      const { fingerprint } = batch;
      const key = pushKeyOf(batch.source, idempotencyKey, fingerprint, sender.kitIds);
      const known = memory.get(key, now());
      const first = underWay.get(key);
      const firstFingerprint = first?.fingerprint ?? known?.fingerprint ?? fingerprint;
      if (firstFingerprint !== fingerprint) {
        throw new PushRefusedError(
          'IDEMPOTENCY_KEY_REUSED',
          'This Idempotency-Key came with another body before. Use a new key for each batch.',
        );
      }
      if (first !== undefined) return { ...(await first.reply), isReplay: true };
      if (known !== null && known.reply !== null) return { ...known.reply, isReplay: true };
      // Others of the same sender may have been taken while this one was read.
      const tooMuch = overBudget(sender);
      if (tooMuch !== null) throw tooMuch;
      budget.spend(sender.id, Math.max(1, batch.size));

      let receivedAtMs = known?.receivedAtMs ?? now();
      const postpone = (toMs: number) => {
        receivedAtMs = toMs;
        memory.set(key, { receivedAtMs, fingerprint, reply: null });
      };
      // Even when it fails: what is sent again must get the same times, or what was stored already is stored twice.
      postpone(receivedAtMs);
      const running = store(batch, key, { sender, receivedAtMs, isKnown: known !== null, postpone });
      underWay.set(key, { fingerprint, reply: running });
      try {
        const reply = await running;
        if (reply.httpStatus < 400) memory.set(key, { receivedAtMs, fingerprint, reply });
        return { ...reply, isReplay: false };
      } catch (error) {
        // Nothing of it was taken, so there are no times that it would have to have again.
        if (error instanceof PushRefusedError && known === null) memory.forget(key);
        throw error;
      } finally {
        underWay.delete(key);
      }
    },

    remember(pushes) {
      // The newest last, since the first would be the first to be forgotten.
      const oldestFirst = [...pushes].sort((one, other) => one.receivedAtMs - other.receivedAtMs);
      for (const { key, receivedAtMs } of oldestFirst) {
        if (memory.get(key, now()) === null)
          memory.set(key, { receivedAtMs, fingerprint: null, reply: null });
      }
    },
  };
}

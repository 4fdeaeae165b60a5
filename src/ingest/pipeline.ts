import { promisify } from 'node:util';
import type { Logger } from 'pino';
import type { DeadLetter, SinkName } from '../domain/dead-letter.js';
import type { LivePublisher } from '../domain/live.js';
import type { LogEvent } from '../domain/log-event.js';
import type { Observation } from '../domain/observation.js';
import { priorityOf } from '../domain/priority.js';
import type { Sink, SinkRecord } from '../sinks/sink.js';
import { deadLetterOf } from './dead-letter.js';
import type { Dedupe } from './dedupe.js';
import type { Delivery, Offer } from './delivery.js';
import type { Enrich } from './enrich.js';
import type { PushOptions, PushOutcome, PushTarget, Rejection } from './push-outcome.js';
import { createReceipt, type Outcome } from './receipt.js';
import type { Validate } from './validate.js';

/** What the pipeline needs of an Outlet. */
interface PipelineOutlet {
  readonly sink: Pick<Sink, 'name' | 'takes'>;
  readonly delivery: Pick<Delivery, 'offer'>;
}

export interface PipelineDeps {
  readonly validate: Validate;
  readonly dedupe: Pick<Dedupe, 'isNew'>;
  readonly enrich: Enrich;
  readonly live: Pick<LivePublisher, 'accept'>;
  readonly outlets: readonly PipelineOutlet[];
  readonly logger: Logger;
  readonly now: () => number;
}

export interface Pipeline extends PushTarget {
  /**
   * For what sources report again and again: hands what is new to the live picture and to every sink.
   * Returns how many that were. Never waits and never throws.
   */
  accept(observations: readonly Observation[]): number;
}

type Incoming = Observation | LogEvent;

/** What is pushed later than this after it was observed is history, not news. */
const NEWS_MS = 300_000;

/** Records of a push that are worked on in one turn of the event loop: some milliseconds. */
const SLICE = 500;
const nextTurn = promisify(setImmediate);

export function createPipeline(deps: PipelineDeps): Pipeline {
  const { validate, dedupe, enrich, live, outlets, logger, now } = deps;

  /** The live picture must not depend on storing, nor storing on the live picture. */
  function show(observations: readonly Observation[]) {
    if (observations.length === 0) return;
    try {
      live.accept(observations);
    } catch (error) {
      logger.error({ err: error }, 'the live picture refused observations');
    }
  }

  function offerWithoutReceipt(offers: readonly Offer[]) {
    for (const { sink, delivery } of outlets) {
      const taken = offers.filter(({ record }) => sink.takes(record));
      if (taken.length > 0) delivery.offer(taken, null);
    }
  }

  // No higher than logs: a flood of rubbish must not displace what can be used.
  const bury = (letters: readonly DeadLetter[]) =>
    offerWithoutReceipt(letters.map((record) => ({ record, priority: 'LOW' })));

  function check<T extends Incoming>(record: T, letters: DeadLetter[]): T | Rejection {
    const { record: valid, errors } = validate(record);
    if (valid !== null) return valid;
    const { reason, detail } = errors[0] ?? { reason: 'invalid', detail: null };
    const { kitId, sourceId, receivedAtMs } = record;
    letters.push(
      deadLetterOf(
        { stage: 'VALIDATE', reason, detail, sink: null, kitId, sourceId, format: 'observation' },
        record,
        receivedAtMs,
      ),
    );
    return { reason, detail };
  }

  async function pushSlice(
    records: readonly Incoming[],
    { received, priority }: PushOptions,
  ): Promise<readonly PushOutcome[]> {
    const letters: DeadLetter[] = [];
    const news: Observation[] = [];
    const rejections = new Map<number, Rejection>();
    const accepted: Incoming[] = [];
    const newsSinceMs = now() - NEWS_MS;
    for (const [index, record] of records.entries()) {
      let checked = check(record, letters);
      if (!('type' in checked)) {
        rejections.set(index, checked);
        continue;
      }
      if (checked.type !== 'log' && dedupe.isNew(checked)) {
        checked = enrich(checked);
        if (checked.observedAtMs >= newsSinceMs) news.push(checked);
      }
      accepted.push(checked);
    }
    show(news);
    bury(letters);

    const offers: Offer[] = accepted.map((record) => ({
      record,
      priority: priority ?? priorityOf(record),
    }));
    const bySink = await Promise.all(
      outlets.map(
        async (outlet) => [outlet.sink.name, await offerWithReceipt(outlet, offers, received)] as const,
      ),
    );
    let at = 0;
    return records.map((_, index): PushOutcome => {
      const rejected = rejections.get(index);
      if (rejected !== undefined) return { rejected };
      const sinks = outcomesAt(bySink, at);
      at += 1;
      return { rejected: null, sinks };
    });
  }

  return {
    bury,

    accept(observations) {
      const letters: DeadLetter[] = [];
      const fresh: Observation[] = [];
      for (const observation of observations) {
        // First, because most of what a kit serves it has served before.
        if (!dedupe.isNew(observation)) continue;
        const checked = check(observation, letters);
        if ('type' in checked) fresh.push(enrich(checked));
      }
      show(fresh);
      offerWithoutReceipt(fresh.map((record) => ({ record, priority: priorityOf(record) })));
      bury(letters);
      return fresh.length;
    },

    async push(records, { received, priority }) {
      const slices: Promise<readonly PushOutcome[]>[] = [];
      for (let start = 0; start < records.length; start += SLICE) {
        // Others want a turn, too: among them the sinks, which can begin with what they have.
        if (start > 0) await nextTurn();
        const slice = records.slice(start, start + SLICE);
        slices.push(pushSlice(slice, { received: start === 0 ? received : null, priority }));
      }
      return (await Promise.all(slices)).flat();
    },
  };
}

/** What became of each offer; undefined for those that are none of the sink's business. */
async function offerWithReceipt(
  { sink, delivery }: PipelineOutlet,
  offers: readonly Offer[],
  received: SinkRecord | null,
): Promise<readonly (Outcome | undefined)[]> {
  // Ahead of the records: without it they would get other times if they came again after a crash.
  if (received !== null && sink.takes(received))
    delivery.offer([{ record: received, priority: 'CRITICAL' }], null);
  const taken = offers.filter(({ record }) => sink.takes(record));
  const receipt = createReceipt(taken.length);
  delivery.offer(taken, receipt);
  const outcomes = await receipt.outcomes;
  if (taken.length === offers.length) return outcomes;
  let at = 0;
  return offers.map(({ record }) => (sink.takes(record) ? outcomes[at++] : undefined));
}

function outcomesAt(
  bySink: readonly (readonly [SinkName, readonly (Outcome | undefined)[]])[],
  at: number,
): Partial<Record<SinkName, Outcome>> {
  const sinks: Partial<Record<SinkName, Outcome>> = {};
  for (const [name, outcomes] of bySink) {
    const outcome = outcomes[at];
    if (outcome !== undefined) sinks[name] = outcome;
  }
  return sinks;
}

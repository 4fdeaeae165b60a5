import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { DatabaseUnavailableError } from '../db/database-errors.js';
import {
  claimDeadLetter,
  deleteDeadLetters,
  oldestDeadLetters,
  settleDeadLetter,
} from '../db/dead-letters.js';
import type { Actor } from '../domain/actor.js';
import type { DeadLetter, SinkName } from '../domain/dead-letter.js';
import {
  MAX_RETRIES_PER_PASS,
  type DeadLetterDesk,
  type RetriedDeadLetter,
  type RetryOutcome,
} from '../domain/dead-letter-desk.js';
import { groupBy } from '../domain/group-by.js';
import type { LogEvent } from '../domain/log-event.js';
import type { Observation } from '../domain/observation.js';
import { SinkError } from '../sinks/sink.js';
import type { Rejection } from './push-outcome.js';
import type { Validate } from './validate.js';

type Rec = Observation | LogEvent;
type OtherSink = Exclude<SinkName, 'tsdb'>;

export interface DeadLetterDeskDeps {
  readonly pool: Pool;
  /** Makes a record of a letter's text again: the same one each time, so that storing it twice does no harm. */
  readonly understand: (letter: DeadLetter) => Rec | Rejection;
  readonly validate: Validate;
  /**
   * Stores a record in the database and deletes the letter, in one transaction.
   *
   * @throws {SinkError} nothing is known to have changed
   */
  readonly writeAndSettle: (record: Rec, letterId: string, actor: Actor) => Promise<void>;
  /**
   * The other sinks that are in use. Each resolves when the sink has the record, or the disk has it for
   * the sink, or the sink is not for such records.
   *
   * @throws {SinkError}
   */
  readonly others: Readonly<Partial<Record<OtherSink, (record: Rec) => Promise<void>>>>;
  readonly now: () => number;
  readonly logger: Logger;
}

export function createDeadLetterDesk(deps: DeadLetterDeskDeps): DeadLetterDesk {
  const { pool, now, logger } = deps;
  return {
    async retry(selection, { dryRun }, actor) {
      const startedAtMs = now();
      const { letters, count } = await oldestDeadLetters(pool, selection, MAX_RETRIES_PER_PASS);
      const visit = dryRun ? (letter: DeadLetter) => preview(deps, letter) : createRetry(deps, actor);
      const items: RetriedDeadLetter[] = [];
      for (const letter of letters) items.push(await visit(letter));
      const found = new Set(letters.map(({ id }) => id));
      const gone = [...new Set(selection.ids)].filter((id) => !found.has(id));
      items.push(...gone.map((id) => item(id, 'GONE')));
      if (!dryRun && letters.length > 0) logger.info(countsOf(items), 'dead letters were tried again');
      return { startedAtMs, items, remaining: count - letters.length };
    },
    async clear(selection, actor) {
      const deleted = await deleteDeadLetters(pool, selection, actor);
      if (deleted > 0) logger.info({ deleted }, 'dead letters were thrown away');
      return deleted;
    },
  };
}

/** The sinks besides the database that a letter's record is still missing in. */
function othersFor({ sink }: DeadLetter, others: DeadLetterDeskDeps['others']): OtherSink[] {
  if (sink === null) return Object.keys(others) as OtherSink[];
  return sink === 'tsdb' ? [] : [sink];
}

/** Tries one letter after the other; a sink that turns out to be away is not asked again. */
function createRetry(
  deps: DeadLetterDeskDeps,
  actor: Actor,
): (letter: DeadLetter) => Promise<RetriedDeadLetter> {
  const { pool, now, others } = deps;
  const away = new Set<SinkName>();

  return async (letter) => {
    const { id } = letter;
    const missing = othersFor(letter, others);
    if (missing.some((sink) => away.has(sink) || others[sink] === undefined)) return item(id, 'UNAVAILABLE');
    // First of all, so that a letter that brings everything down goes to the end of the queue all the same.
    if (!(await claimDeadLetter(pool, letter, now(), actor))) return item(id, 'GONE');
    const judged = judge(deps, letter);
    if ('outcome' in judged) return judged;

    let sink: SinkName = 'tsdb';
    try {
      // The database comes last: its letter goes in the same transaction. Sinks know a record again
      // that they get once more.
      for (sink of missing) await others[sink]!(judged.record);
      if (letter.sink === null || letter.sink === 'tsdb') {
        sink = 'tsdb';
        await deps.writeAndSettle(judged.record, id, actor);
      } else {
        await settleDeadLetter(pool, { id, attempts: letter.attempts + 1 }, actor);
      }
      return item(id, 'STORED');
    } catch (error) {
      if (!(error instanceof SinkError)) throw error;
      if (error.failure === 'record' || error.failure === 'tooLarge')
        return item(id, 'STILL_INVALID', {
          reason: error.reason ?? 'refused by the sink',
          detail: error.message,
        });
      if (error.failure === 'conflict') return item(id, 'UNAVAILABLE');
      if (sink === 'tsdb') throw new DatabaseUnavailableError({ cause: error });
      away.add(sink);
      return item(id, 'UNAVAILABLE');
    }
  };
}

function preview(deps: DeadLetterDeskDeps, letter: DeadLetter): RetriedDeadLetter {
  const { others } = deps;
  if (othersFor(letter, others).some((sink) => others[sink] === undefined))
    return item(letter.id, 'UNAVAILABLE');
  const judged = judge(deps, letter);
  return 'outcome' in judged ? judged : item(letter.id, 'WOULD_STORE');
}

/** The record that the letter gives now, or why it gives none. */
function judge(
  { understand, validate, logger }: DeadLetterDeskDeps,
  letter: DeadLetter,
): { readonly record: Rec } | RetriedDeadLetter {
  if (!letter.isComplete) return item(letter.id, 'INCOMPLETE');
  try {
    const understood = understand(letter);
    if (!('type' in understood)) return item(letter.id, 'STILL_INVALID', understood);
    const { record, errors } = validate(understood);
    return record === null ? item(letter.id, 'STILL_INVALID', errors[0]) : { record };
  } catch (error) {
    if (isUnavailable(error)) throw error;
    // A defect, which must not keep the other letters from their turn.
    logger.error({ err: error, deadLetterId: letter.id }, 'a dead letter could not be read');
    return item(letter.id, 'STILL_INVALID', { reason: 'could not be read', detail: null });
  }
}

/** E.g. because the registered kits are not known yet. */
function isUnavailable(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'UNAVAILABLE';
}

function item(
  id: string,
  outcome: RetryOutcome,
  { reason, detail }: { reason: string | null; detail: string | null } = { reason: null, detail: null },
): RetriedDeadLetter {
  return { id, outcome, reason, detail };
}

function countsOf(items: readonly RetriedDeadLetter[]): Record<string, number> {
  const byOutcome = groupBy(items, ({ outcome }) => outcome);
  return Object.fromEntries([...byOutcome].map(([outcome, those]) => [outcome, those.length]));
}

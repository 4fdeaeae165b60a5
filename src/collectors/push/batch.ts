import { isJsonObject } from '../../domain/json.js';
import { JsonTextError, parseJsonText } from '../../domain/json-text.js';
import type { Priority } from '../../domain/priority.js';
import { LOG_TIME_FIELDS, timeIn, timeMs } from './message-time.js';
import { fingerprintOf } from './push-key.js';
import { PushRefusedError, type PushRefusedCode } from './push-refused-error.js';
import { pushSource } from './push-source.js';

const MAX_MESSAGES = 5_000;
const MAX_DEPTH = 20;
/** 200 fields for each of the most messages; the memory of a process is worth more than that. */
const MAX_VALUES = 1_000_000;

/** What a client sends at once. */
export interface Batch {
  /** Null when it did not say. */
  readonly source: string | null;
  /** By the sender's clock; null when it did not say. */
  readonly timeMs: number | null;
  /** Null: as each message's kind has it. */
  readonly priority: Priority | null;
  /** How many messages it came with. */
  readonly size: number;
  /** What they are is for others to check. Whoever has understood them may let go of them. */
  messages: readonly unknown[];
  /** Hash of what was sent; the same when it is sent again. */
  readonly fingerprint: string;
}

const JSON_PROBLEMS: Readonly<Record<JsonTextError['problem'], readonly [PushRefusedCode, string]>> = {
  syntax: ['NOT_JSON', 'The body is not JSON.'],
  depth: ['NESTED_TOO_DEEPLY', `The body nests objects and lists more than ${MAX_DEPTH} deep. Flatten it.`],
  values: ['TOO_MANY_VALUES', `The body has more than ${MAX_VALUES} fields and items. Send smaller batches.`],
};

/**
 * Reads `{messages: […], batch_size, timestamp, source, is_retry, priority}`. `batch_size` and `is_retry`
 * say nothing that has to be believed.
 *
 * @throws {PushRefusedError} it is not that, or too much at once
 */
export function parseBatch(text: string): Batch {
  const body = parseBody(text);
  if (!isJsonObject(body) || !Array.isArray(body['messages']))
    throw new PushRefusedError('NOT_A_BATCH', 'The body has to be a JSON object with a list of messages.');
  const messages = body['messages'] as readonly unknown[];
  if (messages.length > MAX_MESSAGES)
    throw new PushRefusedError(
      'TOO_MANY_MESSAGES',
      `The batch has ${messages.length} messages. Send at most ${MAX_MESSAGES} at once.`,
    );
  return {
    source: pushSource(body['source']),
    timeMs: timeMs(body['timestamp']),
    priority: priorityIn(body['priority']),
    size: messages.length,
    messages,
    fingerprint: fingerprintOf(text, body, messages.every(hasTime)),
  };
}

/** Detections without a time have that of the receipt, so this asks too much of them, which does no harm. */
function hasTime(message: unknown): boolean {
  return !isJsonObject(message) || timeIn(message, LOG_TIME_FIELDS) !== null;
}

function parseBody(text: string): unknown {
  try {
    return parseJsonText(text, { maxDepth: MAX_DEPTH, maxValues: MAX_VALUES });
  } catch (error) {
    if (error instanceof JsonTextError) throw new PushRefusedError(...JSON_PROBLEMS[error.problem]);
    throw error;
  }
}

function priorityIn(value: unknown): Priority | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' && value.toUpperCase() === 'BATCH') return 'BATCH';
  throw new PushRefusedError('NOT_A_BATCH', 'priority has to be "batch", for data that can wait, or absent.');
}

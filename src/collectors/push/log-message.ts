import { createHash } from 'node:crypto';
import type { JsonObject } from '../../domain/json.js';
import type { LogEvent } from '../../domain/log-event.js';
import { cleanText } from '../../domain/text.js';
import { originOf } from '../dragonsync/normalize-context.js';
import type { MessageContext } from './message.js';
import { LOG_TIME_FIELDS, timeIn } from './message-time.js';
import { pushSourceId, textOf } from './push-source.js';

/** A message that is neither a detection nor a kit's status. It needs no kit. */
export function logEventOf(message: JsonObject, context: MessageContext): LogEvent {
  const { batchTimeMs, receivedAtMs } = context;
  const source = context.logSource ?? context.source;
  const used = new Set<string>();
  /** Takes a field out of `data`; a field that is not text stays there. */
  const take = (field: string): string | null => {
    const text = textOf(message[field]);
    if (text !== null) used.add(field);
    return text;
  };
  const label = (field: string): string | null => {
    const text = take(field);
    return text === null ? null : cleanText(text).trim();
  };

  const given = timeIn(message, LOG_TIME_FIELDS);
  const timeMs = given?.ms ?? batchTimeMs;
  const { observedAtMs, timeSource } = originOf(timeMs === null ? null : timeMs / 1000, {
    kitId: '',
    sourceId: '',
    receivedAtMs,
    clockOffsetMs: 0,
    kitNowMs: receivedAtMs,
  });
  const isImplausible = given !== null && timeSource === 'server';
  // An implausible time stays in the data: it is all there is to find out what it meant.
  if (given !== null && !isImplausible) used.add(given.field);

  const kitId = registeredKit(message, context);
  if (kitId !== null && textOf(message['kit_id']) === kitId) used.add('kit_id');
  const severity = label('severity');
  return {
    type: 'log',
    eventId: eventIdOf(context),
    observedAtMs,
    receivedAtMs,
    timeSource,
    source: source ?? label('source') ?? 'unknown',
    sourceId: pushSourceId(source),
    kitId,
    host: label('host'),
    service: label('service'),
    eventType: label('type'),
    severity: severity === null ? null : severity.toLowerCase(),
    message: take('message') ?? '',
    data: Object.fromEntries(Object.entries(message).filter(([field]) => !used.has(field))),
    warnings: isImplausible ? [`${given.field} is not plausible`] : [],
  };
}

function registeredKit(message: JsonObject, { kits, source }: MessageContext): string | null {
  const isRegistered = (kitId: string | null): kitId is string => {
    const found = kitId === null ? null : kits.find(kitId);
    return typeof found === 'object' && found !== null;
  };
  const named = textOf(message['kit_id']);
  if (isRegistered(named)) return named;
  return isRegistered(source) ? source : null;
}

/** A version 8 UUID (RFC 9562, section 5.8): the same push makes the same one again. */
function eventIdOf({ pushKey, index }: MessageContext): string {
  const bytes = createHash('sha256').update(`${pushKey}\n${index}`).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

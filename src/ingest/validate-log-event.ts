import type { LogEvent } from '../domain/log-event.js';
import { cleanLines, cutText } from '../domain/text.js';
import { type JsonProblem, storableJson } from './storable-json.js';
import { id, oneOf, remarks, type RuleFor, text, uuid } from './validate-fields.js';
import { lose } from './validate-findings.js';
import { timeRules } from './validate-observation.js';
import { shapeOf } from './validate-shape.js';

/** UTF-16 units. */
const MAX_MESSAGE_LENGTH = 16_384;

const PROBLEMS: Readonly<Record<JsonProblem, string>> = {
  notAnObject: 'data is no object',
  tooDeep: 'data is nested too deep',
  tooLarge: 'data is too large',
};

/** Text of any number of lines; empty when there is none. What is too long is cut. */
const message: RuleFor = (field) => (value, findings) => {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'string') return lose(findings, `${field} is no text`) ?? '';
  const clean = cleanLines(value);
  if (clean.length > MAX_MESSAGE_LENGTH) {
    lose(findings, `${field} too long`, `${field} was cut from ${clean.length} characters`);
  }
  return cutText(clean, MAX_MESSAGE_LENGTH);
};

const data: RuleFor = () => (value, findings) => {
  if (value === null || value === undefined) return {};
  const { json, problem } = storableJson(value);
  return problem === null ? json : (lose(findings, PROBLEMS[problem]) ?? {});
};

export const logEventShape = shapeOf<LogEvent>({
  type: oneOf(['log'], 'unknown type'),
  eventId: uuid('no event id'),
  ...timeRules,
  source: id('no source'),
  sourceId: id('no source id'),
  kitId: text,
  host: text,
  service: text,
  eventType: text,
  severity: text,
  message,
  data,
  warnings: remarks,
});

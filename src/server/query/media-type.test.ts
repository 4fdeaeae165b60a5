import { expect, test } from 'vitest';
import { answerType } from './media-type.js';

const json = 'application/json';
const own = 'application/graphql-response+json';

test.each([
  [undefined, json],
  ['', json],
  ['*/*', json],
  ['application/*', json],
  [json, json],
  [own, own],
  [`${own}, ${json};q=0.9`, own],
  [`${json}, ${own}`, json],
  ['text/event-stream, multipart/mixed', null],
  ['text/html', null],
  [`${own}; charset=utf-8, ${json}; charset=utf-8`, own],
  [`${own}; charset=latin1, ${json}`, json],
])('a client that accepts %s gets %s', (accept, type) => {
  expect(answerType(accept)).toBe(type);
});

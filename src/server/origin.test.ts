import { expect, test } from 'vitest';
import { mayOpenWebSocket } from './origin.js';

test.each([
  [{ host: 'kit.local:4000' }, true],
  [{ host: 'kit.local:4000', origin: 'http://kit.local:4000' }, true],
  [{ host: 'Kit.Local:4000', origin: 'http://kit.local:4000' }, true],
  // Behind a proxy that ends TLS.
  [{ host: 'air.example', origin: 'https://air.example' }, true],
  [{ host: 'kit.local:4000', origin: 'http://kit.local:4001' }, false],
  [{ host: 'kit.local:4000', origin: 'http://kit.local:4000.evil.example' }, false],
  [{ host: 'kit.local:4000', origin: 'null' }, false],
  [{ host: 'kit.local:4000', origin: '' }, false],
  [{ origin: 'http://kit.local' }, false],
])('a page that sends %o may open a WebSocket: %o', (headers, may) => {
  expect(mayOpenWebSocket(headers, [])).toBe(may);
});

test.each([
  ['https://map.example', true],
  ['https://map.example:443', false],
  ['http://map.example', false],
  ['https://map.example.evil.example', false],
  ['https://evil.example?https://map.example', false],
])('with https://map.example allowed, a page of %s may open a WebSocket: %o', (origin, may) => {
  expect(mayOpenWebSocket({ host: 'air.example', origin }, ['https://map.example'])).toBe(may);
});

import { expect, test } from 'vitest';
import { isSameOrigin } from './origin.js';

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
])('%o is the same origin: %o', (headers, same) => {
  expect(isSameOrigin(headers)).toBe(same);
});

import { expect, test } from 'vitest';
import { isLoopback, isLoopbackHostHeader } from './loopback.js';

test.each(['localhost', 'LOCALHOST', '127.0.0.1', '127.8.9.10', '::1'])('%s is this machine', (host) => {
  expect(isLoopback(host)).toBe(true);
});

test.each(['0.0.0.0', '::', '192.168.1.10', '127.evil.example', 'localhost.evil.example', '', '1270.0.0.1'])(
  '%j may be reached by others',
  (host) => {
    expect(isLoopback(host)).toBe(false);
  },
);

test.each(['localhost', 'localhost:4000', '127.0.0.1:4000', '[::1]:4000', '[::1]'])(
  'the header Host: %s names this machine',
  (header) => {
    expect(isLoopbackHostHeader(header)).toBe(true);
  },
);

test.each([
  'evil.example',
  'evil.example:4000',
  '127.0.0.1.evil.example',
  'localhost@evil.example',
  '127.0.0.1:4000:80',
  '::1',
  '',
  undefined,
])('the header Host: %s does not', (header) => {
  expect(isLoopbackHostHeader(header)).toBe(false);
});

import { expect, test } from 'vitest';
import { createTextStore } from './storage.js';

test('works until the page is closed where nothing may be kept', () => {
  const store = createTextStore(() => {
    throw new Error('SecurityError');
  });
  expect(store.read('name')).toBeNull();
  store.write('name', 'text');
  expect(store.read('name')).toBe('text');
  store.write('name', null);
  expect(store.read('name')).toBeNull();
});

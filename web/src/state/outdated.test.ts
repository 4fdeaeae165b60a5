import { expect, test, vi } from 'vitest';
import { reloadOutdated } from './outdated.js';
import { createTextStore } from './storage.js';

test('loads the page again, but not again and again', () => {
  const store = createTextStore(() => {
    throw new Error('SecurityError');
  });
  const reload = vi.fn();
  const noonMs = Date.parse('2026-11-22T12:00:00Z');
  reloadOutdated(store, reload, () => noonMs);
  reloadOutdated(store, reload, () => noonMs + 30_000);
  expect(reload).toHaveBeenCalledTimes(1);
  reloadOutdated(store, reload, () => noonMs + 60_000);
  expect(reload).toHaveBeenCalledTimes(2);
});

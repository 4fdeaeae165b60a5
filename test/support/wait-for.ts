import { vi } from 'vitest';

/** Asks until `check` no longer throws: longer than a busy machine may need, and shorter than a test may take. */
export function waitFor<T>(check: () => T | Promise<T>, intervalMs = 50): Promise<T> {
  return vi.waitFor(check, { timeout: 25_000, interval: intervalMs });
}

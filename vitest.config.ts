import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Vite would pick the ES module build of graphql-js, and Node gives its dependants the CommonJS one: two
  // copies, whose classes do not know each other.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    include: ['{src,test,simulator,bench,web/src}/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    // Real servers and a real database on as few as two cores.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    coverage: { include: ['src/**'], exclude: ['src/**/*.test.ts'] },
  },
});

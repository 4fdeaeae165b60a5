import { configDefaults, defineConfig } from 'vitest/config';

/** What promises that something takes no longer than it may, and pages, which the processor draws: nothing runs beside it. */
const timed = [
  'src/server/limits/document-limits.test.ts',
  'test/integration/{dragonsync-size,dragonsync-timeouts,frozen-shutdown,fuzz,ledger,ledger-full-disk}.test.ts',
  'test/integration/{live-client,readiness,slow-readers,slow-requests}.test.ts',
  'test/integration/{graphiql,web}-*.test.ts',
];

const common = {
  // Vite would pick the ES module build of graphql-js, and Node gives its dependants the CommonJS one: two
  // copies, whose classes do not know each other.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
};
const patience = {
  // Real servers and a real database on as few as two cores.
  testTimeout: 30_000,
  hookTimeout: 60_000,
};

export default defineConfig({
  test: {
    // Once for both.
    globalSetup: ['test/support/global-setup.ts'],
    projects: [
      {
        ...common,
        test: {
          name: 'together',
          ...patience,
          include: ['{src,test,simulator,bench,web/src}/**/*.test.ts'],
          exclude: [...configDefaults.exclude, '**/.peers/**', ...timed],
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        ...common,
        test: { name: 'alone', ...patience, include: timed, maxWorkers: 1, sequence: { groupOrder: 1 } },
      },
    ],
    coverage: { include: ['src/**'], exclude: ['src/**/*.test.ts'] },
  },
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { TestProject } from 'vitest/node';
import { createEmbeddedPostgres } from '../../src/db/embedded.js';
import { buildServer } from '../../simulator/server-process.js';
import { withoutChromium } from './browser.js';
import { dropDatabases, makeTemplate, type TestServer } from './test-server.js';

declare module 'vitest' {
  interface ProvidedContext {
    testServer: TestServer;
  }
}

/** What is lost when the machine fails is only test data. */
const FAST = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' };

/**
 * One PostgreSQL for the whole run: the one that TEST_DATABASE_URL names (as a superuser), or an
 * embedded one in a temporary directory. A migrated template is made once; test files copy it.
 */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  // Once and before all, for the tests that run the server as a process.
  await buildServer();
  const given = process.env['TEST_DATABASE_URL'];
  const source = given ? { connectionString: given, stop: () => Promise.resolve() } : await startEmbedded();
  const server: TestServer = {
    connectionString: source.connectionString,
    prefix: `airpicture_test_${process.pid}_${Date.now().toString(36)}`,
  };
  const tearDown = async () => {
    // At the end, where it is read.
    if (withoutChromium !== null) console.warn(withoutChromium);
    try {
      await dropDatabases(server);
    } finally {
      await source.stop();
    }
  };
  try {
    await makeTemplate(server);
  } catch (error) {
    await tearDown();
    throw error;
  }
  project.provide('testServer', server);
  return tearDown;
}

async function startEmbedded() {
  const dataDir = await mkdtemp(join(tmpdir(), 'airpicture-test-'));
  const logger = pino({ level: 'silent' });
  const embedded = createEmbeddedPostgres({ dataDir, logger, settings: FAST });
  return {
    connectionString: await embedded.start(),
    async stop() {
      await embedded.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

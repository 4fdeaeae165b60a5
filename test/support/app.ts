import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KITS_NETWORK } from '../../simulator/server-process.js';
import { createApp } from '../../src/app.js';
import { loadConfig } from '../../src/config.js';
import type { TestDatabase } from './database.js';
import { captureLogs, type CapturedLogs } from './logs.js';

export interface RunningApp {
  readonly url: string;
  readonly logs: CapturedLogs;
  stop(): Promise<void>;
}

/** The whole server in this process, on a free port; `env` is what a person would set. */
export async function startApp(
  { connectionString }: Pick<TestDatabase, 'connectionString'>,
  env: Readonly<Record<string, string>> = {},
): Promise<RunningApp> {
  const logs = captureLogs(env['LOG_LEVEL']);
  const dataDir = await mkdtemp(join(tmpdir(), 'airpicture-app-'));
  const app = createApp(
    loadConfig({
      DATABASE_URL: connectionString,
      DATA_DIR: dataDir,
      PORT: '0',
      KIT_ALLOWED_NETWORKS: KITS_NETWORK,
      ...env,
    }),
    logs.logger,
  );
  const { url } = await app.start();
  return {
    url,
    logs,
    async stop() {
      await app.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

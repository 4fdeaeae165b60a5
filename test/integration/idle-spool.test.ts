import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { warnOfIdleSpool } from '../../src/ingest/idle-spool.js';
import { createSpool, type LmdbSpoolOptions } from '../../src/ingest/lmdb-spool.js';
import { captureLogs, type CapturedLogs } from '../support/logs.js';
import { aTrackReport } from '../support/observations.js';

let home: string;
let options: LmdbSpoolOptions;
let logs: CapturedLogs;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'airpicture-idle-'));
  const logger = pino({ level: 'silent' });
  options = { directory: join(home, 'loki'), maxBytes: 64 * 1024 * 1024, logger, now: Date.now };
  logs = captureLogs();
});
afterEach(() => rm(home, { recursive: true, force: true }));

const look = () => warnOfIdleSpool({ ...options, logger: logs.logger }, 'loki');

test('what waits for a sink that is disabled is told, with what to do', async () => {
  const spool = createSpool(options);
  await spool.open();
  await spool.append([aTrackReport(), aTrackReport()]);
  // As long as another process has it open, that one is in charge.
  await look();
  expect(logs.entries).toEqual([]);
  await spool.close();
  await look();
  expect(logs.entries).toMatchObject([
    { level: 40, records: 2, msg: expect.stringContaining('replay-spool --sink loki') as string },
  ]);
  await spool.open();
  expect(spool.size).toBe(2);
  await spool.close();
});

test('a sink for which nothing waits is not mentioned, and gets no spool', async () => {
  await look();
  expect(logs.entries).toEqual([]);
  const spool = createSpool(options);
  await spool.open();
  await spool.close();
  await look();
  expect(logs.entries).toEqual([]);
});

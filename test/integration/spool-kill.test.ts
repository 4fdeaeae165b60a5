import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { createSpool } from '../../src/ingest/lmdb-spool.js';
import { captureLogs } from '../support/logs.js';

const ROUNDS = 6;

const WRITER = fileURLToPath(new URL('../support/spool-writer.ts', import.meta.url));

test(
  'a process that is killed while it appends loses nothing that it was told is on disk',
  { timeout: 60_000 },
  async () => {
    const directory = await mkdtemp(join(tmpdir(), 'airpicture-spool-kill-'));
    const promised: number[] = [];
    try {
      for (let round = 0; round < ROUNDS; round++) {
        promised.push(...(await appendUntilKilled(directory, round * 1_000_000, 20 + 60 * round)));
        const { logger } = captureLogs();
        const spool = createSpool({ directory, maxBytes: 64 * 1024 * 1024, logger, now: Date.now });
        await spool.open();
        try {
          const kept = spool
            .oldest(1_000_000)
            .map(({ record }) => (record.type === 'track' ? Number(record.droneId) : -1));
          expect(promised.filter((number) => !new Set(kept).has(number)).length).toBe(0);
          expect(new Set(kept).size).toBe(kept.length);
          expect(spool.quarantined).toBe(0);
        } finally {
          await spool.close();
        }
      }
      expect(promised.length).toBeGreaterThan(100);
    } finally {
      await rm(directory, { recursive: true });
    }
  },
);

/** Returns what it said was on disk until it was killed, that long after the first. */
async function appendUntilKilled(
  directory: string,
  start: number,
  afterMs: number,
): Promise<readonly number[]> {
  const writer = spawn(process.execPath, ['--import', 'tsx', WRITER, directory, String(start)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(writer, 'close');
  try {
    await once(writer.stdout, 'readable');
    setTimeout(() => writer.kill('SIGKILL'), afterMs);
    const lines = (await text(writer.stdout)).split('\n');
    // What follows the last line end may be half a number.
    return lines.slice(0, -1).map(Number);
  } finally {
    writer.kill('SIGKILL');
    await closed;
  }
}

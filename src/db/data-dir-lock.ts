import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isRunning, startMark } from './embedded/processes.js';

/** Another Airpicture keeps its database in the same directory. */
export class DataDirInUseError extends Error {
  override readonly name = 'DataDirInUseError';
  readonly code = 'DATA_DIR_IN_USE';
  readonly dataDir: string;
  readonly pid: number;

  constructor(dataDir: string, pid: number) {
    super(
      `${dataDir} is in use by another Airpicture (process ${pid}). Stop that one, or give this one a DATA_DIR of its own.`,
    );
    this.dataDir = dataDir;
    this.pid = pid;
  }
}

interface Holder {
  readonly pid: number;
  readonly startMark: string | null;
}

/**
 * Makes this process the only one that uses the directory; returns what gives it up again. A lock
 * whose process is gone, however it ended, is taken over.
 *
 * @throws {DataDirInUseError} a running process holds it
 */
export async function lockDataDir(dataDir: string): Promise<() => Promise<void>> {
  const path = join(dataDir, 'airpicture.lock');
  const mine = `${path}.${randomUUID()}`;
  const text = JSON.stringify({ pid: process.pid, startMark: await startMark(process.pid) } satisfies Holder);
  try {
    await writeFile(mine, text);
    // A link appears with its content at once, and only when there is none yet.
    while (!(await linked(mine, path))) {
      const found = await readIfThere(path);
      if (found === null) continue;
      const holder = parseHolder(found);
      if (holder !== null && (await holds(holder))) throw new DataDirInUseError(dataDir, holder.pid);
      await removeStale(path, found);
    }
  } finally {
    await rm(mine, { force: true });
  }
  return async () => {
    if ((await readIfThere(path)) === text) await rm(path, { force: true });
  };
}

async function holds({ pid, startMark: mark }: Holder): Promise<boolean> {
  if (!(await isRunning(pid))) return false;
  const current = await startMark(pid);
  return mark === null || current === null || current === mark;
}

/** Moves it aside first: when another process replaced it in the meantime, it is put back. */
async function removeStale(path: string, stale: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if ((await readFile(aside, 'utf8')) !== stale) await linked(aside, path);
  await rm(aside, { force: true });
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Null when it is damaged: a crash of the machine can leave an empty file. */
function parseHolder(text: string): Holder | null {
  try {
    const holder = JSON.parse(text) as Partial<Holder> | null;
    return typeof holder?.pid === 'number' ? { pid: holder.pid, startMark: holder.startMark ?? null } : null;
  } catch {
    return null;
  }
}

import { chmod, mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export const PAGE_BYTES = 4096;

/** LMDB's table of readers: a multiple of the 8.1 kB that it needs. */
const LOCK_FILE_BYTES = 64 * 1024;

/** The file grows by this much at once. */
const EXTENT_BYTES = 4 * 1024 * 1024;

/** For the lock, and for LMDB's table of readers when it has to be made anew. */
const SPARE_BYTES = 2 * LOCK_FILE_BYTES;

const ZEROS = Buffer.alloc(1024 * 1024);

export const dataFile = (directory: string) => join(directory, 'data.mdb');
const lockFile = (directory: string) => join(directory, 'lock.mdb');

/** Closed to everybody else. */
export async function makeDirectory(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await chmod(directory, 0o700);
}

/**
 * Makes the files that LMDB would make, but closed to everybody else, and the one that it writes to by
 * memory with all of its blocks: a write there with a full disk would kill the process.
 */
export async function makeFiles(directory: string): Promise<void> {
  const data = await open(dataFile(directory), 'a', 0o600);
  await data.chmod(0o600);
  await data.close();
  const lock = await stat(lockFile(directory)).catch(() => null);
  if (lock?.size !== LOCK_FILE_BYTES) {
    await rm(lockFile(directory), { force: true });
    await writeFile(lockFile(directory), ZEROS.subarray(0, LOCK_FILE_BYTES), { mode: 0o600 });
  }
  // A file that its directory does not know of yet would be lost with the power.
  const handle = await open(directory, 'r');
  await handle.sync().finally(() => handle.close());
}

const spareFile = (directory: string) => join(directory, 'spare');

/** Does what may need some room, if need be with the room that `keepSpare` kept. */
export async function withSpare<T>(directory: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isDiskFull(error)) throw error;
    await rm(spareFile(directory), { force: true });
    return await work();
  }
}

/** Keeps a little room, if there is any, so that a process can start although the disk is full. */
export async function keepSpare(directory: string): Promise<void> {
  try {
    await writeFile(spareFile(directory), ZEROS.subarray(0, SPARE_BYTES), { mode: 0o600 });
  } catch (error) {
    if (!isDiskFull(error)) throw error;
  }
}

function isDiskFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '');
}

/** Keeps the file for whoever wants to look at it, in place of the one that was set aside before. */
export async function setAside(directory: string, atMs: number): Promise<void> {
  for (const file of await filesSetAside(directory)) await rm(join(directory, file), { force: true });
  const time = new Date(atMs).toISOString().replaceAll(/[:.]/g, '');
  await rename(dataFile(directory), `${dataFile(directory)}.damaged-${time}`);
  await rm(lockFile(directory), { force: true });
}

export async function countSetAside(directory: string): Promise<number> {
  return (await filesSetAside(directory)).length;
}

async function filesSetAside(directory: string): Promise<readonly string[]> {
  return (await readdir(directory)).filter((file) => file.startsWith('data.mdb.damaged-'));
}

/**
 * Makes the file a bit longer than the least, but not than the most; or as long as the disk has room: LMDB then finds its blocks there
 * already, and neither a write nor, what is worse, a removal fails because the disk is full.
 *
 * @returns how long it is now
 */
export async function reserve(directory: string, leastBytes: number, mostBytes: number): Promise<number> {
  const bytes = Math.min(mostBytes, Math.ceil(leastBytes / EXTENT_BYTES) * EXTENT_BYTES);
  // Appending cannot overwrite what LMDB wrote in the meantime.
  const handle = await open(dataFile(directory), 'a');
  let { size } = await handle.stat();
  try {
    while (size < bytes) {
      const { bytesWritten } = await handle.write(ZEROS, 0, Math.min(ZEROS.length, bytes - size));
      size += bytesWritten;
    }
  } catch (error) {
    if (!isDiskFull(error)) throw error;
  } finally {
    await handle.close();
  }
  return size;
}

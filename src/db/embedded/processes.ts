import { execFile } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Whether the process id is taken, if only by a zombie. */
export function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, as somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** False for zombies: they are over, only nobody has asked how they ended. */
export async function isRunning(pid: number): Promise<boolean> {
  return exists(pid) && (await linuxStat(pid))?.state !== 'Z';
}

/** Something that differs between two processes that had the same id; null when it cannot be told. */
export async function startMark(pid: number): Promise<string | null> {
  const stat = await linuxStat(pid);
  if (stat !== null) return stat.startTicks;
  try {
    const { stdout } = await run('ps', ['-o', 'lstart=', '-p', String(pid)], { timeout: 2000 });
    return stdout.trim() || null;
  } catch {
    return null;
  }
}

/**
 * Which of the running processes belong to the PostgreSQL server of a data directory: they sit in
 * it. Where the system does not tell (no /proc), only `pid` is looked at, by its command line.
 */
export async function serverProcesses(directory: string, pid: number): Promise<number[]> {
  if (process.platform !== 'linux') return (await commandOf(pid)).includes(directory) ? [pid] : [];
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (id) =>
      (await readlink(`/proc/${id}/cwd`).catch(() => null)) === directory ? Number(id) : null,
    ),
  );
  return found.filter((id) => id !== null);
}

async function commandOf(pid: number): Promise<string> {
  const { stdout } = await run('ps', ['-o', 'command=', '-p', String(pid)], { timeout: 2000 }).catch(() => ({
    stdout: '',
  }));
  return stdout;
}

/** True as soon as `condition` holds, false when it did not within `timeoutMs`. */
export async function until(condition: () => Promise<boolean>, timeoutMs: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > deadline) return false;
    await sleep(20);
  }
  return true;
}

async function linuxStat(pid: number): Promise<{ state: string; startTicks: string } | null> {
  try {
    const text = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The second field is the command in parentheses and may itself contain spaces and parentheses.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? '', startTicks: fields[19] ?? '' };
  } catch {
    return null;
  }
}

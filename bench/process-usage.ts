import { readdirSync, readFileSync } from 'node:fs';

/** What processes have used so far, by Linux' /proc. */
export interface Usage {
  readonly cpuS: number;
  readonly memoryMib: number;
}

/** Linux counts processor time in these, on every architecture. */
const TICKS_PER_SECOND = 100;

/** Processor time and resident memory of one process. @throws when there is no such process, or no /proc */
export function usageOf(pid: number): Usage {
  const { cpuTicks } = readStat(pid);
  return { cpuS: cpuTicks / TICKS_PER_SECOND, memoryMib: readKib(`/proc/${pid}/status`, 'VmRSS') / 1024 };
}

/** Of a process' resident memory, what is pages of files: the system takes them back when it needs memory. */
export function fileMemoryMib(pid: number): number {
  return readKib(`/proc/${pid}/status`, 'RssFile') / 1024;
}

/**
 * A process and its children, those that ended included. Memory that they share, as PostgreSQL's
 * processes do, counts once.
 */
export function usageOfFamily(pid: number): Usage {
  const parent = readStat(pid);
  let cpuTicks = parent.cpuTicks + parent.endedChildrenTicks;
  let memoryKib = proportionalKib(pid);
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const child = readStat(Number(entry));
      if (child.parent !== pid) continue;
      cpuTicks += child.cpuTicks;
      memoryKib += proportionalKib(Number(entry));
    } catch {
      // It ended while we looked; its parent's next sum has it.
    }
  }
  return { cpuS: cpuTicks / TICKS_PER_SECOND, memoryMib: memoryKib / 1024 };
}

function readStat(pid: number) {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name before the parenthesis may itself contain spaces and parentheses.
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [parent = 0] = fields.slice(1);
  const [user = 0, system = 0, childrenUser = 0, childrenSystem = 0] = fields.slice(11, 15);
  return { parent, cpuTicks: user + system, endedChildrenTicks: childrenUser + childrenSystem };
}

function proportionalKib(pid: number): number {
  try {
    return readKib(`/proc/${pid}/smaps_rollup`, 'Pss');
  } catch {
    // Only its owner may read that.
    return readKib(`/proc/${pid}/status`, 'VmRSS');
  }
}

function readKib(path: string, name: string): number {
  const line = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(readFileSync(path, 'utf8'));
  return Number(line?.[1] ?? 0);
}

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A disk of its own that is easily filled; only for root on Linux. */
export interface Tmpfs {
  readonly path: string;
  resize(bytes: number): void;
  unmount(): void;
}

export const canMountTmpfs = process.platform === 'linux' && process.getuid?.() === 0 && mounts();

/** @param path a directory, made when there is none; by default one that goes again with the disk */
export function mountTmpfs(bytes: number, path?: string): Tmpfs {
  const directory = path ?? mkdtempSync(join(tmpdir(), 'airpicture-tmpfs-'));
  if (path !== undefined) mkdirSync(path, { recursive: true });
  const mount = (...options: string[]) =>
    execFileSync('/bin/mount', ['-t', 'tmpfs', '-o', options.join(','), 'tmpfs', directory], {
      stdio: 'ignore',
    });
  mount(`size=${bytes}`, 'mode=0700');
  return {
    path: directory,
    resize: (newBytes) => void mount('remount', `size=${newBytes}`),
    unmount() {
      execFileSync('/bin/umount', [directory]);
      if (path === undefined) rmdirSync(directory);
    },
  };
}

/** Root in a container may not be allowed to. */
function mounts(): boolean {
  try {
    mountTmpfs(4096).unmount();
    return true;
  } catch {
    return false;
  }
}

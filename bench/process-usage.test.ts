import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fileMemoryMib, usageOf, usageOfFamily } from './process-usage.js';

describe.runIf(existsSync('/proc/self/stat'))('usage of processes', () => {
  test('this process has used time and memory', () => {
    const { cpuS, memoryMib } = usageOf(process.pid);
    const used = process.cpuUsage();
    expect(cpuS).toBeGreaterThan(0);
    expect(cpuS).toBeLessThanOrEqual((used.user + used.system) / 1e6 + 0.1);
    expect(memoryMib).toBeGreaterThan(10);
  });

  test('pages of files are a part of its memory', () => {
    const ofFilesMib = fileMemoryMib(process.pid);
    expect(ofFilesMib).toBeGreaterThan(0);
    expect(ofFilesMib).toBeLessThan(usageOf(process.pid).memoryMib);
  });

  test('a family uses at least as much time as its parent', () => {
    expect(usageOfFamily(process.ppid).cpuS).toBeGreaterThanOrEqual(usageOf(process.ppid).cpuS);
  });

  test('a process that does not exist is an error', () => {
    expect(() => usageOf(2 ** 30)).toThrow('ENOENT');
  });
});

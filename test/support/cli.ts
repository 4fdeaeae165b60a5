import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `airpicture` as a process of its own; `env` is added to ours. */
export function startCli(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [main, ...args], {
    env: { ...process.env, DATABASE_URL: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return {
    child,
    ended: output.then(([stdout, stderr, [code]]): CliResult => ({
      code: code as number | null,
      stdout,
      stderr,
    })),
  };
}

export async function runCli(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<CliResult> {
  return startCli(args, env).ended;
}

/** The number that a line of a summary begins with after `name`. */
export function counted(summary: string, name: string): number {
  const line = summary.split('\n').find((each) => each.startsWith(name));
  return Number(/\d+/.exec(line?.slice(name.length) ?? '')?.[0] ?? NaN);
}

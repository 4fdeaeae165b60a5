import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** `npm run demo` as a process of its own. */
export interface DemoProcess {
  readonly exited: Promise<number | null>;
  /** All that it has said so far. */
  output(): string;
  hasEnded(): boolean;
  kill(signal: 'SIGTERM' | 'SIGINT'): void;
}

/** Starts the demo with nothing in its environment but PATH, as on a bare machine, and `env`. */
export function startDemo(env: Readonly<Record<string, string>>): DemoProcess {
  const child = spawn(process.execPath, ['--import', 'tsx', 'simulator/demo.ts'], {
    cwd: root,
    env: { PATH: process.env['PATH'] ?? '', PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (chunk: string) => (output += chunk));
  }
  return {
    exited: once(child, 'exit').then(([code]) => code as number | null),
    output: () => output,
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    kill: (signal) => void child.kill(signal),
  };
}

/** Where the server and its kits are, once the demo has introduced itself; null until then. */
export function introductionOf(demo: DemoProcess): { url: string; kitUrls: string[] } | null {
  if (!demo.output().includes('Ctrl-C')) return null;
  const [map, , , ...kitUrls] = demo.output().match(/http:\/\/127\.0\.0\.1:\d+/g) ?? [];
  return { url: map ?? '', kitUrls };
}

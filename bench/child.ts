import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A helper in a process of its own, so that its cost is not the server's. It answers each message with one. */
export interface Child {
  readonly pid: number;
  /** @throws {Error} it ended instead of answering */
  ask<T>(message: object | string): Promise<T>;
  end(): void;
}

/** `file` is beside this one; it has to end when the parent disconnects. */
export function startChild(file: string): Child {
  const child: ChildProcess = fork(fileURLToPath(new URL(file, import.meta.url)), {
    execArgv: ['--import', 'tsx'],
    // As our server runs.
    env: { ...process.env, NODE_ENV: 'production' },
  });
  return {
    pid: child.pid ?? 0,
    async ask<T>(message: object | string) {
      const ended = new AbortController();
      const end = () => ended.abort(new Error(`${file} ended.`));
      child.once('exit', end);
      try {
        child.send(message);
        const [answer] = (await once(child, 'message', { signal: ended.signal })) as [T];
        return answer;
      } finally {
        child.off('exit', end);
      }
    },
    end: () => child.disconnect(),
  };
}

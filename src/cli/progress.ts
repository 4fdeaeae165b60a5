import cliProgress from 'cli-progress';

interface Progress {
  update(value: number, counts: { readonly done: number; readonly rejected: number }): void;
  stop(): void;
}

/** A bar on a terminal, and nothing anywhere else: logs are no place for progress. */
export function startProgress(
  total: number,
  stream: NodeJS.WriteStream,
  unit: 'bytes' | 'records',
): Progress {
  if (!stream.isTTY || total === 0) return { update: () => undefined, stop: () => undefined };
  const bar = new cliProgress.SingleBar({
    format: `{bar} {percentage} % of ${unit === 'bytes' ? '{size}' : '{total} records'} | {done} done, {rejected} rejected | {eta_formatted} left`,
    stream,
    hideCursor: true,
    clearOnComplete: true,
  });
  bar.start(total, 0, { size: `${(total / 1e6).toFixed(1)} MB`, done: 0, rejected: 0 });
  return {
    update: (value, counts) => bar.update(value, counts),
    stop: () => bar.stop(),
  };
}

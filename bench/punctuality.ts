export interface PunctualityOptions {
  readonly intervalMs: number;
  /** Share of the interval by which a poll may be early or late. */
  readonly tolerance: number;
  /** Only polls that come in [fromMs, toMs] are judged. */
  readonly fromMs: number;
  readonly toMs: number;
}

export interface Punctuality {
  /** Polls that came or should have come. */
  readonly due: number;
  readonly onTime: number;
  readonly late: number;
  readonly missed: number;
  /** 0..1 */
  readonly onTimeShare: number;
  /** 99 of 100 polls were no further than this from when they were due. */
  readonly p99DeviationMs: number;
}

/**
 * Judges the polls of each kit: one is due an interval after the one before it, and on time when it comes
 * within the tolerance of that. A gap of several intervals is one poll that is late and the others missed.
 */
export function punctuality(
  arrivalsMsByKit: readonly (readonly number[])[],
  { intervalMs, tolerance, fromMs, toMs }: PunctualityOptions,
): Punctuality {
  const deviationsMs: number[] = [];
  let missed = 0;
  for (const arrivalsMs of arrivalsMsByKit) {
    let previousMs = arrivalsMs.findLast((atMs) => atMs < fromMs) ?? null;
    for (const atMs of arrivalsMs) {
      if (atMs < fromMs || atMs > toMs) continue;
      const gapMs = atMs - (previousMs ?? atMs - intervalMs);
      deviationsMs.push(Math.abs(gapMs - intervalMs));
      missed += Math.max(0, Math.round(gapMs / intervalMs) - 1);
      previousMs = atMs;
    }
    missed += Math.floor((toMs - (previousMs ?? fromMs)) / (intervalMs * (1 + tolerance)));
  }
  deviationsMs.sort((a, b) => a - b);
  const onTime = deviationsMs.filter((deviationMs) => deviationMs <= tolerance * intervalMs).length;
  const due = deviationsMs.length + missed;
  return {
    due,
    onTime,
    late: deviationsMs.length - onTime,
    missed,
    onTimeShare: due === 0 ? 0 : onTime / due,
    p99DeviationMs: deviationsMs[Math.floor(deviationsMs.length * 0.99)] ?? 0,
  };
}

/** The most arrivals in any window of `windowMs`, beside how many an even spread would give. */
export function burstiness(
  arrivalsMs: readonly number[],
  { windowMs, fromMs, toMs }: { readonly windowMs: number; readonly fromMs: number; readonly toMs: number },
): { most: number; mean: number } {
  const sorted = arrivalsMs.filter((atMs) => atMs >= fromMs && atMs <= toMs).sort((a, b) => a - b);
  let most = 0;
  let first = 0;
  sorted.forEach((atMs, last) => {
    while (atMs - (sorted[first] ?? atMs) >= windowMs) first++;
    most = Math.max(most, last - first + 1);
  });
  return { most, mean: (sorted.length * windowMs) / (toMs - fromMs) };
}

/** A value at a time. */
interface Sample {
  readonly atMs: number;
  readonly value: number | null;
}

export interface Series {
  readonly label: string;
  /** In any order. */
  readonly samples: readonly Sample[];
}

/**
 * Times in seconds and a column for each series, as uPlot takes them: `undefined` where a series has nothing to say at
 * the time of another, `null` where its line is to break.
 */
export interface AlignedSeries {
  readonly timesS: number[];
  readonly columns: (number | null | undefined)[][];
}

/**
 * Puts series with times of their own on one axis. After `gapMs` without a report a line breaks: nobody knows what
 * was in between.
 */
export function alignSeries(series: readonly Series[], gapMs: number): AlignedSeries {
  const sorted = series.map(({ samples }) => breakAtGaps(samples, gapMs));
  const timesMs = [...new Set(sorted.flatMap((samples) => samples.map(({ atMs }) => atMs)))].sort(
    (a, b) => a - b,
  );
  const indexes = new Map(timesMs.map((atMs, i) => [atMs, i]));
  const columns = sorted.map((samples) => {
    const column = new Array<number | null | undefined>(timesMs.length).fill(undefined);
    for (const { atMs, value } of samples) column[indexes.get(atMs)!] = value;
    return column;
  });
  return { timesS: timesMs.map((atMs) => atMs / 1000), columns };
}

/** Unknown values are no breaks by themselves: kits leave them out between full reports. */
function breakAtGaps(samples: readonly Sample[], gapMs: number): Sample[] {
  const known = samples.filter(({ value }) => value !== null).sort((a, b) => a.atMs - b.atMs);
  return known.flatMap((sample, i) => {
    const before = known[i - 1];
    if (before === undefined || sample.atMs - before.atMs <= gapMs) return [sample];
    return [{ atMs: before.atMs + 1, value: null }, sample];
  });
}

/** The smallest and the largest value; null when there is none. */
export function extentOf(series: readonly Series[]): { readonly min: number; readonly max: number } | null {
  let min = Infinity;
  let max = -Infinity;
  for (const { samples } of series)
    for (const { value } of samples) {
      if (value === null) continue;
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
  return min > max ? null : { min, max };
}

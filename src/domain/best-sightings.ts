import type { PathPoint } from './track.js';

/** One report with a position, as a path is drawn from. */
export interface PathReport extends PathPoint {
  /** dBm; null when unknown. */
  readonly rssiDbm: number | null;
}

/**
 * One point per second from the reports of several kits: in each second (of UTC) the report that was
 * heard strongest, because the nearest receiver misses and misreads the fewest frames. A report of
 * unknown strength counts as weakest; among equals the earliest wins. `reports` are sorted by time.
 */
export function bestSightings(reports: readonly PathReport[]): PathPoint[] {
  const best: PathReport[] = [];
  for (const report of reports) {
    const rival = best.at(-1);
    if (rival === undefined || secondOf(rival) !== secondOf(report)) best.push(report);
    else if (strengthOf(report) > strengthOf(rival)) best[best.length - 1] = report;
  }
  return best;
}

const secondOf = (report: PathReport) => Math.floor(report.timeMs / 1000);
const strengthOf = (report: PathReport) => report.rssiDbm ?? -Infinity;

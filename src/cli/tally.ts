import type { Observation } from '../domain/observation.js';

/** What an import did so far. */
export interface Tally {
  read(rows: number): void;
  reject(reason: string, line: number): void;
  /** They are in the database now, `known` of them since before. */
  stored(observations: readonly Observation[], known: number): void;
  readonly counts: {
    readonly read: number;
    readonly stored: number;
    readonly known: number;
    readonly rejected: number;
  };
  readonly kitIds: ReadonlySet<string>;
  /** For a person, without the kits. */
  lines(): string[];
}

/** Lines of rejects that the summary names, for each reason. */
const MAX_LINES = 5;
/** Enough for any file that is one; more are not counted. */
const MAX_AIRCRAFT = 1_000_000;

export function createTally(): Tally {
  const counts = { read: 0, stored: 0, known: 0, rejected: 0 };
  const reasons = new Map<string, { count: number; lines: number[] }>();
  const droneIds = new Set<string>();
  const kitIds = new Set<string>();
  let firstMs = Infinity;
  let lastMs = -Infinity;

  return {
    counts,
    kitIds,
    read(rows) {
      counts.read += rows;
    },
    reject(reason, line) {
      const known = reasons.get(reason) ?? { count: 0, lines: [] };
      known.count += 1;
      if (known.lines.length < MAX_LINES) known.lines.push(line);
      reasons.set(reason, known);
      counts.rejected += 1;
    },
    stored(observations, known) {
      counts.stored += observations.length - known;
      counts.known += known;
      for (const observation of observations) {
        kitIds.add(observation.kitId);
        if (observation.type === 'track' && droneIds.size < MAX_AIRCRAFT) droneIds.add(observation.droneId);
        firstMs = Math.min(firstMs, observation.observedAtMs);
        lastMs = Math.max(lastMs, observation.observedAtMs);
      }
    },
    lines() {
      const range =
        firstMs > lastMs ? 'none' : `${new Date(firstMs).toISOString()} to ${new Date(lastMs).toISOString()}`;
      return [
        `rows read      ${counts.read}`,
        `stored         ${counts.stored}`,
        `there already  ${counts.known}`,
        `rejected       ${counts.rejected}`,
        ...[...reasons].map(([reason, { count, lines }]) => {
          const more = count > lines.length ? ', …' : '';
          return `  ${reason}: ${count} (line ${lines.join(', ')}${more})`;
        }),
        `aircraft       ${droneIds.size}`,
        `times          ${range}`,
      ];
    },
  };
}

import { useEffect, useMemo } from 'preact/hooks';
import { inUnit, unitSymbol } from '../../format/units.js';
import type { Answer } from '../use-answer.js';
import { useApp } from '../app-context.js';
import type { DroneProfile } from './known-track.js';
import { pathRanges, type PathRange } from './path-range.js';
import { ProfileChart } from './profile-chart.js';
import { extentOf, type Series } from './profile-series.js';

interface TrackHistoryProps {
  readonly profile: Answer<{ readonly drone: DroneProfile | null }>;
  readonly range: PathRange;
  readonly onRange: (range: PathRange) => void;
}

/** How it flew over the range that was chosen. The map draws the same range. */
export function TrackHistory({ profile, range, onRange }: TrackHistoryProps) {
  const { state, flownPath } = useApp();
  const { units } = state.habits.value;
  const drone = profile.value?.drone ?? null;

  useEffect(() => {
    flownPath.value = drone?.path ?? null;
  }, [drone]);
  useEffect(
    () => () => {
      flownPath.value = null;
    },
    [],
  );

  const isCut = drone?.kind === 'DRONE' && drone.detections.pageInfo.hasNextPage;

  const profiles = useMemo(() => {
    const path = drone?.path ?? [];
    const overPath = (label: string, valueOf: (point: (typeof path)[number]) => number | null): Series[] => [
      { label, samples: path.map((point) => ({ atMs: Date.parse(point.time), value: valueOf(point) })) },
    ];
    const all: Profile[] = [
      {
        title: 'Altitude',
        unit: unitSymbol('altitude', units),
        series: overPath('Altitude', ({ altitudeM }) => altitudeM && inUnit(altitudeM, 'altitude', units)),
      },
      {
        title: 'Speed',
        unit: unitSymbol('speed', units),
        series: overPath('Speed', ({ speedMps }) => speedMps && inUnit(speedMps, 'speed', units)),
      },
    ];
    if (drone?.kind === 'DRONE') {
      const kitName = (kitId: string) => state.kits.peek().get(kitId)?.name ?? kitId;
      all.push({ title: 'Strength', unit: 'dBm', series: strengthByKit(drone, kitName) });
    }
    return all;
  }, [drone, units]);

  return (
    <section>
      <div class="section-head">
        <h3>History</h3>
        <select
          class="select"
          aria-label="How far back"
          value={range}
          onChange={({ currentTarget }) => onRange(currentTarget.value as PathRange)}
        >
          {pathRanges.map(({ duration, text }) => (
            <option key={duration} value={duration}>
              {text}
            </option>
          ))}
        </select>
      </div>
      {profile.problem !== null && (
        <p class="notice notice-bad" role="alert">
          {profile.problem}
        </p>
      )}
      {drone === null && profile.problem === null && (
        <p class="muted" role="status">
          {profile.value === null ? 'One moment…' : 'Nothing is stored of it.'}
        </p>
      )}
      {drone !== null && <Profiles profiles={profiles} />}
      {isCut && <p class="small muted">Strength: of the newest {drone?.detections.nodes.length} reports.</p>}
    </section>
  );
}

interface Profile {
  readonly title: string;
  readonly unit: string;
  readonly series: readonly Series[];
}

/** What was never reported takes a line, and not the room of a chart. */
function Profiles({ profiles }: { readonly profiles: readonly Profile[] }) {
  const missing = profiles.filter(({ series }) => extentOf(series) === null);
  return (
    <>
      {profiles
        .filter((profile) => !missing.includes(profile))
        .map((profile) => (
          <ProfileChart key={profile.title} {...profile} />
        ))}
      {missing.length > 0 && (
        <p class="small muted">
          Not reported in this time: {missing.map(({ title }) => title.toLowerCase()).join(', ')}.
        </p>
      )}
    </>
  );
}

function strengthByKit(drone: DroneProfile | null, kitName: (kitId: string) => string): Series[] {
  const byKit = new Map<string, { atMs: number; value: number | null }[]>();
  for (const { kitId, time, rssiDbm } of drone?.detections.nodes ?? []) {
    const samples = byKit.get(kitId) ?? [];
    samples.push({ atMs: Date.parse(time), value: rssiDbm });
    byKit.set(kitId, samples);
  }
  // By id, so that a kit keeps its colour while reports come and go.
  return [...byKit]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([kitId, samples]) => ({ label: kitName(kitId), samples }));
}

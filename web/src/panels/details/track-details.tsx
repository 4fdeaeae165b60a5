import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { bearingDeg, distanceM } from '../../map/geo.js';
import { DroneProfileDocument } from '../../../../operations/generated/graphql.js';
import { formatPlace } from '../../format/coordinates.js';
import { formatCourse } from '../../format/numbers.js';
import { formatInstant } from '../../format/time.js';
import { trackName, trackType } from '../../format/track-name.js';
import { formatAltitude, formatDistance, formatSpeed, formatVerticalSpeed } from '../../format/units.js';
import { altitudeColour } from '../../map/altitude-bands.js';
import { palettes } from '../../map/palette.js';
import { ShapeIcon } from '../../map/symbols/shape-icon.js';
import { shapeOfTrack } from '../../map/symbols/shape-of.js';
import type { Habits } from '../../state/app-state.js';
import { Age } from '../age.js';
import { useApp } from '../app-context.js';
import { useAnswer } from '../use-answer.js';
import { Facts, type Fact } from './facts.js';
import { DetailsFrame } from './details-frame.js';
import { knownTrack, type DroneProfile, type KnownTrack } from './known-track.js';
import type { PathRange } from './path-range.js';
import { SeenBefore } from './seen-before.js';
import { Sightings } from './sightings.js';
import { TrackHistory } from './track-history.js';

/** History moves on while one looks at it; what is live comes by itself. */
const REFRESH_MS = 20_000;
const SYMBOL_PX = 28;

export function TrackDetails({ droneId }: { readonly droneId: string }) {
  const { state, graphql, theme } = useApp();
  const range = useSignal<PathRange>('PT1H');
  const profile = useAnswer(
    `${droneId} ${range.value}`,
    (signal) => graphql.request(DroneProfileDocument, { droneId, range: { last: range.value } }, { signal }),
    REFRESH_MS,
  );
  // The map of tracks is always the same object; its version says that it changed.
  void state.tracksVersion.value;
  const drone = profile.value?.drone ?? null;
  const track = knownTrack(state.tracks.get(droneId), drone);
  const habits = state.habits.value;
  // Not drawn again for every report of what is live.
  const history = useMemo(
    () => <TrackHistory profile={profile} range={range.value} onRange={(chosen) => (range.value = chosen)} />,
    [profile, range.value],
  );

  if (track === null) {
    return (
      <DetailsFrame symbol={null} title={droneId} subtitle="Not in the picture">
        <p role="status">
          {profile.problem ?? (profile.value === null ? 'One moment…' : 'Nothing is known of it.')}
        </p>
      </DetailsFrame>
    );
  }
  return (
    <DetailsFrame
      symbol={
        <ShapeIcon
          name={shapeOfTrack(track)}
          colour={altitudeColour(track.altitudeM, palettes[theme.value])}
          size={SYMBOL_PX}
        />
      }
      title={trackName(track)}
      subtitle={
        <>
          {track.kind === 'DRONE' ? 'Drone' : 'Aircraft'}
          {trackType(track) !== null && (
            <>
              , <bdi>{trackType(track)}</bdi>
            </>
          )}
        </>
      }
    >
      <Warning track={track} />
      <TrackDials track={track} habits={habits} />
      <TrackActions track={track} />
      <Facts facts={positionFacts(track, habits)} />
      <Sightings track={track} />
      {history}
      <section>
        <h3>Identity</h3>
        <Facts facts={identityFacts(track, drone, habits)} />
      </section>
      <SeenBefore droneId={droneId} />
    </DetailsFrame>
  );
}

/** Why what follows may not be so any more, and since when; nothing while it is live. */
function Warning({ track: { isHeard, observedAt } }: { readonly track: KnownTrack }) {
  const { state } = useApp().state.freshness.value;
  const isCutOff = state !== 'live' && state !== 'connecting';
  if (isHeard && !isCutOff) return null;
  return (
    <p class="notice">
      {/* Said once: the age counts on. */}
      <span role="status">{isCutOff ? 'The connection is lost.' : 'Not heard now.'}</span> What follows is as
      of <Age at={observedAt} />
      {observedAt !== null && ' ago'}.
    </p>
  );
}

function TrackDials({ track, habits: { units } }: { readonly track: KnownTrack; readonly habits: Habits }) {
  const dials = [
    ['Altitude', formatAltitude(track.altitudeM, units)],
    ['Speed', formatSpeed(track.speedMps, units)],
    ['Course', formatCourse(track.courseDeg)],
  ] as const;
  return (
    <dl class="dials">
      {dials.map(([name, value]) => (
        <div key={name} class="dial">
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Close enough to see a field, and the roads around it. */
const CLOSE_ZOOM = 14;

function TrackActions({ track: { place } }: { readonly track: KnownTrack }) {
  const { state } = useApp();
  const habits = state.habits.value;
  return (
    <div class="details-actions">
      <button
        type="button"
        class="button"
        disabled={place === null}
        onClick={() => {
          if (place === null) return;
          const { zoom } = state.view.peek();
          state.view.value = { lat: place.lat, lon: place.lon, zoom: Math.max(zoom, CLOSE_ZOOM) };
        }}
      >
        Show on map
      </button>
      <button
        type="button"
        class="button"
        aria-pressed={habits.follow}
        onClick={() => (state.habits.value = { ...habits, follow: !habits.follow })}
      >
        Follow
      </button>
    </div>
  );
}

function positionFacts(track: KnownTrack, { units, coordinates }: Habits): readonly Fact[] {
  const { place } = track;
  const relative = (other: KnownTrack['pilot']) => {
    if (other === null) return null;
    const text = formatPlace(other, coordinates);
    if (place === null) return text;
    const way = `${formatDistance(distanceM(place, other), units)} away, ${formatCourse(bearingDeg(place, other))}`;
    return (
      <>
        {text}
        <br />
        <span class="muted">{way}</span>
      </>
    );
  };
  return [
    ['Position', place === null ? null : formatPlace(place, coordinates)],
    ['Above take-off', track.heightM === null ? null : formatAltitude(track.heightM, units)],
    ['Climb', track.verticalSpeedMps === null ? null : formatVerticalSpeed(track.verticalSpeedMps, units)],
    ['Pilot', relative(track.pilot)],
    ['Take-off', relative(track.home)],
  ];
}

function identityFacts(track: KnownTrack, drone: DroneProfile | null, { time }: Habits): readonly Fact[] {
  const latest = drone?.latest ?? null;
  const text = (value: string | null | undefined) => (value == null ? null : <bdi>{value}</bdi>);
  return [
    ['Id', text(track.droneId)],
    ['Serial', text(drone?.serial)],
    ['Call sign', text(track.callsign)],
    ['Registration', text(track.registration)],
    ['Squawk', text(latest?.squawk)],
    ['Operator', text(track.operatorId)],
    ['Authority id', text(drone?.caaId)],
    ['Kind of id', text(latest?.idType)],
    ['Category', text(latest?.uaType)],
    ['Says it is', text(latest?.operationalStatus)],
    ['Description', text(track.description)],
    ['MAC address', text(latest?.mac)],
    ['Received as', text(latest?.ridSource ?? latest?.transport)],
    [
      'Remarks',
      latest === null || latest.warnings.length === 0 ? null : <bdi>{latest.warnings.join(', ')}</bdi>,
    ],
    ['First seen', drone === null ? null : formatInstant(Date.parse(drone.firstSeen), time)],
    ['Last seen', drone === null ? null : formatInstant(Date.parse(drone.lastSeen), time)],
  ];
}

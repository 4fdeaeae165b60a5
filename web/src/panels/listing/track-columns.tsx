import { formatAltitude, formatSpeed } from '../../format/units.js';
import { trackName, trackType } from '../../format/track-name.js';
import type { Track } from '../../state/app-state.js';
import { Age } from '../age.js';
import type { Column } from './listing.js';
import { TwoLines, type TwoLinesProps } from './two-lines.js';

/** Drones and aircraft are listed alike, so that one learns one table. */
export const trackColumns: readonly Column<Track>[] = [
  {
    id: 'name',
    title: 'Name',
    // As one reads it: drones of one type stand together.
    sortValue: (track) => {
      const { main, sub } = linesOf(track);
      return `${main} ${sub}`;
    },
    cell: (track) => <TwoLines {...linesOf(track)} />,
  },
  {
    id: 'altitude',
    title: 'Altitude',
    width: '4.75rem',
    isNumber: true,
    sortValue: ({ altitudeM }) => altitudeM,
    cell: ({ altitudeM }, { units }) => formatAltitude(altitudeM, units),
  },
  {
    id: 'speed',
    title: 'Speed',
    width: '4.25rem',
    isNumber: true,
    sortValue: ({ speedMps }) => speedMps,
    cell: ({ speedMps }, { units }) => formatSpeed(speedMps, units),
  },
  {
    id: 'kits',
    title: 'Kits',
    width: '3rem',
    isNumber: true,
    isSpare: true,
    sortValue: ({ sightings }) => sightings.length,
    cell: ({ sightings }) => sightings.length,
  },
  {
    id: 'age',
    title: 'Age',
    width: '3.5rem',
    isNumber: true,
    // The youngest first: an age grows while the time of the report falls behind.
    sortValue: ({ observedAt }) => -Date.parse(observedAt),
    cell: ({ observedAt }) => <Age at={observedAt} />,
  },
];

/** A call sign says more than a type. A serial says less, but it tells two drones of one type apart. */
function linesOf(track: Track): TwoLinesProps {
  const { callsign, registration, description, droneId } = track;
  const name = trackName(track);
  const type = trackType(track) ?? description;
  if (callsign !== null || registration !== null) return { main: name, sub: type ?? droneId, nameIs: 'main' };
  return type === null
    ? { main: name, sub: 'of unknown type', nameIs: 'main' }
    : { main: type, sub: name, nameIs: 'sub' };
}

import { bearingDeg, distanceM } from '../../map/geo.js';
import { formatCourse } from '../../format/numbers.js';
import { formatDbm } from '../../format/radio.js';
import { formatDistance } from '../../format/units.js';
import { UNKNOWN } from '../../format/unknown.js';
import { Age } from '../age.js';
import { useApp } from '../app-context.js';
import type { KnownTrack } from './known-track.js';

/** Who hears it, how well, and where from there it is. */
export function Sightings({ track }: { readonly track: KnownTrack }) {
  const { state } = useApp();
  const { units } = state.habits.value;
  const kits = state.kits.value;
  const sightings = track.sightings.toSorted((a, b) => (a.kitId < b.kitId ? -1 : 1));
  return (
    <section>
      <h3>Heard by</h3>
      {sightings.length === 0 ? (
        <p class="muted">No kit hears it now.</p>
      ) : (
        <table class="rows">
          <thead>
            <tr>
              <th scope="col">Kit</th>
              <th scope="col" class="end">
                Strength
              </th>
              <th scope="col" class="end">
                From there
              </th>
              <th scope="col" class="end">
                Age
              </th>
            </tr>
          </thead>
          <tbody>
            {sightings.map(({ kitId, rssiDbm, observedAt }) => {
              const kit = kits.get(kitId);
              const from = kit?.position ?? null;
              const { place } = track;
              return (
                <tr key={kitId}>
                  <td>
                    <bdi>{kit?.name ?? kitId}</bdi>
                  </td>
                  <td class="end">{formatDbm(rssiDbm)}</td>
                  <td class="end">
                    {from === null || place === null
                      ? UNKNOWN
                      : `${formatDistance(distanceM(from, place), units)} ${formatCourse(bearingDeg(from, place))}`}
                  </td>
                  <td class="end">
                    <Age at={observedAt} />
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </section>
  );
}

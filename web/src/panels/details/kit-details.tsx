import { KitSettingsDocument, type KitSettingsQuery } from '../../../../operations/generated/graphql.js';
import { formatPlace } from '../../format/coordinates.js';
import { count, formatPercent, formatShare } from '../../format/numbers.js';
import { palettes } from '../../map/palette.js';
import { ShapeIcon } from '../../map/symbols/shape-icon.js';
import { appearanceOfKit } from '../../map/symbols/shape-of.js';
import { Age } from '../age.js';
import { useApp } from '../app-context.js';
import { kitStates } from '../kits/kit-states.js';
import { describeSkew } from '../kits/probe-result.js';
import { StateMark } from '../state-mark.js';
import { useAnswer } from '../use-answer.js';
import { DetailsFrame } from './details-frame.js';
import { Facts, type Fact } from './facts.js';

/** A kit says how it is every half minute or so. */
const REFRESH_MS = 30_000;

export function KitDetails({ kitId }: { readonly kitId: string }) {
  const { state, graphql, theme, dialog, kitTask } = useApp();
  const settings = useAnswer(
    kitId,
    (signal) => graphql.request(KitSettingsDocument, { kitId }, { signal }),
    REFRESH_MS,
  );
  const kit = state.kits.value.get(kitId);
  if (kit === undefined) {
    return (
      <DetailsFrame symbol={null} title={kitId} subtitle="Kit">
        <p class="muted">No such kit is registered.</p>
      </DetailsFrame>
    );
  }
  const { coordinates } = state.habits.value;
  const { shape, colour } = appearanceOfKit(kit, palettes[theme.value]);
  const more = settings.value?.kit ?? null;
  const { collector, position } = kit;
  return (
    <DetailsFrame
      symbol={<ShapeIcon name={shape} colour={colour} size={28} />}
      title={kit.name}
      subtitle={more?.location == null ? 'Kit' : <bdi>{more.location}</bdi>}
    >
      <ul class="kit-list">
        {kitStates(kit).map(({ text, level, meaning }) => (
          <li key={text}>
            <StateMark level={level}>{text}</StateMark>
            <p class="small muted">{meaning}</p>
          </li>
        ))}
      </ul>
      {collector?.lastError != null && (
        <p class="notice notice-bad">
          <bdi>{collector.lastError}</bdi>
        </p>
      )}
      <div class="details-actions">
        <button
          type="button"
          class="button"
          disabled={position === null}
          onClick={() => {
            if (position !== null)
              state.view.value = { ...state.view.peek(), lat: position.lat, lon: position.lon };
          }}
        >
          Show on map
        </button>
        <button
          type="button"
          class="button"
          aria-haspopup="dialog"
          onClick={() => {
            kitTask.value = { task: 'edit', kitId };
            dialog.value = 'kits';
          }}
        >
          Edit
        </button>
      </div>
      <Facts
        facts={[
          ['Hears now', <HeardNow kitId={kitId} />],
          [
            'Last seen',
            <>
              <Age at={kit.lastSeen} />
              {kit.lastSeen !== null && ' ago'}
            </>,
          ],
          ['Position', position === null ? null : formatPlace(position, coordinates)],
          ['Answered', collector === null ? null : `${formatShare(collector.successRate)} of requests`],
          ['Clock', collector?.clockSkewSeconds == null ? null : describeSkew(collector.clockSkewSeconds)],
          ['Id', <bdi>{kit.kitId}</bdi>],
          ['Serial', more?.uid == null ? null : <bdi>{more.uid}</bdi>],
          ['Address', more?.apiUrl == null ? null : <bdi>{more.apiUrl}</bdi>],
        ]}
      />
      {more?.latestHealth != null && (
        <section>
          <h3>Its machine</h3>
          <Facts facts={healthFacts(more.latestHealth)} />
        </section>
      )}
    </DetailsFrame>
  );
}

/** Looks at all tracks for every batch, so it is a part of its own: nothing else is drawn again for it. */
function HeardNow({ kitId }: { readonly kitId: string }) {
  const { state } = useApp();
  void state.tracksVersion.value;
  let heard = 0;
  for (const { sightings } of state.tracks.values())
    if (sightings.some((sighting) => sighting.kitId === kitId)) heard++;
  return <>{count(heard, 'aircraft or drone', 'aircraft and drones')}</>;
}

type Health = NonNullable<NonNullable<KitSettingsQuery['kit']>['latestHealth']>;

function healthFacts(health: Health): readonly Fact[] {
  const { cpuPercent, memoryPercent, diskPercent, tempCpuC, uptimeHours, gpsFix, time } = health;
  return [
    ['Processor', cpuPercent === null ? null : formatPercent(cpuPercent)],
    ['Memory', memoryPercent === null ? null : formatPercent(memoryPercent)],
    ['Disk', diskPercent === null ? null : formatPercent(diskPercent)],
    ['Temperature', tempCpuC === null ? null : `${Math.round(tempCpuC)} °C`],
    ['Up for', uptimeHours === null ? null : `${uptimeHours.toFixed(uptimeHours < 10 ? 1 : 0)} h`],
    ['GPS', gpsFix === null ? null : gpsFix ? 'has a fix' : 'has no fix'],
    [
      'As of',
      <>
        <Age at={time} /> ago
      </>,
    ],
  ];
}

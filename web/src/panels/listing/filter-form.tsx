import { useSignal } from '@preact/signals';
import { toSi, inUnit, unitSymbol } from '../../format/units.js';
import type { Filters } from '../../state/app-state.js';
import { useApp } from '../app-context.js';

const kinds = [
  { kind: 'DRONE', text: 'Drones' },
  { kind: 'AIRCRAFT', text: 'Aircraft' },
] as const;

/** What the server is asked for beyond the search: it sends nothing else, so these also save a weak link. */
export function FilterForm() {
  const { state } = useApp();
  const filters = state.filters.value;
  const change = (part: Partial<Filters>) => (state.filters.value = { ...filters, ...part });
  const kits = [...state.kits.value.values()].sort((a, b) => a.name.localeCompare(b.name));
  return (
    <div class="filters">
      <fieldset class="field">
        <legend>Kinds (none chosen: both)</legend>
        <div class="choices">
          {kinds.map(({ kind, text }) => (
            <label key={kind} class="check">
              <input
                type="checkbox"
                checked={filters.kinds.includes(kind)}
                onChange={() => change({ kinds: toggled(filters.kinds, kind) })}
              />
              {text}
            </label>
          ))}
        </div>
      </fieldset>
      <div class="filters-range">
        <AltitudeField
          label="Altitude from"
          altitudeM={filters.minAltitudeM}
          onChange={(minAltitudeM) =>
            change({
              minAltitudeM,
              maxAltitudeM: isBelow(filters.maxAltitudeM, minAltitudeM) ? null : filters.maxAltitudeM,
            })
          }
        />
        <AltitudeField
          label="Altitude up to"
          altitudeM={filters.maxAltitudeM}
          onChange={(maxAltitudeM) =>
            change({
              maxAltitudeM,
              minAltitudeM: isBelow(maxAltitudeM, filters.minAltitudeM) ? null : filters.minAltitudeM,
            })
          }
        />
      </div>
      {kits.length > 0 && (
        <fieldset class="field">
          <legend>Heard by (none chosen: by any kit)</legend>
          <div class="choices">
            {kits.map(({ kitId, name }) => (
              <label key={kitId} class="check">
                <input
                  type="checkbox"
                  checked={filters.kitIds.includes(kitId)}
                  onChange={() => change({ kitIds: toggled(filters.kitIds, kitId) })}
                />
                <bdi>{name}</bdi>
              </label>
            ))}
          </div>
        </fieldset>
      )}
    </div>
  );
}

interface AltitudeFieldProps {
  readonly label: string;
  readonly altitudeM: number | null;
  readonly onChange: (altitudeM: number | null) => void;
}

function AltitudeField({ label, altitudeM, onChange }: AltitudeFieldProps) {
  const { units } = useApp().state.habits.value;
  /** What is being typed; the form is drawn again whenever a kit says something, and must not take it away. */
  const draft = useSignal<string | null>(null);
  const shown = altitudeM === null ? '' : String(Math.round(inUnit(altitudeM, 'altitude', units)));
  return (
    <label class="field">
      <span class="small muted">
        {label} ({unitSymbol('altitude', units)})
      </span>
      <input
        class="input"
        type="number"
        step="any"
        value={draft.value ?? shown}
        onInput={({ currentTarget }) => (draft.value = currentTarget.value)}
        onChange={({ currentTarget: { value, valueAsNumber } }) => {
          draft.value = null;
          onChange(
            value === '' || Number.isNaN(valueAsNumber) ? null : toSi(valueAsNumber, 'altitude', units),
          );
        }}
      />
    </label>
  );
}

/** Nothing is above its lower end and below its upper one then: of the two, the older one gives way. */
function isBelow(highM: number | null, lowM: number | null): boolean {
  return highM !== null && lowM !== null && highM < lowM;
}

function toggled<T>(list: readonly T[], item: T): readonly T[] {
  return list.includes(item) ? list.filter((other) => other !== item) : [...list, item];
}

/** How many parts of the filter are set, the search aside. */
export function filterCount({ kinds, kitIds, minAltitudeM, maxAltitudeM }: Filters): number {
  return [kinds.length > 0, kitIds.length > 0, minAltitudeM !== null, maxAltitudeM !== null].filter(Boolean)
    .length;
}

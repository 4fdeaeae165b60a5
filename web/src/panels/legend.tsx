import { formatNumber, inUnit, unitSymbol } from '../format/units.js';
import { altitudeBands, bandColour } from '../map/altitude-bands.js';
import { palettes } from '../map/palette.js';
import { ShapeIcon } from '../map/symbols/shape-icon.js';
import type { ShapeName } from '../map/symbols/shapes.js';
import { useApp } from './app-context.js';

const symbols: readonly { readonly shape: ShapeName; readonly text: string }[] = [
  { shape: 'drone', text: 'Drone' },
  { shape: 'aircraft', text: 'Aircraft' },
  { shape: 'signal', text: 'Signal' },
  { shape: 'kit-online', text: 'Kit' },
  { shape: 'pilot', text: 'Pilot' },
  { shape: 'home', text: 'Take-off' },
];

/** What symbols and colours mean. It folds away; on a phone it begins so. */
export function Legend() {
  const { state, theme } = useApp();
  const { units } = state.habits.value;
  const palette = palettes[theme.value];
  const isNarrow = window.matchMedia('(max-width: 45rem)').matches;
  return (
    <details class="legend" data-covers-map open={!isNarrow}>
      <summary>Legend</summary>
      <div class="legend-body">
        <ul class="legend-symbols">
          {symbols.map(({ shape, text }) => (
            <li key={shape}>
              <ShapeIcon name={shape} size={18} />
              {text}
            </li>
          ))}
        </ul>
        <p class="muted">Altitude from ({unitSymbol('altitude', units)})</p>
        <ol class="legend-scale">
          {altitudeBands.map(({ fromM }, band) => (
            <li key={fromM}>
              <span style={{ background: bandColour(band, palette) }} />
              {Number.isFinite(fromM) ? formatNumber(inUnit(fromM, 'altitude', units), 0) : <>&nbsp;</>}
            </li>
          ))}
        </ol>
        <p class="muted">
          <span class="legend-unknown" style={{ background: palette.unknownAltitude }} /> Altitude unknown.
          Faded: not heard for a while.
        </p>
      </div>
    </details>
  );
}

import { formatMhz } from '../../format/radio.js';
import type { HeardSignal, Kit, Selection } from '../../state/app-state.js';
import { toMercator } from '../mercator.js';
import { isOnScreen, toScreen } from '../screen.js';
import { boxAround, isSame, ringSelected, type Frame } from './frame.js';
import { fanSignals } from './signal-fan.js';

const FROM_SENSOR_PX = 34;
/** Of its symbol. */
const RADIUS_PX = 10;

/** Result: whether there are any, fading. */
export function drawSignals(
  frame: Frame,
  signals: readonly HeardSignal[],
  kits: ReadonlyMap<string, Kit>,
): boolean {
  const { context, screen, palette, sprites, habits, nowMs, hits, labels, symbols } = frame;
  context.save();
  context.strokeStyle = palette.signal;
  context.lineWidth = 1;
  const fanned = fanSignals(signals, kits, nowMs);
  for (const { signal, sensor, directionDeg, opacity } of fanned) {
    const from = toScreen(screen, toMercator(sensor));
    if (!isOnScreen(screen, from, 2 * FROM_SENSOR_PX)) continue;
    const direction = (directionDeg * Math.PI) / 180;
    const at = {
      x: from.x + Math.sin(direction) * FROM_SENSOR_PX,
      y: from.y - Math.cos(direction) * FROM_SENSOR_PX,
    };
    const selection: Selection = { kind: 'signal', id: signal.id };
    context.globalAlpha = opacity * 0.7;
    context.beginPath();
    context.moveTo(from.x, from.y);
    context.lineTo(at.x, at.y);
    context.stroke();
    ringSelected(frame, selection, at);
    context.globalAlpha = opacity;
    sprites.of('signal', palette.signal).draw(context, at.x, at.y, null);
    hits.push({ selection, ...at });
    symbols.push(boxAround(at, RADIUS_PX));
    const isMeant = isSame(frame.selection, selection) || isSame(frame.hovered, selection);
    if (habits.labels || isMeant) {
      labels.push({
        id: `signal ${signal.kitId} ${Math.round(signal.frequencyMhz)}`,
        importance: isMeant ? 'meant' : 'thing',
        ...at,
        gapPx: 14,
        lines: [formatMhz(signal.frequencyMhz)],
        colour: palette.text,
        opacity: Math.max(0.6, opacity),
      });
    }
  }
  context.restore();
  return fanned.length > 0;
}

import type { AppState, Selection } from '../state/app-state.js';
import { toMercator, type MercatorPoint } from './mercator.js';
import type { DrawnTracks } from './overlay/drawn-tracks.js';
import { placeOf } from './place.js';

/** Where what is selected is on the map; null when it is nowhere. */
export function placeOfSelection(
  selection: Selection | null,
  state: Pick<AppState, 'kits' | 'signals'>,
  drawnTracks: DrawnTracks,
  nowMs: number,
): MercatorPoint | null {
  switch (selection?.kind) {
    case 'track':
      return drawnTracks.positionOf(selection.droneId, nowMs);
    case 'kit': {
      const position = state.kits.peek().get(selection.kitId)?.position;
      return position == null ? null : toMercator(position);
    }
    case 'signal': {
      const heard = state.signals.peek().find(({ id }) => id === selection.id);
      const place = heard === undefined ? null : placeOf(heard);
      return place === null ? null : toMercator(place);
    }
    case undefined:
      return null;
  }
}

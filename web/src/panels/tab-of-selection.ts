import { effect } from '@preact/signals';
import type { AppState, Selection, Tab, Track } from '../state/app-state.js';

/** The tab that lists it; null when that is not known. */
export function tabOf(selection: Selection, tracks: ReadonlyMap<string, Pick<Track, 'kind'>>): Tab | null {
  switch (selection.kind) {
    case 'kit':
      return 'kits';
    case 'signal':
      return 'signals';
    case 'track':
      switch (tracks.get(selection.droneId)?.kind) {
        case 'DRONE':
          return 'drones';
        case 'AIRCRAFT':
          return 'aircraft';
        case undefined:
          return null;
      }
  }
}

/** Whatever is selected on the map is in the list that is open. @returns ends that */
export function showTabOfSelection(state: AppState): () => void {
  return effect(() => {
    const selection = state.selection.value;
    if (selection === null) return;
    const tab = tabOf(selection, state.tracks);
    if (tab !== null) state.tab.value = tab;
  });
}

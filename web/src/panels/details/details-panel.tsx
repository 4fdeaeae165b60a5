import { useApp } from '../app-context.js';
import { SheetHandle } from '../sheet-handle.js';
import { KitDetails } from './kit-details.js';
import { SignalDetails } from './signal-details.js';
import { TrackDetails } from './track-details.js';

/** Everything about what is selected. */
export function DetailsPanel() {
  const selection = useApp().state.selection.value;
  if (selection === null) return null;
  return (
    <aside class="app-details" aria-label="Details" tabIndex={0}>
      <SheetHandle />
      {selection.kind === 'track' && <TrackDetails key={selection.droneId} droneId={selection.droneId} />}
      {selection.kind === 'kit' && <KitDetails key={selection.kitId} kitId={selection.kitId} />}
      {selection.kind === 'signal' && <SignalDetails key={selection.id} id={selection.id} />}
    </aside>
  );
}

import { effect, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import type { Kit, Selection, Track, View } from './app-state.js';
import { viewOf, type Place } from './first-view.js';

interface Seen {
  readonly view: Signal<View>;
  readonly kits: ReadonlySignal<ReadonlyMap<string, Kit>>;
  /** Whether these are all of them. */
  readonly areKitsKnown: ReadonlySignal<boolean>;
  readonly selection: ReadonlySignal<Selection | null>;
  readonly tracks: ReadonlyMap<string, Track>;
  readonly tracksVersion: ReadonlySignal<number>;
}

/**
 * Where the page opens when its address does not say: at the track that it names, or over the kits, or where no kit knows
 * its place over what they hear.
 */
export interface OpeningView {
  /** Whether what is seen now is worth asking for: it opens there, or there is nothing yet to go to. */
  readonly isKnown: ReadonlySignal<boolean>;
  /** Whether the view is another by now: somebody's choice. */
  isChosen(): boolean;
  end(): void;
}

/**
 * @param isGiven the address says where
 * @param askPlaces where the kits are: sooner than they tell themselves, if that works
 */
export function openAt(
  { view, kits, areKitsKnown, selection, tracks, tracksVersion }: Seen,
  isGiven: boolean,
  askPlaces: () => Promise<readonly Place[]>,
): OpeningView {
  /** What the address names: a later selection is looked at where the map is. */
  const named = selection.peek();
  const isKnown = signal(isGiven);
  const asked = signal<readonly Place[] | null>(null);
  /** Where the page put the view itself. */
  let moved: View = view.peek();
  let wentTo: 'nowhere' | 'all' | 'named' = 'nowhere';

  const isChosen = () => isGiven || isElsewhere(view.value, moved);
  const go = (to: 'all' | 'named', next: View | null) => {
    if (next === null) return;
    wentTo = to;
    moved = next;
    view.value = next;
  };
  if (!isGiven) {
    askPlaces().then(
      (places) => (asked.value = places),
      () => {
        // There is no connection, or no key yet. Kits tell themselves when there is.
      },
    );
  }
  const stop = effect(() => {
    const areKitsAnswered = asked.value !== null || areKitsKnown.value;
    if (wentTo === 'named') return;
    if (!isChosen()) {
      // The map of tracks tells nobody itself.
      void tracksVersion.value;
      const track = named?.kind === 'track' ? tracks.get(named.droneId) : undefined;
      if (track !== undefined && isPlaced(track)) go('named', viewOf([track]));
      else if (wentTo === 'nowhere' && areKitsAnswered)
        go(
          'all',
          viewOf(asked.value ?? []) ??
            viewOf(kitPlaces(kits.value)) ??
            viewOf([...tracks.values()].filter(isPlaced)),
        );
    }
    // The map shows another view when this effect is over; what it shows then is known.
    if (wentTo !== 'nowhere' || areKitsAnswered || isChosen()) queueMicrotask(() => (isKnown.value = true));
  });

  return { isKnown, isChosen, end: stop };
}

function kitPlaces(kits: ReadonlyMap<string, Kit>) {
  return [...kits.values()].flatMap(({ position }) => position ?? []);
}

function isPlaced(track: Track): track is Track & { readonly lat: number; readonly lon: number } {
  return track.lat !== null && track.lon !== null;
}

/** A map says the place that it was given in its own, rounded words. */
function isElsewhere(a: View, b: View): boolean {
  return Math.abs(a.zoom - b.zoom) > 0.05 || Math.abs(a.lat - b.lat) > 0.01 || Math.abs(a.lon - b.lon) > 0.01;
}

import { effect, signal } from '@preact/signals';
import { render } from 'preact';
import { App } from './app.js';
import { loadMapConfig, type Basemap } from './map-config.js';
import type { AppServices, DialogName, FlownPoint, KitTask, SheetHeight } from './panels/app-context.js';
import { showTabOfSelection } from './panels/tab-of-selection.js';
import { createClock } from './panels/clock.js';
import { listenToKeys } from './panels/keyboard.js';
import { createListings } from './panels/listing/listings.js';
import { tellInTitle } from './panels/page-title.js';
import { createTheme } from './panels/theme.js';
import { createAppState } from './state/create-app-state.js';
import './styles/index.css';

/** A server that is being started answers soon. */
const ASK_AGAIN_MS = 2_000;

const app = createAppState(window);
const { state, graphql, key } = app;
const clock = createClock(state.clockOffsetMs, document);
const services: AppServices = {
  state,
  graphql,
  key,
  now: clock.now,
  theme: createTheme(state.habits, window),
  listings: createListings(state),
  dialog: signal<DialogName | null>(null),
  kitTask: signal<KitTask>({ task: 'list' }),
  flownPath: signal<readonly FlownPoint[] | null>(null),
  listingOpen: signal(true),
  sheet: signal<SheetHeight>('half'),
};
const basemap = signal<Basemap | null>(null);

async function askForConfig(): Promise<void> {
  try {
    const config = await loadMapConfig();
    basemap.value = config.basemap;
    if (config.needsKey && key.get() === null) services.dialog.value = 'key';
  } catch {
    // The badge says that the server is away; the map comes when it is back.
    setTimeout(() => void askForConfig(), ASK_AGAIN_MS);
  }
}

showTabOfSelection(state);
tellInTitle(state.freshness, document);

// Once for each refusal: whoever closes the dialog wants to see what is there.
effect(() => {
  const freshness = state.freshness.value;
  if (freshness.state === 'refused' && freshness.code === 'UNAUTHENTICATED') services.dialog.value = 'key';
});

render(<App services={services} basemap={basemap} />, document.getElementById('app')!);
listenToKeys(services, document);
clock.start();
app.start();
void askForConfig();

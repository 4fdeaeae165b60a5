import { effect, type ReadonlySignal } from '@preact/signals';
import type { Freshness } from '../state/app-state.js';

const NAME = 'Airpicture';

const lost = { reconnecting: 'Reconnecting', offline: 'Offline', refused: 'Refused' } as const;

/** Whether nothing new comes, so that what is shown grows old. */
export function isLost(freshness: Freshness): boolean {
  return freshness.state in lost;
}

/** What the tab of the browser says: who looks at another one should know when this one has gone blind. */
export function pageTitle(freshness: Freshness): string {
  return freshness.state === 'connecting' || freshness.state === 'live'
    ? NAME
    : `${lost[freshness.state]} · ${NAME}`;
}

/** @returns ends that */
export function tellInTitle(freshness: ReadonlySignal<Freshness>, document: Document): () => void {
  return effect(() => {
    const title = pageTitle(freshness.value);
    if (document.title !== title) document.title = title;
  });
}

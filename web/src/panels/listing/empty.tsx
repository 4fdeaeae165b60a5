import type { Freshness } from '../../state/app-state.js';
import { useApp } from '../app-context.js';
import { filterCount } from './filter-form.js';

/** Why nothing can be said about what is there. */
const lacks: Readonly<Record<Freshness['state'], string | null>> = {
  live: null,
  connecting: 'One moment…',
  reconnecting: 'The server does not answer. What there is comes as soon as it does.',
  offline: 'This device has no network. What there is comes as soon as it has one.',
  refused: 'The server refused: see above.',
};

/** Nothing heard is good news only where something would have been heard, and shown. */
export function Empty({ text }: { readonly text: string }) {
  const { state, dialog, kitTask } = useApp();
  const { freshness, filters, kits } = state;
  const lack = lacks[freshness.value.state];
  if (lack !== null) return <p class="listing-empty">{lack}</p>;
  if (kits.value.size === 0)
    return (
      <div class="listing-empty listing-start">
        <h2>No kit is registered yet</h2>
        <p>Everything here is heard by kits. Give the address of one, and what it hears appears at once.</p>
        <button
          type="button"
          class="button button-main"
          aria-haspopup="dialog"
          onClick={() => {
            kitTask.value = { task: 'add' };
            dialog.value = 'kits';
          }}
        >
          Add the first kit
        </button>
      </div>
    );
  const isRestricted = filters.value.search.trim() !== '' || filterCount(filters.value) > 0;
  return (
    <p class="listing-empty">{isRestricted ? 'Nothing here matches the search and the filters.' : text}</p>
  );
}

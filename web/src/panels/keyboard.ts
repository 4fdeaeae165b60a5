import type { Habits } from '../state/app-state.js';
import type { AppServices } from './app-context.js';
import { SEARCH_ID } from './listing/listing-panel.js';
import { step } from './listing/listings.js';
import { commandOf, type Command } from './shortcuts.js';

/** Keys that work wherever the focus is. @returns ends that */
export function listenToKeys(app: AppServices, document: Document): () => void {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented) return;
    const { key, ctrlKey, metaKey, altKey, repeat, target } = event;
    const inField = isField(target);
    const onButton = target instanceof Element && target.closest('button, a, summary, input') !== null;
    const inDialog = app.dialog.peek() !== null;
    const command = commandOf({ key, ctrlKey, metaKey, altKey, repeat, inField, onButton, inDialog });
    // Enter is pressed by habit, too: it follows what is selected, and switches nothing where there is nothing.
    if (command === null || (key === 'Enter' && app.state.selection.peek() === null)) return;
    event.preventDefault();
    run(command, app, document, inField ? (target as HTMLElement) : null);
  };
  document.addEventListener('keydown', onKeyDown);
  return () => document.removeEventListener('keydown', onKeyDown);
}

function run(command: Command, app: AppServices, document: Document, field: HTMLElement | null): void {
  const { state, listings, dialog, listingOpen } = app;
  switch (command) {
    case 'search':
      listingOpen.value = true;
      if (focusSearch(document)) return;
      // The list was closed: its field is there after the next drawing.
      requestAnimationFrame(() => {
        if (focusSearch(document)) return;
        // In a narrow window the details lie over the list.
        state.selection.value = null;
        requestAnimationFrame(() => focusSearch(document));
      });
      return;
    case 'next':
    case 'previous': {
      const by = command === 'next' ? 1 : -1;
      state.selection.value = step(listings, state.tab.peek(), state.selection.peek(), by);
      return;
    }
    case 'follow':
    case 'trails':
    case 'labels':
      toggle(state.habits, command);
      return;
    case 'escape':
      if (field !== null) field.blur();
      else state.selection.value = null;
      return;
    case 'help':
      dialog.value = 'help';
  }
}

function focusSearch(document: Document): boolean {
  const field = document.getElementById(SEARCH_ID);
  field?.focus();
  return field !== null && document.activeElement === field;
}

function toggle(
  habits: AppServices['state']['habits'],
  name: keyof Pick<Habits, 'follow' | 'trails' | 'labels'>,
): void {
  habits.value = { ...habits.peek(), [name]: !habits.peek()[name] };
}

/** Check boxes and radio buttons take no letters, so they keep no shortcut away. */
function isField(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement)
    return !['checkbox', 'radio', 'button', 'submit'].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

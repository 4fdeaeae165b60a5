/** What a key does. */
export type Command = 'search' | 'next' | 'previous' | 'follow' | 'trails' | 'labels' | 'escape' | 'help';

export interface Shortcut {
  readonly key: string;
  /** Another key for the same. */
  readonly alias?: string;
  readonly command: Command;
  readonly text: string;
}

/** Read by the help as well, so that it never says anything else. */
export const shortcuts: readonly Shortcut[] = [
  { key: '/', command: 'search', text: 'Search' },
  { key: 'j', command: 'next', text: 'Select the next one in the list' },
  { key: 'k', command: 'previous', text: 'Select the one before it' },
  { key: 'f', alias: 'Enter', command: 'follow', text: 'Follow what is selected' },
  { key: 't', command: 'trails', text: 'Show or hide trails' },
  { key: 'l', command: 'labels', text: 'Show or hide labels' },
  { key: 'Escape', command: 'escape', text: 'Leave the search, then the selection' },
  { key: '?', command: 'help', text: 'This help' },
];

export interface PressedKey {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  /** Whether it goes into a field where people write. */
  readonly inField: boolean;
  /** Whether it goes to a button or a link, which Enter presses. */
  readonly onButton: boolean;
  /** Whether it is held down: what switches would only flicker. */
  readonly repeat: boolean;
  /** Whether a dialog is open: it has keys of its own. */
  readonly inDialog: boolean;
}

const stepping: readonly Command[] = ['next', 'previous'];

/** What is meant by a key; null when it is not for us. */
export function commandOf(pressed: PressedKey): Command | null {
  const { key, ctrlKey, metaKey, altKey, inField, onButton, inDialog, repeat } = pressed;
  if (ctrlKey || metaKey || altKey || inDialog) return null;
  if (inField && key !== 'Escape') return null;
  if (onButton && key === 'Enter') return null;
  const command =
    shortcuts.find((shortcut) => shortcut.key === key || shortcut.alias === key)?.command ?? null;
  return repeat && command !== null && !stepping.includes(command) ? null : command;
}

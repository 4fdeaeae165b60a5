import { computed, effect, signal, type ReadonlySignal } from '@preact/signals';
import type { Theme } from '../map/palette.js';
import type { Habits } from '../state/app-state.js';

/** What is to be shown: the operating system decides where nobody else did. */
export function resolveTheme(chosen: Habits['theme'], prefersDark: boolean): Theme {
  if (chosen !== 'auto') return chosen;
  return prefersDark ? 'dark' : 'light';
}

/** Follows the habit and the operating system, and tells the style sheets by `data-theme`. */
export function createTheme(habits: ReadonlySignal<Habits>, window: Window): ReadonlySignal<Theme> {
  const query = window.matchMedia('(prefers-color-scheme: dark)');
  const prefersDark = signal(query.matches);
  query.addEventListener('change', () => {
    prefersDark.value = query.matches;
  });
  const theme = computed(() => resolveTheme(habits.value.theme, prefersDark.value));
  effect(() => {
    window.document.documentElement.dataset['theme'] = theme.value;
  });
  return theme;
}

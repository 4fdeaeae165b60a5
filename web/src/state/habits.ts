import type { Habits } from './app-state.js';

/** What may be chosen for each; the first is what somebody new gets. */
const choices = {
  theme: ['auto', 'light', 'dark', 'night'],
  units: ['metric', 'imperial', 'nautical'],
  coordinates: ['latlon', 'mgrs'],
  time: ['local', 'utc'],
  trails: [true, false],
  labels: [true, false],
  follow: [false, true],
} as const satisfies { readonly [Name in keyof Habits]: readonly Habits[Name][] };

export const defaultHabits: Habits = habitsOf({});

/** Habits from the text that was kept; whatever is missing or no longer exists is as for somebody new. */
export function parseHabits(text: string | null): Habits {
  try {
    const kept: unknown = JSON.parse(text ?? '{}');
    return habitsOf(typeof kept === 'object' && kept !== null ? { ...kept } : {});
  } catch {
    return habitsOf({});
  }
}

function habitsOf(kept: Readonly<Record<string, unknown>>): Habits {
  const names = Object.keys(choices) as (keyof Habits)[];
  const chosen = names.map((name) => {
    const among: readonly unknown[] = choices[name];
    return [name, among.includes(kept[name]) ? kept[name] : among[0]] as const;
  });
  return Object.fromEntries(chosen) as unknown as Habits;
}

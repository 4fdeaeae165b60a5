import type { Habits } from '../state/app-state.js';
import { formatClock } from '../format/time.js';
import { useApp, type DialogName } from './app-context.js';
import { Icon, type IconName } from './icons.js';
import { StatusBadge } from './status-badge.js';

type Switch = keyof Pick<Habits, 'trails' | 'labels' | 'follow'>;

const switches: readonly { readonly habit: Switch; readonly text: string; readonly shortcut: string }[] = [
  { habit: 'trails', text: 'Trails', shortcut: 't' },
  { habit: 'labels', text: 'Labels', shortcut: 'l' },
  { habit: 'follow', text: 'Follow', shortcut: 'f' },
];

const dialogs: readonly { readonly name: DialogName; readonly text: string; readonly icon: IconName }[] = [
  { name: 'kits', text: 'Manage kits', icon: 'kits' },
  { name: 'settings', text: 'Settings', icon: 'settings' },
  { name: 'help', text: 'Help', icon: 'help' },
];

/** The bar on top: how current the picture is, and everything that changes how it is shown. */
export function Toolbar() {
  const { state, now, dialog, kitTask, listingOpen } = useApp();
  const habits = state.habits.value;
  return (
    <header class="bar app-bar">
      <h1 class="bar-name">Airpicture</h1>
      <StatusBadge />
      <span class="bar-clock">{formatClock(now.value, habits.time)}</span>
      <div class="bar-tools">
        <button
          type="button"
          class="button"
          aria-label="List"
          aria-pressed={listingOpen.value}
          title="List"
          onClick={() => (listingOpen.value = !listingOpen.value)}
        >
          <Icon name="list" />
          <span class="tool-text">List</span>
        </button>
        {switches.map(({ habit, text, shortcut }) => (
          <button
            key={habit}
            type="button"
            class="button tool-switch"
            aria-label={text}
            aria-pressed={habits[habit]}
            aria-keyshortcuts={shortcut}
            title={`${text} (${shortcut})`}
            onClick={() => (state.habits.value = { ...habits, [habit]: !habits[habit] })}
          >
            <Icon name={habit} />
            <span class="tool-text">{text}</span>
          </button>
        ))}
        {dialogs.map(({ name, text, icon }) => (
          <button
            key={name}
            type="button"
            class="button"
            aria-label={text}
            aria-haspopup="dialog"
            title={text}
            onClick={() => {
              kitTask.value = { task: 'list' };
              dialog.value = name;
            }}
          >
            <Icon name={icon} />
            <span class="tool-text">{text}</span>
          </button>
        ))}
      </div>
    </header>
  );
}

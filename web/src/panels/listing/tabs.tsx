import type { Tab } from '../../state/app-state.js';
import { useApp } from '../app-context.js';

const tabs: readonly { readonly tab: Tab; readonly title: string }[] = [
  { tab: 'drones', title: 'Drones' },
  { tab: 'aircraft', title: 'Aircraft' },
  { tab: 'signals', title: 'Signals' },
  { tab: 'kits', title: 'Kits' },
];

export const tabTitle = (wanted: Tab) => tabs.find(({ tab }) => tab === wanted)?.title ?? '';

/** One stop for the Tab key; arrows go from one to the next, as everybody's screen reader expects it. */
export function Tabs() {
  const { state, listings } = useApp();
  const current = state.tab.value;
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const at = tabs.findIndex(({ tab }) => tab === current);
    const next = tabs[(at + step + tabs.length) % tabs.length]!;
    state.tab.value = next.tab;
    document.getElementById(`tab-${next.tab}`)?.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label="What is listed" onKeyDown={onKeyDown}>
      {tabs.map(({ tab, title }) => (
        <button
          key={tab}
          id={`tab-${tab}`}
          type="button"
          class="tab"
          role="tab"
          aria-selected={tab === current}
          aria-controls="listing"
          tabIndex={tab === current ? 0 : -1}
          onClick={() => (state.tab.value = tab)}
        >
          {title}
          <span class="tab-count">{listings[tab].count.value}</span>
        </button>
      ))}
    </div>
  );
}

import type { ComponentChildren } from 'preact';
import { useApp } from '../app-context.js';
import { Icon } from '../icons.js';

interface DetailsFrameProps {
  readonly symbol: ComponentChildren;
  readonly title: string;
  readonly subtitle: ComponentChildren;
  readonly children: ComponentChildren;
}

/** What everything that is selected has: a symbol as on the map, a name, and a way out. */
export function DetailsFrame({ symbol, title, subtitle, children }: DetailsFrameProps) {
  const { state } = useApp();
  return (
    <div class="details">
      <div class="details-head">
        {symbol}
        <div class="details-title">
          <h2>
            <bdi>{title}</bdi>
          </h2>
          <p class="muted">{subtitle}</p>
        </div>
        <button
          type="button"
          class="button button-plain"
          aria-label="Close details"
          aria-keyshortcuts="Escape"
          onClick={() => (state.selection.value = null)}
        >
          <Icon name="close" />
        </button>
      </div>
      {children}
    </div>
  );
}

import { useLayoutEffect, useRef } from 'preact/hooks';
import { useApp, type KitTask } from '../app-context.js';
import type { KitActions } from './kit-actions.js';
import { KitItem } from './kit-item.js';

interface KitListProps {
  readonly actions: KitActions;
  /** Why kits cannot be changed; null when they can. */
  readonly whyNot: string | null;
  readonly mayDeleteHistory: boolean;
  /** What was done before: the focus goes on from there. */
  readonly left: KitTask;
}

/** Every kit by its name. */
export function KitList({ actions, whyNot, mayDeleteHistory, left }: KitListProps) {
  const { state, kitTask } = useApp();
  const add = useRef<HTMLButtonElement>(null);
  const kits = [...state.kits.value.values()].sort(
    (a, b) => a.name.localeCompare(b.name) || (a.kitId < b.kitId ? -1 : 1),
  );
  useLayoutEffect(() => {
    if (left.task === 'add') add.current?.focus();
  }, []);
  return (
    <>
      {whyNot === null ? (
        <div class="details-actions">
          <button
            ref={add}
            type="button"
            class="button button-main"
            onClick={() => (kitTask.value = { task: 'add' })}
          >
            Add a kit
          </button>
        </div>
      ) : (
        <p class="muted" role="status">
          {whyNot}
        </p>
      )}
      {kits.length === 0 ? (
        <p class="muted">No kit is registered.</p>
      ) : (
        <ul class="kit-list">
          {kits.map((kit) => (
            <KitItem
              key={kit.kitId}
              kit={kit}
              actions={actions}
              mayChange={whyNot === null}
              mayDeleteHistory={mayDeleteHistory}
              wasEdited={left.task === 'edit' && left.kitId === kit.kitId}
              onRemoved={() => add.current?.focus()}
            />
          ))}
        </ul>
      )}
    </>
  );
}

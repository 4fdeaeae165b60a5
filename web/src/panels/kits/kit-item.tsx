import { useSignal } from '@preact/signals';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { formatShare } from '../../format/numbers.js';
import type { Kit } from '../../state/app-state.js';
import { Age } from '../age.js';
import { useApp } from '../app-context.js';
import { problemText } from '../problem-text.js';
import { StateMark } from '../state-mark.js';
import { ConfirmRemoval } from './confirm-removal.js';
import type { KitActions } from './kit-actions.js';
import { kitStates } from './kit-states.js';
import { describeSkew } from './probe-result.js';
import type { Refusal } from './refusal.js';

interface KitItemProps {
  readonly kit: Kit;
  readonly actions: KitActions;
  /** Whoever may only look is shown no buttons that would be refused. */
  readonly mayChange: boolean;
  readonly mayDeleteHistory: boolean;
  /** Whoever comes back from its form goes on from there. */
  readonly wasEdited: boolean;
  /** Nothing of it is left for the focus to be on. */
  readonly onRemoved: () => void;
}

/** One kit: how it is, and what can be done about it. */
export function KitItem(props: KitItemProps) {
  const { kit, actions, mayChange, mayDeleteHistory, wasEdited, onRemoved } = props;
  const { kitTask } = useApp();
  const problem = useSignal<string | null>(null);
  const isBusy = useSignal(false);
  const isRemoving = useSignal(false);
  const edit = useRef<HTMLButtonElement>(null);
  const remove = useRef<HTMLButtonElement>(null);
  const nameId = useId();
  const { kitId, name, enabled, lastSeen, collector } = kit;

  useLayoutEffect(() => {
    if (wasEdited) edit.current?.focus();
  }, []);

  /** A button that is disabled loses the focus, so those that are busy only look so. */
  async function act(work: () => Promise<Refusal | null>): Promise<boolean> {
    if (isBusy.value) return false;
    isBusy.value = true;
    problem.value = null;
    try {
      problem.value = (await work())?.message ?? null;
    } catch (error) {
      problem.value = problemText(error);
    } finally {
      isBusy.value = false;
    }
    return problem.value === null;
  }

  async function removeNow(deleteHistory: boolean): Promise<void> {
    if (await act(() => actions.remove(kitId, deleteHistory))) onRemoved();
  }

  const keep = () => {
    isRemoving.value = false;
    requestAnimationFrame(() => remove.current?.focus());
  };

  return (
    <li class="kit">
      <div class="kit-head">
        <h3 id={nameId}>
          <bdi>{name}</bdi>
        </h3>
        <bdi class="small muted">{kitId}</bdi>
      </div>
      <div class="kit-states">
        {kitStates(kit).map(({ text, level, meaning }) => (
          <span key={text} title={meaning}>
            <StateMark level={level}>{text}</StateMark>
          </span>
        ))}
      </div>
      <dl class="facts">
        <dt>Last seen</dt>
        <dd>
          <Age at={lastSeen} />
          {lastSeen !== null && ' ago'}
        </dd>
        {collector !== null && (
          <>
            <dt>Answered</dt>
            <dd>{formatShare(collector.successRate)} of requests</dd>
            {collector.clockSkewSeconds !== null && (
              <>
                <dt>Clock</dt>
                <dd>{describeSkew(collector.clockSkewSeconds)}</dd>
              </>
            )}
          </>
        )}
      </dl>
      {collector?.lastError != null && (
        <p class="notice notice-bad">
          <bdi>{collector.lastError}</bdi>
        </p>
      )}
      {problem.value !== null && (
        <p class="notice notice-bad" role="alert">
          {problem.value}
        </p>
      )}
      {mayChange && !isRemoving.value && (
        <div class="details-actions" role="group" aria-labelledby={nameId}>
          <button
            type="button"
            class="button"
            aria-pressed={enabled}
            aria-disabled={isBusy.value}
            onClick={() => void act(() => actions.setEnabled(kitId, !enabled))}
          >
            Enabled
          </button>
          {collector !== null && (
            <button
              type="button"
              class="button"
              aria-disabled={isBusy.value}
              onClick={() => void act(() => actions.poll(kitId))}
            >
              Poll now
            </button>
          )}
          <button
            ref={edit}
            type="button"
            class="button"
            onClick={() => (kitTask.value = { task: 'edit', kitId })}
          >
            Edit
          </button>
          <button
            ref={remove}
            type="button"
            class="button button-danger"
            onClick={() => (isRemoving.value = true)}
          >
            Remove…
          </button>
        </div>
      )}
      {isRemoving.value && (
        <ConfirmRemoval
          name={name}
          isBusy={isBusy.value}
          mayDeleteHistory={mayDeleteHistory}
          onCancel={keep}
          onConfirm={(deleteHistory) => void removeNow(deleteHistory)}
        />
      )}
    </li>
  );
}

import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';

interface ConfirmRemovalProps {
  readonly name: string;
  readonly isBusy: boolean;
  readonly mayDeleteHistory: boolean;
  readonly onCancel: () => void;
  readonly onConfirm: (deleteHistory: boolean) => void;
}

/** Asks once more, with the focus on the answer that changes nothing. */
export function ConfirmRemoval(props: ConfirmRemovalProps) {
  const { name, isBusy, mayDeleteHistory, onCancel, onConfirm } = props;
  const deleteHistory = useSignal(false);
  const keep = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => keep.current!.focus(), []);
  return (
    <div class="form" role="group" aria-label="Confirm removal">
      <p>
        Remove <bdi>{name}</bdi>? It is no longer asked, and what it pushes is no longer taken.
      </p>
      {mayDeleteHistory && (
        <label class="check">
          <input
            type="checkbox"
            checked={deleteHistory.value}
            onChange={({ currentTarget }) => (deleteHistory.value = currentTarget.checked)}
          />
          Also delete everything that it ever reported
        </label>
      )}
      <div class="form-end">
        <button ref={keep} type="button" class="button" onClick={onCancel}>
          Keep
        </button>
        <button
          type="button"
          class="button button-danger"
          aria-disabled={isBusy}
          onClick={() => onConfirm(deleteHistory.value)}
        >
          {deleteHistory.value ? 'Remove with its history' : 'Remove'}
        </button>
      </div>
    </div>
  );
}

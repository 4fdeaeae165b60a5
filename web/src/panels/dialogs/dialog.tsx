import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { useApp } from '../app-context.js';
import { Icon } from '../icons.js';

interface DialogProps {
  readonly title: string;
  readonly isWide?: boolean;
  /** What Escape and a click beside it do; absent: they close it. */
  readonly onDismiss?: () => void;
  readonly children: ComponentChildren;
}

/**
 * A modal dialog. The browser's own keeps the focus inside, and gives it back to whatever opened it.
 */
export function Dialog({ title, isWide = false, onDismiss, children }: DialogProps) {
  const { dialog } = useApp();
  const element = useRef<HTMLDialogElement>(null);
  const isPressedBeside = useRef(false);
  const titleId = useId();
  const close = () => (dialog.value = null);
  const dismiss = onDismiss ?? close;

  useLayoutEffect(() => {
    const shown = element.current!;
    shown.showModal();
    // Browsers let a page keep a dialog open once; they close it themselves when Escape is pressed again.
    shown.addEventListener('close', close);
    return () => {
      shown.removeEventListener('close', close);
      shown.close();
    };
  }, []);

  return (
    <dialog
      ref={element}
      class={`dialog${isWide ? ' dialog-wide' : ''}`}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        dismiss();
      }}
      // Only what is beside the dialog belongs to the element itself. Who marks text and lets go beside it means the text.
      onPointerDown={(event) => (isPressedBeside.current = event.target === event.currentTarget)}
      onClick={(event) => {
        if (isPressedBeside.current && event.target === event.currentTarget) dismiss();
      }}
    >
      <div class="dialog-head">
        <h2 id={titleId}>{title}</h2>
        <button type="button" class="button button-plain" aria-label="Close" onClick={close}>
          <Icon name="close" />
        </button>
      </div>
      <div class="dialog-body">{children}</div>
    </dialog>
  );
}

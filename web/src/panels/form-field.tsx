import type { ComponentChildren } from 'preact';

interface FormFieldProps {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly problem?: string | undefined;
  readonly hint?: string;
  readonly type?: 'text' | 'url' | 'password';
  /** Phones then show digits. What is no number stays to be seen, unlike in the browser's own field for numbers. */
  readonly isNumber?: boolean;
  readonly readOnly?: boolean;
  /** Where a dialog puts the focus when it opens. */
  readonly autofocus?: boolean;
  /** A button that belongs to it. */
  readonly children?: ComponentChildren;
}

/** A label, its field, and below it what is wrong with what was typed. */
export function FormField(props: FormFieldProps) {
  const { id, label, value, onInput, problem, hint, children, isNumber, type = 'text', ...rest } = props;
  const notes = [hint === undefined ? null : `${id}-hint`, problem === undefined ? null : `${id}-problem`];
  const describedBy = notes.filter((note) => note !== null).join(' ');
  const input = (
    <input
      {...rest}
      id={id}
      class="input"
      type={type}
      {...(isNumber === true ? { inputMode: 'decimal' } : {})}
      value={value}
      autocomplete="off"
      spellcheck={false}
      aria-invalid={problem !== undefined}
      {...(describedBy === '' ? {} : { 'aria-describedby': describedBy })}
      onInput={({ currentTarget }) => onInput(currentTarget.value)}
    />
  );
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children === undefined ? (
        input
      ) : (
        <div class="with-button">
          {input}
          {children}
        </div>
      )}
      {hint !== undefined && (
        <p id={`${id}-hint`} class="small muted">
          {hint}
        </p>
      )}
      {problem !== undefined && (
        <p id={`${id}-problem`} class="field-problem" role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}

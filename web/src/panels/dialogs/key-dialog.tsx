import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { useApp } from '../app-context.js';
import { FormField } from '../form-field.js';
import { problemText } from '../problem-text.js';
import { Dialog } from './dialog.js';

/** Where the server asks who one is. A key is tried before it is kept, so that a slip is told here and not by a dead map. */
export function KeyDialog() {
  const { key, state, dialog } = useApp();
  const text = useSignal('');
  const problem = useSignal<string | undefined>(undefined);
  const isBusy = useSignal(false);
  const form = useRef<HTMLFormElement>(null);
  const freshness = state.freshness.value;

  const submit = async (event: Event) => {
    event.preventDefault();
    if (isBusy.value) return;
    isBusy.value = true;
    const entered = text.value.trim();
    try {
      problem.value = await problemOf(entered);
    } catch (error) {
      problem.value = problemText(error);
    } finally {
      isBusy.value = false;
    }
    if (problem.value === undefined) {
      key.use(entered);
      dialog.value = null;
    } else form.current?.querySelector('input')?.select();
  };

  async function problemOf(entered: string): Promise<string | undefined> {
    if (entered === '') return 'Enter a key first.';
    const { scopes } = await key.check(entered);
    return scopes.includes('READ')
      ? undefined
      : 'This key is good for pushing alone: it may not see the picture.';
  }

  return (
    <Dialog title="Key">
      {freshness.state === 'refused' && <p class="notice">{freshness.message}</p>}
      <form ref={form} class="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormField
          id="key"
          label="API key or token"
          type="password"
          autofocus
          value={text.value}
          problem={problem.value}
          hint="It is kept until this tab is closed."
          onInput={(value) => {
            text.value = value;
            problem.value = undefined;
          }}
        />
        <div class="form-end">
          {key.key.value !== null && (
            <button type="button" class="button" onClick={() => key.forget()}>
              Forget the key
            </button>
          )}
          <button type="submit" class="button button-main" aria-disabled={isBusy.value}>
            Use
          </button>
        </div>
      </form>
    </Dialog>
  );
}

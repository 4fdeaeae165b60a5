import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { ProbeKitDocument } from '../../../../operations/generated/graphql.js';
import { useApp } from '../app-context.js';
import { FormField } from '../form-field.js';
import { problemText } from '../problem-text.js';
import { CredentialsFields } from './credentials-fields.js';
import { credentialsOf, kitFields, slipsOf, type KitField, type KitFormValues } from './kit-form-values.js';
import { ProbeResult, type Probed } from './probe-result.js';
import { isRefusal, noProblems, problemsOf, withoutField, type Problems, type Refusal } from './refusal.js';

interface KitFormProps {
  readonly initial: KitFormValues;
  /** Of a kit that is there its id is fixed. */
  readonly isNew: boolean;
  /** @returns why not; null when it was done */
  readonly save: (values: KitFormValues) => Promise<Refusal | null>;
  readonly onSaved: () => void;
  readonly onCancel: () => void;
}

/** The fields of a kit, new or known. What the server refuses stands next to the field that it is about. */
export function KitForm({ initial, isNew, save, onSaved, onCancel }: KitFormProps) {
  const { graphql } = useApp();
  const values = useSignal(initial);
  const problems = useSignal<Problems<KitField>>(noProblems);
  const probed = useSignal<Probed | null>(null);
  const isBusy = useSignal(false);
  const form = useRef<HTMLFormElement>(null);
  const wasRefused = useRef(false);

  // A form that takes the place of something else in a dialog gets no focus from the browser.
  useLayoutEffect(() => form.current!.querySelector<HTMLElement>('input:not([readonly])')?.focus(), []);
  useLayoutEffect(() => {
    if (!wasRefused.current) return;
    wasRefused.current = false;
    form.current!.querySelector<HTMLElement>('[aria-invalid="true"], [role="alert"][tabindex]')?.focus();
  });

  const field = (name: KitField) => ({
    id: `kit-${name}`,
    value: values.value[name],
    problem: problems.value.fields[name],
    onInput: (text: string) => {
      values.value = { ...values.value, [name]: text };
      problems.value = withoutField(problems.value, name);
      if (name === 'apiUrl') probed.value = null;
    },
  });

  async function attempt(work: () => Promise<Refusal | null>): Promise<boolean> {
    if (isBusy.value) return false;
    isBusy.value = true;
    problems.value = noProblems;
    try {
      const refusal = await work();
      if (refusal === null) return true;
      refuse(problemsOf(refusal, kitFields));
    } catch (error) {
      refuse({ fields: {}, form: [problemText(error)] });
    } finally {
      isBusy.value = false;
    }
    return false;
  }

  function refuse(why: Problems<KitField>): void {
    wasRefused.current = true;
    problems.value = why;
  }

  const probe = () =>
    attempt(async () => {
      probed.value = null;
      const { apiUrl } = values.value;
      const credentials = credentialsOf(values.value);
      const { probeKit } = await graphql.request(ProbeKitDocument, { apiUrl: apiUrl.trim(), credentials });
      if (isRefusal(probeKit)) return probeKit;
      probed.value = probeKit;
      return null;
    });

  const submit = async (event: Event) => {
    event.preventDefault();
    const slips = slipsOf(values.value);
    if (Object.keys(slips).length > 0) refuse({ fields: slips, form: [] });
    else if (await attempt(() => save(values.value))) onSaved();
  };

  return (
    <form ref={form} class="form" noValidate onSubmit={(event) => void submit(event)}>
      {problems.value.form.map((problem) => (
        <p key={problem} class="notice notice-bad" role="alert" tabIndex={-1}>
          {problem}
        </p>
      ))}
      <FormField
        {...field('apiUrl')}
        label="Address of its API"
        type="url"
        autofocus
        hint="For example http://192.168.1.100:8088. Empty for a kit that pushes."
      >
        <button type="button" class="button" aria-disabled={isBusy.value} onClick={() => void probe()}>
          Probe
        </button>
      </FormField>
      {probed.value !== null && <ProbeResult probed={probed.value} />}
      <div class="form-pair">
        <FormField
          {...field('kitId')}
          label="Kit id"
          readOnly={!isNew}
          {...(isNew ? { hint: 'Empty: the serial that the kit reports.' } : {})}
        />
        <FormField {...field('name')} label="Name" />
      </div>
      <FormField {...field('location')} label="Where it stands" />
      <div class="form-pair">
        <FormField
          {...field('pollIntervalS')}
          label="Seconds between polls"
          isNumber
          hint="Empty: as the server is set."
        />
        <FormField {...field('statusPollIntervalS')} label="Seconds between polls for status" isNumber />
      </div>
      <CredentialsFields
        choice={values.value.credentials}
        canKeep={initial.credentials === 'keep'}
        isElsewhere={values.value.apiUrl.trim() !== initial.apiUrl}
        field={field}
        problem={problems.value.fields.credentials}
        onChoice={(credentials) => {
          values.value = { ...values.value, credentials };
          problems.value = withoutField(problems.value, 'credentials');
        }}
      />
      <div class="form-end">
        <button type="button" class="button" onClick={onCancel}>
          Cancel
        </button>
        <button type="submit" class="button button-main" aria-disabled={isBusy.value}>
          {isNew ? 'Add kit' : 'Save'}
        </button>
      </div>
    </form>
  );
}

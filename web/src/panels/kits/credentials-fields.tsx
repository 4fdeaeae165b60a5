import { Choices } from '../choices.js';
import { FormField } from '../form-field.js';
import type { CredentialsChoice, KitField } from './kit-form-values.js';

interface CredentialsFieldsProps {
  readonly choice: CredentialsChoice;
  readonly canKeep: boolean;
  /** Whether the address is another one than those that are stored are for. */
  readonly isElsewhere: boolean;
  readonly field: (name: KitField) => {
    readonly id: string;
    readonly value: string;
    readonly problem: string | undefined;
    readonly onInput: (text: string) => void;
  };
  readonly problem: string | undefined;
  readonly onChoice: (choice: CredentialsChoice) => void;
}

/** What the kit wants to be asked with: written here, and nowhere to be read. */
export function CredentialsFields(props: CredentialsFieldsProps) {
  const { choice, canKeep, isElsewhere, field, problem, onChoice } = props;
  return (
    <>
      <Choices
        name="credentials"
        legend="What the kit wants to be asked with"
        value={choice}
        options={[
          ...(canKeep ? [{ value: 'keep', text: 'As stored' } as const] : []),
          { value: 'none', text: 'Nothing' },
          { value: 'bearer', text: 'A token' },
          { value: 'basic', text: 'Name and password' },
        ]}
        onChange={onChoice}
      />
      {choice === 'keep' && isElsewhere && (
        <p class="small muted" role="status">
          What is stored was for the old address, and ends with it.
        </p>
      )}
      {problem !== undefined && (
        <p class="field-problem" role="alert" tabIndex={-1}>
          {problem}
        </p>
      )}
      {choice === 'bearer' && <FormField {...field('bearer')} label="Token" type="password" />}
      {choice === 'basic' && (
        <div class="form-pair">
          <FormField {...field('username')} label="User name" />
          <FormField {...field('password')} label="Password" type="password" />
        </div>
      )}
    </>
  );
}

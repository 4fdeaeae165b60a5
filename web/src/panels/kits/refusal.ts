import type { RefusalFragment } from '../../../../operations/generated/graphql.js';

export type { RefusalFragment as Refusal };

/** What was refused, sorted to where it can be put right. */
export interface Problems<Field extends string> {
  readonly fields: Readonly<Partial<Record<Field, string>>>;
  /** What belongs to no field of the form. */
  readonly form: readonly string[];
}

export const noProblems = { fields: {}, form: [] } as const;

/** Whoever mends a field need not look at what was wrong with it. */
export function withoutField<Field extends string>(
  { fields, form }: Problems<Field>,
  field: Field,
): Problems<Field> {
  const left: Partial<Record<Field, string>> = { ...fields };
  delete left[field];
  return { fields: left, form };
}

/** A result of a mutation is a refusal when it says why. */
export function isRefusal<T extends object>(result: T | RefusalFragment): result is RefusalFragment {
  return '__typename' in result && 'code' in result && 'message' in result;
}

/**
 * Puts each issue next to its field: the path ends in the name of the field (`["input", "apiUrl"]`), a kit that cannot
 * be reached is a matter of its address, and a conflict says which field is taken.
 */
export function problemsOf<Field extends string>(
  refusal: RefusalFragment,
  fields: readonly Field[],
): Problems<Field> {
  if (refusal.__typename === 'KitUnreachableError')
    return placed([{ field: 'apiUrl', message: refusal.message }], fields);
  if (refusal.__typename === 'ConflictError')
    return placed([{ field: refusal.field, message: refusal.message }], fields);
  if (refusal.__typename !== 'ValidationError')
    return placed([{ field: '', message: refusal.message }], fields);
  return placed(
    refusal.issues.map(({ path, message }) => ({ field: path.at(-1) ?? '', message })),
    fields,
  );
}

function placed<Field extends string>(
  issues: readonly { readonly field: string; readonly message: string }[],
  known: readonly Field[],
): Problems<Field> {
  const fields: Partial<Record<Field, string>> = {};
  const form: string[] = [];
  for (const { field, message } of issues) {
    const target = known.find((name) => name === field);
    if (target === undefined) form.push(field === '' ? message : `${field}: ${message}`);
    else fields[target] = fields[target] === undefined ? message : `${fields[target]}; ${message}`;
  }
  return { fields, form };
}

/** Something that lives as long as somebody holds it. */
export interface Loan<Value> {
  readonly value: Value;
  /** Once for each loan. */
  giveBack(): void;
}

/** One value for each key, made for the first who takes it and closed when the last gives it back. */
export interface Loans<Value> {
  take(key: string, make: () => Value): Loan<Value>;
}

export function createLoans<Value extends { close(): void }>(): Loans<Value> {
  const held = new Map<string, { readonly key: string; readonly value: Value; holders: number }>();
  return {
    take(key, make) {
      // With its own copy of the key: keys are long, and holders are many.
      const entry = held.get(key) ?? { key, value: make(), holders: 0 };
      held.set(key, entry);
      entry.holders += 1;
      return {
        value: entry.value,
        giveBack() {
          entry.holders -= 1;
          if (entry.holders > 0) return;
          held.delete(entry.key);
          entry.value.close();
        },
      };
    },
  };
}

/** What somebody wants of the file, and waits for. */
export interface Pending {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export interface Append extends Pending {
  readonly values: readonly Buffer[];
}

export interface Removal extends Pending {
  readonly keys: readonly number[];
}

export function count<K extends string>(
  items: readonly { readonly [key in K]: readonly unknown[] }[],
  field: K,
): number {
  return items.reduce((sum, item) => sum + item[field].length, 0);
}

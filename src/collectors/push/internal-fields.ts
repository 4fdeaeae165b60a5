import { isJsonObject } from '../../domain/json.js';

/**
 * The value without the fields that senders keep for themselves, which begin with `_`, at any depth. This
 * drops `__proto__`, too. The value itself when there are none. Its depth has to be bounded.
 */
export function withoutInternalFields(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(withoutInternalFields);
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  if (!isJsonObject(value)) return value;
  const fields = Object.entries(value);
  const kept = fields
    .filter(([name]) => !name.startsWith('_'))
    .map(([name, field]) => [name, withoutInternalFields(field)] as const);
  const isSame = kept.length === fields.length && kept.every(([name, field]) => field === value[name]);
  return isSame ? value : Object.fromEntries(kept);
}

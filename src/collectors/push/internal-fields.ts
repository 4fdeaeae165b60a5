import { isJsonObject } from '../../domain/json.js';

const UNDERSCORE = 0x5f;

/**
 * The value without the fields that senders keep for themselves, which begin with `_`, at any depth. This
 * drops `__proto__`, too. The value itself when there are none. Its depth has to be bounded.
 */
export function withoutInternalFields(value: unknown): unknown {
  // Looked for first, because nearly no message has any, and a copy of each would cost more than the rest.
  return hasInternalFields(value) ? copyWithout(value) : value;
}

const isInternal = (name: string) => name.charCodeAt(0) === UNDERSCORE;

function hasInternalFields(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some(hasInternalFields);
  const fields = value as Record<string, unknown>;
  for (const name of Object.keys(fields)) {
    if (isInternal(name)) return true;
    const field = fields[name];
    if (typeof field === 'object' && hasInternalFields(field)) return true;
  }
  return false;
}

function copyWithout(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyWithout);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !isInternal(name))
      .map(([name, field]) => [name, copyWithout(field)]),
  );
}

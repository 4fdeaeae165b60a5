import { decodeGlobalID, encodeGlobalID } from '@pothos/plugin-relay';

/** Types that `node(id:)` can fetch. */
export type NodeType =
  'Kit' | 'Detection' | 'Drone' | 'Track' | 'Signal' | 'SystemHealth' | 'Event' | 'DeadLetter';

/** Global id of an object with the given key; ids that were heard over the radio may contain anything. */
export function globalId(type: NodeType, ...key: readonly (string | number)[]): string {
  return encodeGlobalID(type, JSON.stringify(key));
}

/** The type and key of a global id; null when it is none. */
export function parseGlobalId(
  id: string,
): { readonly type: string; readonly key: readonly unknown[] } | null {
  try {
    const { typename, id: json } = decodeGlobalID(id);
    const key: unknown = JSON.parse(json);
    return Array.isArray(key) ? { type: typename, key } : null;
  } catch {
    return null;
  }
}

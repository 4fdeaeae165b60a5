import type pg from 'pg';

/** The registered kits, by every name that files have for them. */
interface KitNames {
  /** The kit's id. A kit that is not registered keeps its name. Null for no name, or the one of a kit that knows none. */
  kitIdOf(named: string | null): string | null;
  isRegistered(kitId: string): boolean;
}

const UID_PREFIX = 'wardragon-';

export async function readKitNames(pool: pg.Pool): Promise<KitNames> {
  const { rows } = await pool.query<{ kit_id: string; uid: string | null }>('SELECT kit_id, uid FROM kits');
  return namesOf(rows);
}

function namesOf(rows: readonly { readonly kit_id: string; readonly uid: string | null }[]): KitNames {
  const registered = new Set(rows.map(({ kit_id }) => kit_id));
  const byUid = new Map(rows.flatMap(({ kit_id, uid }) => (uid === null ? [] : [[uid, kit_id] as const])));
  return {
    isRegistered: (kitId) => registered.has(kitId),
    kitIdOf(named) {
      if (named === null || named === '' || named === `${UID_PREFIX}unknown`) return null;
      if (registered.has(named)) return named;
      // The drone logger writes the bare serial number.
      return byUid.get(named) ?? byUid.get(UID_PREFIX + named) ?? named;
    },
  };
}

/** For when the database is not asked. */
export const NO_KITS: KitNames = namesOf([]);

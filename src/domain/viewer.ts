/** What somebody is to this server. `INGEST` is for kits and nodes that push. */
export const ROLES = ['VIEWER', 'OPERATOR', 'ADMIN', 'INGEST'] as const;
export type Role = (typeof ROLES)[number];

/**
 * What may be done: see the picture and its history, see what is about people in it, change kits, change the server itself,
 * push.
 */
export type Scope = 'READ' | 'PII' | 'OPERATE' | 'ADMIN' | 'INGEST';

/** Who asks. */
export interface Viewer {
  readonly name: string;
  readonly role: Role;
  readonly scopes: readonly Scope[];
  /** The only kits whose reports are taken from them; null: of all. */
  readonly kitIds: readonly string[] | null;
  /** Of the API key that they showed; null without one. */
  readonly keyId: string | null;
  /** Equal for everything that one and the same opens; null: they cannot be told apart. */
  readonly userId: string | null;
  /** From then on they are nobody; null: never. */
  readonly expiresAtMs: number | null;
}

/** What each role may do by itself. Only a viewer can be given more: see `scopesFor`. */
export const SCOPES_OF: Readonly<Record<Role, readonly Scope[]>> = {
  VIEWER: ['READ'],
  OPERATOR: ['READ', 'PII', 'OPERATE'],
  ADMIN: ['READ', 'PII', 'OPERATE', 'ADMIN', 'INGEST'],
  INGEST: ['INGEST'],
};

const VIEWER_WITH_PII: readonly Scope[] = ['READ', 'PII'];

/**
 * @param given `pii`: whether a viewer may see what is about people. Operators and administrators always may, and who
 * only pushes never does, whatever it says.
 */
export function scopesFor(role: Role, { pii }: { readonly pii: boolean }): readonly Scope[] {
  return role === 'VIEWER' && pii ? VIEWER_WITH_PII : SCOPES_OF[role];
}

/** Whether they may see positions of pilots, places of take-off, and registrations of operators. */
export function seesPersonal({ scopes }: Pick<Viewer, 'scopes'>): boolean {
  return scopes.includes('PII');
}

/** Anybody, on a server that asks for no credentials. It may do everything. */
export const anonymousViewer: Viewer = {
  name: 'anonymous',
  role: 'ADMIN',
  scopes: SCOPES_OF.ADMIN,
  kitIds: null,
  keyId: null,
  userId: null,
  expiresAtMs: null,
};

/** What somebody is to this server. `INGEST` is for kits and nodes that push. */
export const ROLES = ['VIEWER', 'OPERATOR', 'ADMIN', 'INGEST'] as const;
export type Role = (typeof ROLES)[number];

/** What may be done: see the picture and its history, change kits, change the server itself, push. */
export type Scope = 'READ' | 'OPERATE' | 'ADMIN' | 'INGEST';

/** Who asks. */
export interface Viewer {
  readonly name: string;
  readonly role: Role;
  readonly scopes: readonly Scope[];
  /** The only kits whose reports are taken from them; null: of all. */
  readonly kitIds: readonly string[] | null;
  /** Of the API key that they showed; null without one. */
  readonly keyId: string | null;
}

export const SCOPES_OF: Readonly<Record<Role, readonly Scope[]>> = {
  VIEWER: ['READ'],
  OPERATOR: ['READ', 'OPERATE'],
  ADMIN: ['READ', 'OPERATE', 'ADMIN', 'INGEST'],
  INGEST: ['INGEST'],
};

/** Anybody, on a server that asks for no credentials. It may do everything. */
export const anonymousViewer: Viewer = {
  name: 'anonymous',
  role: 'ADMIN',
  scopes: SCOPES_OF.ADMIN,
  kitIds: null,
  keyId: null,
};

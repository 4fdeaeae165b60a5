type Role = 'VIEWER' | 'OPERATOR' | 'ADMIN';

/** What may be done: see the picture and its history, change kits, change the server itself. */
type Scope = 'READ' | 'OPERATE' | 'ADMIN';

/** Who asks. */
export interface Viewer {
  readonly name: string;
  readonly role: Role;
  readonly scopes: readonly Scope[];
}

/** Anybody, on a server that asks for no credentials. It may do everything. */
export const anonymousViewer: Viewer = {
  name: 'anonymous',
  role: 'ADMIN',
  scopes: ['READ', 'OPERATE', 'ADMIN'],
};

import { createHash } from 'node:crypto';

/** An entry of the audit log as it is hashed. */
export interface ChainLink {
  readonly number: number;
  /** Hex; null for the first. */
  readonly previousHash: string | null;
  readonly hash: string;
  /** Every column but the hash itself, as text, in the order in which they are hashed. */
  readonly parts: readonly (string | null)[];
}

/** As the trigger `audit_log_append` computes it: each part is its length in bytes, a colon and its text, then a comma. */
export function chainHash(parts: readonly (string | null)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part === null ? '-,' : `${Buffer.byteLength(part)}:${part},`);
  return hash.digest('hex');
}

/** Why a link does not follow the one before it, null for the first; null when it does. */
export function faultOf(link: ChainLink, before: Pick<ChainLink, 'number' | 'hash'> | null): string | null {
  const expected = (before?.number ?? 0) + 1;
  if (link.number !== expected) return `entry ${expected} is missing`;
  if (chainHash(link.parts) !== link.hash) return 'it was changed: what it says does not give its hash';
  if (link.previousHash !== (before?.hash ?? null))
    return `it does not follow entry ${expected - 1} as that is now`;
  return null;
}

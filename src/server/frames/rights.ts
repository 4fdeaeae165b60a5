import type { LivePicture } from '../../domain/live.js';
import type { Viewer } from '../../domain/viewer.js';

/** What of an operation's context matters to those who share an execution. */
export interface SharingContext {
  readonly live: LivePicture;
  readonly viewer: Viewer;
}

/** What belongs to one operation, and is of no use in an execution that several share. */
const own = new Set(['requestId', 'request', 'params', 'outlet', 'address', 'actor']);

/**
 * Equal for viewers who get the same answers: only they may share an execution, or an answer that is
 * kept. Who they are, and the kits that they may push for, make no difference to what they read.
 */
export function rightsOf({ role, scopes }: Viewer): string {
  return JSON.stringify([role, scopes]);
}

/** A context for executions that several operations share, all of viewers with the same rights. */
export function sharedContext(context: SharingContext): SharingContext {
  const shared = Object.entries(context).filter(([name]) => !own.has(name));
  return Object.fromEntries(shared) as unknown as SharingContext;
}

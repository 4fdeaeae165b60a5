import type { ExecutionResult } from 'graphql';
import type { Viewer } from '../domain/viewer.js';
import type { Outlet } from './frames/outlet.js';

/** Where an operation came from. */
export interface OperationOrigin {
  /** Also in the log and in masked errors. */
  readonly requestId: string;
  readonly viewer: Viewer;
  /** IP address that it came from. */
  readonly address: string | null;
  /** It has been executed, and yoga is to make the HTTP answer of this. */
  readonly result?: ExecutionResult;
  /** Where its results can go directly, for transports that take them so. */
  readonly outlet?: Outlet;
}

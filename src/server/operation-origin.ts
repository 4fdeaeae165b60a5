/** Where an operation came from. */
export interface OperationOrigin {
  /** Also in the log and in masked errors. */
  readonly requestId: string;
}

/** Every given part must hold. Null and undefined mean no restriction; an empty list matches nothing. */
export interface EventFilter {
  readonly sources?: readonly string[] | null | undefined;
  readonly kitIds?: readonly string[] | null | undefined;
  readonly hosts?: readonly string[] | null | undefined;
  readonly services?: readonly string[] | null | undefined;
  readonly types?: readonly string[] | null | undefined;
  /** In any case. */
  readonly severities?: readonly string[] | null | undefined;
  /** Part of the message, in any case. */
  readonly search?: string | null | undefined;
}

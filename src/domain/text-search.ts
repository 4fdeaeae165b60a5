/** What to look for in texts, and in which. */
export interface TextSearch {
  /** Part of a text, regardless of case. */
  readonly text: string;
  /** Whether to look into what is about people, too: the ids of operators. */
  readonly inPersonal: boolean;
}

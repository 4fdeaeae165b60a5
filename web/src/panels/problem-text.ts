/** What to say to people about something that was thrown. */
export function problemText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

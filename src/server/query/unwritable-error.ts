/** A value that has no place in the answer: ordinary execution has to say what becomes of it. */
export class UnwritableError extends Error {
  override readonly name = 'UnwritableError';

  constructor(text: string) {
    super(`${JSON.stringify(text)} cannot be written as it stands`);
  }
}

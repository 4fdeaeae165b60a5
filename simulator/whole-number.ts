/**
 * The value of a command-line option.
 *
 * @throws {RangeError} it is not a whole number from `low` to `high`
 */
export function wholeNumber(option: string, text: string, low: number, high: number): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isInteger(value) || value < low || value > high) {
    throw new RangeError(
      `--${option} must be a whole number from ${low} to ${high}, not ${JSON.stringify(text)}`,
    );
  }
  return value;
}

import type { ExecutionResult } from 'graphql';

/**
 * An execution result whose JSON is there already. A class, because V8 makes a hidden class of its own,
 * which only a full collection frees, for every object literal with a getter, and with it would keep the text.
 */
class TextResult implements ExecutionResult {
  declare readonly errors?: never;
  declare readonly extensions?: never;
  readonly dataText: string;

  constructor(dataText: string) {
    this.dataText = dataText;
  }

  /** For whoever wants the data after all. */
  get data(): Record<string, unknown> {
    return JSON.parse(this.dataText) as Record<string, unknown>;
  }

  /** Yoga sends what this returns, and calls it with the result. */
  stringify(result: TextResult): string {
    return `{"data":${result.dataText}}`;
  }

  /** For WebSockets, whose messages hold results. */
  toJSON() {
    return { data: this.data };
  }
}

export function textResult(dataText: string): TextResult {
  return new TextResult(dataText);
}

/** The result with more in its `extensions`. */
export function withExtensions(
  result: ExecutionResult,
  extensions: Readonly<Record<string, unknown>>,
): ExecutionResult {
  // Its prototype, which has its text, would not come along.
  if (isTextResult(result)) return { data: result.data, extensions };
  return { ...result, extensions: { ...result.extensions, ...extensions } };
}

export function isTextResult(result: object): result is TextResult {
  return result instanceof TextResult;
}

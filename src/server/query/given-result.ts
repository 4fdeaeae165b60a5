import type { Plugin } from 'graphql-yoga';
import type { OperationOrigin } from '../operation-origin.js';

/** Lets yoga make the HTTP answer of an operation that was executed already. */
export function useGivenResult(): Plugin<OperationOrigin> {
  return {
    onParams({ context, setResult }) {
      const { result } = context as unknown as OperationOrigin;
      if (result !== undefined) setResult(result);
    },
  };
}

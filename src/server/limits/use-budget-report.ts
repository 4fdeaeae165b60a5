import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import type { OperationOrigin } from '../operation-origin.js';
import { withExtensions } from '../query/text-result.js';
import type { Budget } from './budget.js';

/** Says in the answers of yoga what is left; answers to GET requests stay as they are, for whoever keeps them. */
export function useBudgetReport(budget: Budget | null): Plugin<OperationOrigin> {
  if (budget === null) return {};
  return {
    async onResultProcess(payload) {
      const { request, result, serverContext } = payload;
      if (request.method !== 'POST' || isAsyncIterable(result) || Array.isArray(result)) return;
      const state = await budget.stateOf(serverContext as unknown as OperationOrigin);
      payload.setResult(withExtensions(result, { budget: state }));
    },
  };
}

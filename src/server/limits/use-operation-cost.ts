import {
  getOperationAST,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { OperationOrigin } from '../operation-origin.js';
import type { Budget } from './budget.js';
import { OPERATION_COST } from './field-costs.js';
import { operationCost } from './operation-cost.js';
import { tooComplex } from './refusals.js';

export interface OperationCostOptions {
  readonly schema: GraphQLSchema;
  /** Of one operation. */
  readonly maxCost: number;
  /** Null: nobody has one. */
  readonly budget: Budget | null;
}

/** Refuses operations that cost too much, by themselves or with those of the last minute, before they are executed. */
export function useOperationCost({ schema, maxCost, budget }: OperationCostOptions): Plugin<OperationOrigin> {
  const known = new WeakMap<OperationDefinitionNode, ReturnType<typeof operationCost>>();

  const costOf = ({ document, operationName, variableValues }: ExecutionArgs): number => {
    const operation = getOperationAST(document, operationName);
    // Execution says what is wrong with it.
    if (operation == null) return OPERATION_COST;
    let cost = known.get(operation);
    if (cost === undefined) known.set(operation, (cost = operationCost(schema, document, operation)));
    return Math.ceil(typeof cost === 'number' ? cost : cost(variableValues ?? {}));
  };

  const admit = (args: ExecutionArgs, refuse: (result: ExecutionResult) => void): void | Promise<void> => {
    const cost = costOf(args);
    const origin = args.contextValue as OperationOrigin;
    if (cost > maxCost) {
      const message = `The operation costs ${cost}, and at most ${maxCost}: ask for fewer rows or fields, or in several operations.`;
      refuse({ errors: [tooComplex(message, { cost, limit: maxCost })] });
      return budget?.charge(origin, OPERATION_COST);
    }
    if (budget === null) return;
    return budget.spend(origin, cost).then((refusal) => {
      if (refusal !== null) refuse({ errors: [refusal] });
    });
  };

  return {
    onParse({ context }) {
      if (budget === null) return;
      return ({ result }) => {
        if (result instanceof Error) void budget.charge(context, OPERATION_COST);
      };
    },
    onValidate({ context }) {
      if (budget === null) return;
      return ({ valid }) => {
        if (!valid) void budget.charge(context, OPERATION_COST);
      };
    },
    onExecute: ({ args, setResultAndStopExecution }) => admit(args, setResultAndStopExecution),
    onSubscribe: ({ args, setResultAndStopExecution }) => admit(args, setResultAndStopExecution),
  };
}

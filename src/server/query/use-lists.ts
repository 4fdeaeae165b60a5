import type { ExecutionArgs, ExecutionResult, GraphQLSchema } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Logger } from 'pino';
import type { Context } from '../../schema/context.js';
import type { ListDocument } from './list-document.js';
import { contextAnswering, createListRecognizer, executeLists, ReadFailedError } from './list-execution.js';
import { UnwritableError } from './unwritable-error.js';

export interface UseListsOptions {
  readonly schema: GraphQLSchema;
  /** Hears of lists that ordinary execution could answer and we could not: a defect of ours, which costs a multiple. */
  readonly logger: Logger;
}

/** Executes operations that ask for nothing but lists without an object per row; all others as ever. */
export function useLists({ schema, logger }: UseListsOptions): Plugin {
  const recognize = createListRecognizer(schema);
  return {
    onExecute({ args, executeFn, setExecuteFn }) {
      const { document, operationName, contextValue } = args as ExecutionArgs;
      const { viewer } = contextValue as Context;
      const lists = recognize(document, operationName, viewer);
      if (lists === null) return;
      // Who may not read is refused by ordinary execution, which asks at every field.
      if (!viewer.scopes.includes('READ')) return;
      const ordinarily = executeFn as (args: ExecutionArgs) => unknown;
      setExecuteFn(async (given: ExecutionArgs) => {
        try {
          return await executeLists(lists, given);
        } catch (error) {
          if (error instanceof ReadFailedError) return ordinarily(failing(lists, given, error.cause));
          // Ordinary execution finds what is wrong, too, and says it with its place and its code.
          const result = (await ordinarily(given)) as ExecutionResult;
          if (result.errors === undefined && !(error instanceof UnwritableError))
            logger.error({ err: error }, 'lists had to be executed field by field');
          return result;
        }
      });
    },
  };
}

/** So that a database that is away is not waited for twice. */
function failing({ fields }: ListDocument, args: ExecutionArgs, cause: unknown): ExecutionArgs {
  const context = args.contextValue as Context;
  const fail = () => {
    throw cause;
  };
  const methods = fields.flatMap((field) =>
    field.kind === 'list' ? [[field.rows.method, fail] as const] : [],
  );
  return { ...args, contextValue: contextAnswering(context, Object.fromEntries(methods)) };
}

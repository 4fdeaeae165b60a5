import type { ExecutionArgs, GraphQLSchema } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Context } from '../../schema/context.js';
import type { ListDocument } from './list-document.js';
import { createListRecognizer, executeLists, ReadFailedError } from './list-execution.js';

/** Executes operations that ask for nothing but lists without an object per row; all others as ever. */
export function useLists(schema: GraphQLSchema): Plugin {
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
          // Whatever it was: ordinary execution finds it, too, and says it with its place and its code.
          return ordinarily(error instanceof ReadFailedError ? failing(lists, given, error.cause) : given);
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
  const history = { ...context.history, ...Object.fromEntries(methods) };
  return { ...args, contextValue: { ...context, history } };
}

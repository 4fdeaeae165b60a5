import { BREAK, GraphQLError, visit, type DocumentNode, type ExecutionResult } from 'graphql';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import { ForbiddenError } from '../../domain/errors.js';
import type { Viewer } from '../../domain/viewer.js';
import type { OperationOrigin } from '../operation-origin.js';
import { asksForSchema } from './document-shape.js';

/**
 * Who operates the server may read its schema; others may not, nor are they told which name they may have meant. What is
 * kept of validation is the same for all, so this comes behind it.
 */
export function useHiddenSchema(): Plugin<OperationOrigin> {
  const known = new WeakMap<DocumentNode, boolean>();
  const isAboutSchema = (document: DocumentNode): boolean => {
    let answer = known.get(document);
    if (answer === undefined) known.set(document, (answer = readsSchema(document)));
    return answer;
  };
  const hide = (result: unknown, set: (result: ExecutionResult) => void): void => {
    if (isAsyncIterable(result)) return;
    const { errors } = result as ExecutionResult;
    if (errors !== undefined) set({ ...(result as ExecutionResult), errors: errors.map(withoutSuggestion) });
  };

  const hiding: Plugin<OperationOrigin> = {
    onValidate({ context, params: { documentAST } }) {
      const { viewer } = context as unknown as OperationOrigin;
      if (mayRead(viewer)) return;
      return ({ result, setResult }) => {
        if (isAboutSchema(documentAST as DocumentNode)) setResult([refusal(viewer)]);
        else if (result.length > 0) setResult((result as GraphQLError[]).map(withoutSuggestion));
      };
    },
    // Values of variables are looked at only now.
    onExecute: ({ args }) =>
      mayRead(args.contextValue.viewer)
        ? undefined
        : { onExecuteDone: ({ result, setResult }) => hide(result, setResult) },
    onSubscribe: ({ args }) =>
      mayRead(args.contextValue.viewer)
        ? undefined
        : { onSubscribeResult: ({ result, setResult }) => hide(result, setResult) },
  };
  // Yoga puts what keeps the outcome of validation behind the plugins that it is given.
  return { onPluginInit: ({ plugins }) => void plugins.push(hiding) };
}

function mayRead({ scopes }: Viewer): boolean {
  return scopes.includes('OPERATE');
}

function refusal({ role }: Viewer): GraphQLError {
  const { message, code } = new ForbiddenError('OPERATE', role);
  return new GraphQLError(`Reading the schema: ${message} Operations can be sent all the same.`, {
    extensions: { code },
  });
}

function withoutSuggestion(error: GraphQLError): GraphQLError {
  const at = error.message.indexOf(' Did you mean ');
  if (at < 0) return error;
  const { nodes, source, positions, path, originalError, extensions } = error;
  return new GraphQLError(error.message.slice(0, at), {
    nodes: nodes ?? null,
    source: source ?? null,
    positions: positions ?? null,
    path: path ?? null,
    originalError: originalError ?? null,
    extensions,
  });
}

function readsSchema(document: DocumentNode): boolean {
  let reads = false;
  visit(document, {
    Field({ name }) {
      if (!asksForSchema(name.value)) return undefined;
      reads = true;
      return BREAK;
    },
  });
  return reads;
}

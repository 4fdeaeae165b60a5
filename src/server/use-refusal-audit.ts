import { getOperationAST, Kind, OperationTypeNode, valueFromASTUntyped, type ExecutionArgs } from 'graphql';
import type { ExecutionResult, FieldNode, GraphQLError } from 'graphql';
import { handleStreamOrSingleExecutionResult, type Plugin } from 'graphql-yoga';
import type { RefusedChange } from '../access/refusal-audit.js';
import { actorOf } from '../domain/actor.js';
import { isJsonObject } from '../domain/json.js';
import type { OperationOrigin } from './operation-origin.js';

/** Tells of every field of a mutation that somebody may not use, over any transport. */
export function useRefusalAudit(refused: (change: RefusedChange) => void): Plugin<OperationOrigin> {
  return {
    onExecute({ args }) {
      const { document, operationName, variableValues, contextValue } = args as ExecutionArgs & {
        readonly contextValue: OperationOrigin;
      };
      if (getOperationAST(document, operationName)?.operation !== OperationTypeNode.MUTATION)
        return undefined;
      const tell = ({ errors = [] }: ExecutionResult) => {
        for (const error of errors) {
          const field = refusedField(error);
          if (field === null) continue;
          const { viewer, ...origin } = contextValue;
          const target = targetOf(field, variableValues ?? {});
          refused({ actor: actorOf(viewer, origin), operation: field.name.value, target });
        }
      };
      return {
        onExecuteDone: (payload) =>
          handleStreamOrSingleExecutionResult(payload, ({ result }) => tell(result)),
      };
    },
  };
}

/** The field of the mutation itself that an error refuses; null for every other error. */
function refusedField({ path, nodes, extensions, originalError }: GraphQLError): FieldNode | null {
  const code = extensions['code'] ?? (originalError as { code?: unknown } | null | undefined)?.code;
  const node = nodes?.[0];
  return code === 'FORBIDDEN' && path?.length === 1 && node?.kind === Kind.FIELD ? node : null;
}

/** The kit or key that was meant, as far as the arguments say. */
function targetOf(
  { arguments: given = [] }: FieldNode,
  variables: Readonly<Record<string, unknown>>,
): string | null {
  const values = new Map(
    given.map(({ name, value }) => [name.value, valueFromASTUntyped(value, { ...variables })]),
  );
  const input = values.get('input');
  const id = values.get('kitId') ?? values.get('keyId') ?? (isJsonObject(input) ? input['kitId'] : null);
  return typeof id === 'string' ? id : null;
}

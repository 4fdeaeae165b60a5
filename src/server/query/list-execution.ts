import {
  getArgumentValues,
  getOperationAST,
  getVariableValues,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { seesPersonal, type Viewer } from '../../domain/viewer.js';
import type { Context } from '../../schema/context.js';
import type { ListMethod, ListQuery } from '../../schema/listed-rows.js';
import { recognizeLists, type ListDocument, type ListField } from './list-document.js';
import { textResult } from './text-result.js';

/** The arguments are good, but the database did not answer with rows; `cause` says why. */
export class ReadFailedError extends Error {
  override readonly name = 'ReadFailedError';

  constructor(options: { cause: unknown }) {
    super('a list could not be read', options);
  }
}

type KnownLists = WeakMap<OperationDefinitionNode, ListDocument | null>;

/**
 * The lists that an operation asks for; null when it asks for anything else. Remembered with the document, apart for
 * those who may see what is about people and those who may not.
 */
export function createListRecognizer(schema: GraphQLSchema) {
  const [shown, hidden]: readonly [KnownLists, KnownLists] = [new WeakMap(), new WeakMap()];
  return (
    document: DocumentNode,
    operationName: string | null | undefined,
    viewer: Viewer,
  ): ListDocument | null => {
    const operation = getOperationAST(document, operationName);
    if (operation == null) return null;
    const showsPersonal = seesPersonal(viewer);
    const known = showsPersonal ? shown : hidden;
    let lists = known.get(operation);
    if (lists === undefined)
      known.set(operation, (lists = recognizeLists(schema, document, operation, showsPersonal)));
    return lists;
  };
}

/**
 * Reads lists from the database as text and makes JSON of it.
 *
 * @throws whatever makes ordinary execution answer with errors, and more: the caller executes it then
 */
export async function executeLists(
  { operation, fields }: ListDocument,
  { schema, variableValues, contextValue }: ExecutionArgs,
): Promise<ExecutionResult> {
  const { coerced, errors } = getVariableValues(schema, operation.variableDefinitions ?? [], {
    ...(variableValues ?? {}),
  });
  if (coerced === undefined) throw new AggregateError(errors);
  const texts = await Promise.all(
    fields.map(async (field) => {
      const text =
        field.kind === 'list' ? await executeList(field, coerced, contextValue as Context) : field.text;
      return `${JSON.stringify(field.key)}:${text}`;
    }),
  );
  return textResult(`{${texts.join(',')}}`);
}

async function executeList(
  field: ListField,
  variables: Record<string, unknown>,
  context: Context,
): Promise<string> {
  const query = await queryOf(field, variables, context);
  const { list } = field.rows;
  const page = await context.history.texts(list, query, field.properties).catch((cause: unknown) => {
    throw new ReadFailedError({ cause });
  });
  return field.write(page);
}

/**
 * What the field's resolver would read: it checks the arguments as always, and asks a history that
 * takes note of the question.
 */
async function queryOf(
  { definition, selected, rows }: ListField,
  variables: Record<string, unknown>,
  context: Context,
): Promise<ListQuery> {
  let asked: ListQuery | null = null;
  const asking = contextAnswering(context, {
    [rows.method]: (query: ListQuery) => {
      asked = query;
      return { rows: [], hasNext: false, hasPrevious: false };
    },
  });
  const args = getArgumentValues(definition, selected.nodes[0], variables);
  await definition.resolve!(undefined, args, asking, undefined as unknown as GraphQLResolveInfo);
  if (asked === null) throw new Error(`the resolver of ${definition.name} did not ask for a page`);
  return asked;
}

/** With a history that knows the request's now and answers for pages with these: resolvers of lists ask it for nothing else. */
export function contextAnswering(
  context: Context,
  pages: Partial<Record<ListMethod, (query: ListQuery) => unknown>>,
): object {
  const nowMs = () => context.history.nowMs();
  return { ...context, history: { nowMs, ...pages } };
}

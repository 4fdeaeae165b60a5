import { print, type DocumentNode, type FormattedExecutionResult } from 'graphql';

/** A document as text, or as codegen types it. */
export type Operation<TData, TVariables> =
  string | (DocumentNode & { readonly __apiType?: (variables: TVariables) => TData });

export type Result<TData> = FormattedExecutionResult<TData>;

export function textOf(operation: Operation<never, never>): string {
  return typeof operation === 'string' ? operation : print(operation);
}

/** Sends one operation over HTTP; resolves with whatever the server says, errors too. */
export async function graphql<TData = Record<string, unknown>, TVariables = Record<string, unknown>>(
  url: string,
  operation: Operation<TData, TVariables>,
  variables?: TVariables,
): Promise<Result<TData> & { readonly status: number }> {
  const response = await fetch(new URL('/graphql', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
    body: JSON.stringify({ query: textOf(operation as Operation<never, never>), variables }),
  });
  return { ...((await response.json()) as Result<TData>), status: response.status };
}

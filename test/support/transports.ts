import type { FormattedExecutionResult } from 'graphql';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { readPersistedDocuments } from '../../src/server/query/persisted-documents.js';

export interface Question {
  readonly authorization: string;
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  /** Instead of the query. */
  readonly documentId?: string;
}

/** What came back; over WebSocket without a status. */
export interface Asked extends FormattedExecutionResult {
  readonly status: number | null;
  readonly headers: Headers | null;
}

type Ask = (url: string, question: Question) => Promise<Asked>;

const overHttp =
  (accept: string): Ask =>
  async (url, { authorization, query, variables, documentId }) => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { accept, authorization, 'content-type': 'application/json' },
      body: JSON.stringify(documentId === undefined ? { query, variables } : { documentId, variables }),
    });
    const text = await response.text();
    const json = /^data: (\{.*)$/m.exec(text)?.[1] ?? text;
    return {
      ...(JSON.parse(json) as FormattedExecutionResult),
      status: response.status,
      headers: response.headers,
    };
  };

const overWebSocket: Ask = async (url, { authorization, query, variables = {}, documentId }) => {
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams: { authorization },
  });
  const extensions = { persistedQuery: { sha256Hash: documentId?.replace('sha256:', '') } };
  const results = client.iterate({
    query,
    variables,
    ...(documentId === undefined ? {} : { extensions }),
  });
  try {
    const { value } = (await results.next()) as { value: FormattedExecutionResult };
    return { ...value, status: null, headers: null };
  } catch (errors) {
    if (!Array.isArray(errors)) throw errors;
    return { errors: errors as NonNullable<FormattedExecutionResult['errors']>, status: null, headers: null };
  } finally {
    await client.dispose();
  }
};

/** Every way to ask. */
export const transports = {
  HTTP: overHttp('application/json'),
  'server-sent events': overHttp('text/event-stream'),
  WebSocket: overWebSocket,
} satisfies Record<string, Ask>;
export type Transport = keyof typeof transports;

export function ask(transport: Transport, url: string, question: Question): Promise<Asked> {
  return transports[transport](url, question);
}

/** Of the persisted document with this operation. */
export function documentIdOf(operation: string): string {
  for (const [id, text] of readPersistedDocuments())
    if (new RegExp(`^(query|mutation|subscription) ${operation}\\b`, 'm').test(text)) return id;
  throw new Error(`no persisted document is named ${operation}`);
}

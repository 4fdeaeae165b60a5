import { readFileSync } from 'node:fs';
import { GraphQLError, type Source } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { usePersistedOperations } from '@graphql-yoga/plugin-persisted-operations';

/** Documents by the SHA-256 of their text, as `sha256:` and 64 hexadecimal digits. */
export type PersistedDocuments = ReadonlyMap<string, string>;

interface Identified {
  readonly documentId?: string | undefined;
  readonly extensions?: Record<string, unknown> | null | undefined;
}

/** The project's own documents: `npm run codegen` makes the file of operations/*.graphql. */
export function readPersistedDocuments(): PersistedDocuments {
  // The same path from src/server/query and from dist/server/query.
  const file = new URL('../../../operations/generated/persisted-documents.json', import.meta.url);
  return new Map(Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>));
}

/**
 * The id of the document that is meant, however the client says it: `documentId`, or
 * `extensions.persistedQuery` as Apollo's clients send it. Null when no id is given.
 */
export function documentIdOf({ documentId, extensions }: Identified): string | null {
  const hash =
    documentId ?? (extensions?.['persistedQuery'] as { sha256Hash?: unknown } | null | undefined)?.sha256Hash;
  if (typeof hash !== 'string') return null;
  return hash.startsWith('sha256:') ? hash : `sha256:${hash}`;
}

/** What to execute: the document that was sent, or else the one that is meant by its id. Null when there is none. */
export function documentOf(
  documents: PersistedDocuments,
  given: Identified & { readonly query?: string | undefined },
): string | null {
  if (given.query) return given.query;
  const id = documentIdOf(given);
  return id === null ? null : (documents.get(id) ?? null);
}

/** The words and the code by which Apollo's clients know that they have to send the document itself. */
export function persistedQueryNotFound(): GraphQLError {
  return new GraphQLError('PersistedQueryNotFound', {
    extensions: { code: 'PERSISTED_QUERY_NOT_FOUND', http: { spec: true, status: 400 } },
  });
}

function persistedQueryOnly(): GraphQLError {
  return new GraphQLError('This server executes persisted documents only: send the `documentId` of one.', {
    extensions: { code: 'PERSISTED_QUERY_ONLY', http: { status: 400 } },
  });
}

/** Documents may be named instead of sent. Unless it is `only` them, any others may be sent, too. */
export function usePersistedDocuments(
  documents: PersistedDocuments,
  { only }: { readonly only: boolean },
): Plugin {
  const texts = new Set(documents.values());
  // Of a GET request yoga takes only the parameters that it knows.
  const idOf = (params: Identified, request: Request) =>
    documentIdOf({
      ...params,
      documentId: params.documentId ?? new URL(request.url).searchParams.get('documentId') ?? undefined,
    });
  const plugin: Plugin = usePersistedOperations({
    allowArbitraryOperations: true,
    extractPersistedOperationId: (params, request) => idOf(params as Identified, request),
    getPersistedOperation: (id) => documents.get(id) ?? null,
    customErrors: { notFound: persistedQueryNotFound },
  });
  return {
    ...plugin,
    // Whatever is executed is parsed first, over any transport.
    onParse({ params: { source } }) {
      if (!only) return;
      const given = source as string | Source;
      if (!texts.has(typeof given === 'string' ? given : given.body)) throw persistedQueryOnly();
    },
    // Without an id either, yoga says what is missing.
    onParams: (payload) =>
      idOf(payload.params as Identified, payload.request) === null ? undefined : plugin.onParams?.(payload),
  };
}

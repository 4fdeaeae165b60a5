/** What a client sends to have a query answered, as far as it is sent in the usual form. */
export interface OperationParameters {
  readonly query: string | undefined;
  readonly operationName: string | undefined;
  readonly variables: Record<string, unknown> | undefined;
  readonly extensions: Record<string, unknown> | undefined;
  /** Id of a persisted document. */
  readonly documentId: string | undefined;
}

interface RequestParts {
  readonly method: string;
  /** With the query string. */
  readonly url: string;
  readonly contentType: string | undefined;
  /** As text. */
  readonly body: unknown;
}

/** Null for whatever is unusual or wrong: yoga knows what to do with it. */
export function operationParameters(request: RequestParts): OperationParameters | null {
  try {
    if (request.method === 'GET') return checked(fromSearch(request.url));
    const isJson = /^application\/json(;|$)/.test(request.contentType ?? '');
    return isJson && typeof request.body === 'string' ? checked(JSON.parse(request.body) as unknown) : null;
  } catch {
    return null;
  }
}

function fromSearch(url: string): unknown {
  const search = new URLSearchParams(url.slice(url.indexOf('?') + 1));
  const text = (name: string) => search.get(name) || undefined;
  const json = (name: string) => {
    const given = text(name);
    return given === undefined ? undefined : (JSON.parse(given) as unknown);
  };
  return {
    query: text('query'),
    operationName: text('operationName'),
    variables: json('variables'),
    extensions: json('extensions'),
    documentId: text('documentId'),
  };
}

const NAMES = new Set(['query', 'operationName', 'variables', 'extensions', 'documentId']);

function checked(given: unknown): OperationParameters | null {
  if (!isObject(given) || !Object.keys(given).every((name) => NAMES.has(name))) return null;
  const { query, operationName, variables, extensions, documentId } = given;
  if (!isTextOrAbsent(query) || !isTextOrAbsent(operationName) || !isTextOrAbsent(documentId)) return null;
  if (!isObjectOrAbsent(variables) || !isObjectOrAbsent(extensions)) return null;
  return {
    query: query ?? undefined,
    operationName: operationName ?? undefined,
    variables: variables ?? undefined,
    extensions: extensions ?? undefined,
    documentId: documentId ?? undefined,
  };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isTextOrAbsent = (value: unknown): value is string | null | undefined =>
  value == null || typeof value === 'string';
const isObjectOrAbsent = (value: unknown): value is Record<string, unknown> | null | undefined =>
  value == null || isObject(value);

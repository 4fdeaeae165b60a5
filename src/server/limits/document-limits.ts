import { GraphQLError, parse, TokenKind, Lexer, Source, type DocumentNode } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { documentShape, mostRepeats, type DocumentShape } from './document-shape.js';
import { tooComplex } from './refusals.js';

/** What any document may be, whatever it asks for. The largest of `operations/` has a fifth of the tokens and half of the depth. */
export const documentLimits = {
  tokens: 1_000,
  selections: 1_000,
  depth: 8,
  /** The query that GraphiQL and code generators send has 15. */
  introspectionDepth: 20,
  aliases: 30,
  directives: 9,
  /** A key of the answer that several members of a union have is named once for each. */
  repeats: 20,
} as const;

const messages: Readonly<Record<keyof DocumentShape, string>> = {
  selections: 'selects too much once its fragments are in place',
  depth: 'is nested too deeply',
  introspectionDepth: 'is nested too deeply',
  aliases: 'has too many aliases',
  directives: 'has too many directives',
};

/**
 * As graphql-js parses it, with limits that need no schema, so that yoga keeps the outcome with the text.
 *
 * @throws {GraphQLError} it does not parse, or is larger than any document has to be
 */
export function parseWithinLimits(text: string | Source): DocumentNode {
  const document = parseTokens(text);
  const shape = documentShape(document);
  for (const [measure, message] of Object.entries(messages) as [keyof DocumentShape, string][]) {
    const [limit, found] = [documentLimits[measure], shape[measure]];
    if (found > limit)
      throw tooComplex(`The document ${message}: ${found}, and at most ${limit}.`, { found, limit });
  }
  const limit = documentLimits.repeats;
  const found = mostRepeats(document, documentLimits.selections);
  if (found > limit)
    throw tooComplex(`The document repeats a field too often: ${found} times, and at most ${limit}.`, {
      found,
      limit,
    });
  return document;
}

function parseTokens(text: string | Source): DocumentNode {
  const limit = documentLimits.tokens;
  try {
    return parse(text, { maxTokens: limit });
  } catch (error) {
    if (!(error instanceof GraphQLError) || !hasMoreTokens(text, limit)) throw error;
    throw tooComplex(`The document is too long: it has more than ${limit} tokens.`, { limit });
  }
}

/** Whether they go on behind the limit, or what is there is no token. */
function hasMoreTokens(text: string | Source, limit: number): boolean {
  const lexer = new Lexer(typeof text === 'string' ? new Source(text) : text);
  try {
    for (let count = 0; count <= limit; count++) if (lexer.advance().kind === TokenKind.EOF) return false;
    return true;
  } catch {
    return false;
  }
}

/** Refuses what is too large before anything else looks at it, over any transport. */
export function useDocumentLimits(): Plugin {
  return {
    onParse: ({ setParseFn }) => setParseFn(parseWithinLimits),
  };
}

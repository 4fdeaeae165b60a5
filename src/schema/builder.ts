import SchemaBuilder from '@pothos/core';
import ErrorsPlugin from '@pothos/plugin-errors';
import RelayPlugin from '@pothos/plugin-relay';
import ScopeAuthPlugin from '@pothos/plugin-scope-auth';
import ValidationPlugin from '@pothos/plugin-validation';
import { InvalidInputError } from '../domain/errors.js';
import type { Context } from './context.js';
import { personalPlugin } from './personal.js';
import { DateTime, Duration, JSONValue, Latitude, Longitude } from './scalars.js';
import { refusal, scopesOf, type AuthScopes } from './scopes.js';

export interface SchemaTypes {
  Context: Context;
  AuthScopes: AuthScopes;
  DefaultFieldNullability: false;
  DefaultEdgesNullability: { list: false; items: false };
  DefaultNodeNullability: false;
  Scalars: {
    ID: { Input: string; Output: string };
    /** Epoch milliseconds. */
    DateTime: { Input: number; Output: number };
    /** ISO 8601, as given. */
    Duration: { Input: string; Output: string };
    Latitude: { Input: number; Output: number };
    Longitude: { Input: number; Output: number };
    JSON: { Input: unknown; Output: unknown };
  };
}

const capitalized = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** Fields are never null unless they say so; descriptions are the documentation of the API. */
export const builder = new SchemaBuilder<SchemaTypes>({
  // The first is the outermost: that somebody may not ask is none of the results of asking.
  plugins: [ScopeAuthPlugin, ErrorsPlugin, RelayPlugin, ValidationPlugin, personalPlugin],
  defaultFieldNullability: false,
  scopeAuth: {
    authScopes: ({ viewer }) => scopesOf(viewer),
    // Before the stream is opened rather than at each of its events.
    authorizeOnSubscribe: true,
    unauthorizedError: (_parent, { viewer }, _info, { failure }) => refusal(failure, viewer),
  },
  errors: {
    defaultUnionOptions: { name: ({ fieldName }) => `${capitalized(fieldName)}Result` },
    defaultResultOptions: { name: ({ fieldName }) => `${capitalized(fieldName)}Success` },
    // Refused input of a mutation is a typed result, too; it reveals nothing but what was sent.
    unsafelyHandleInputErrors: true,
  },
  validation: {
    validationError: ({ issues }) =>
      new InvalidInputError(
        issues.map(({ path, message }) => ({
          path: (path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)),
          message,
        })),
      ),
  },
  relay: {
    cursorType: 'String',
    // node and nodes are our own: an unknown or malformed id is null, not an error.
    nodeQueryOptions: false,
    nodesQueryOptions: false,
    nodeTypeOptions: { description: 'Anything that can be fetched again by its global id.' },
    idFieldOptions: {
      description:
        'Global id, unique over all types; fetch the object again with `node(id:)`. Opaque: do not take it apart.',
    },
    pageInfoTypeOptions: { description: 'Where a page of a list stands.' },
    hasNextPageFieldOptions: {
      description: 'Whether rows follow behind this page; read them with `first` and `after: endCursor`.',
    },
    hasPreviousPageFieldOptions: {
      description: 'Whether rows come ahead of this page; read them with `last` and `before: startCursor`.',
    },
    startCursorFieldOptions: { description: 'Cursor of the first row; null when the page is empty.' },
    endCursorFieldOptions: { description: 'Cursor of the last row; null when the page is empty.' },
    cursorFieldOptions: {
      description:
        'Place of this row in its list, for `after` and `before`. Opaque; of no use in another list.',
    },
    edgesFieldOptions: {
      description: 'The rows with their cursors.',
      nullable: { list: false, items: false },
    },
    nodeFieldOptions: { description: 'The row itself.', nullable: false },
    nodesOnConnection: { description: 'The rows without cursors: what most clients want.' },
    pageInfoFieldOptions: { description: 'Where this page stands in its list.' },
    firstArgOptions: {
      description:
        'How many rows from the start of the list, or behind `after`: 1 to 1000. Either this or `last` is required.',
    },
    lastArgOptions: {
      description:
        'How many rows from the end of the list, or ahead of `before`: 1 to 1000. Either this or `first` is required.',
    },
    afterArgOptions: { description: 'Only rows behind this cursor.' },
    beforeArgOptions: { description: 'Only rows ahead of this cursor.' },
  },
});

builder.addScalarType('DateTime', DateTime);
builder.addScalarType('Duration', Duration);
builder.addScalarType('Latitude', Latitude);
builder.addScalarType('Longitude', Longitude);
builder.addScalarType('JSON', JSONValue);

// What a field of a root asks for unless it says otherwise, so that none can be forgotten.
builder.queryType({
  description:
    'What can be read: the live picture from memory, history from the database. Takes the scope `READ`, where a field does not say otherwise.',
  authScopes: { READ: true },
});
builder.mutationType({
  description:
    'What can be changed. Takes the scope `OPERATE`, where a field does not say otherwise; without it there is a top-level error ' +
    '`FORBIDDEN`. Every other refusal is a typed result.',
  authScopes: { OPERATE: true },
});
builder.subscriptionType({
  description:
    'What is pushed as it happens, over WebSocket (graphql-ws) or server-sent events. Takes the scope `READ`.',
  authScopes: { READ: true },
});

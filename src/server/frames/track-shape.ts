import {
  getNamedType,
  getOperationAST,
  isLeafType,
  isObjectType,
  isUnionType,
  Kind,
  OperationTypeNode,
  print,
  type DocumentNode,
  type FieldNode,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import {
  collectFields,
  fragmentsOf,
  hasDirectives,
  selectionsBelow,
  type Fragments,
} from '../collect-fields.js';
import type { TrackStreamEvent } from '../../domain/track.js';
import type { ItemList } from './piece-schema.js';
import { usedBy } from './selection.js';

/** What is selected of every item of a list, as an operation on the piece schema. */
export interface ItemSelection {
  readonly list: ItemList;
  readonly document: DocumentNode;
  /** The same as text: equal texts give equal pieces for equal variables. */
  readonly text: string;
  readonly variables: readonly string[];
}

/** One field of an event in the answer. `before` is what comes ahead of its value. */
export type ShapePart = { readonly before: string } & (
  | { readonly kind: 'typename' }
  | { readonly kind: 'leaf'; readonly property: string; readonly type: GraphQLLeafType }
  | { readonly kind: 'list'; readonly property: string; readonly selection: ItemSelection }
);

/** How `subscription { tracks }` is answered, for one document; whatever its variables are. */
export interface TrackShape {
  readonly parts: Readonly<Record<TrackStreamEvent['type'], readonly ShapePart[]>>;
  /** What comes ahead of an event's parts, and behind them. */
  readonly before: string;
  readonly after: string;
  /** Equal for documents that are answered alike, given equal `variables`. */
  readonly key: string;
  /** Those of its variables that an answer depends on, once it is known which events there are. */
  readonly variables: readonly string[];
}

const eventTypes = ['TrackSnapshot', 'TrackBatch', 'Heartbeat', 'Lagged'] as const;

/** Fields of events, and where their values are. */
const leafs: Readonly<Record<string, string>> = {
  cursor: 'cursor',
  serverTime: 'serverTimeMs',
  dropped: 'dropped',
};
const lists: Readonly<Record<string, ItemList>> = {
  tracks: 'tracks',
  upserts: 'tracks',
  removed: 'removed',
};

/**
 * The shape of a valid document, or null when it is not a plain subscription to tracks: anything
 * else, or anything unusual, is for ordinary execution.
 */
export function trackShape(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null | undefined,
): TrackShape | null {
  const operation = getOperationAST(document, operationName);
  const root = schema.getSubscriptionType();
  if (operation?.operation !== OperationTypeNode.SUBSCRIPTION || root == null) return null;
  if (hasDirectives(document)) return null;

  const fragments = fragmentsOf(document);
  const rootFields = [...collectFields({ schema, fragments }, root, operation.selectionSet.selections)];
  const [rootKey, nodes] = rootFields[0] ?? [];
  if (rootFields.length !== 1 || rootKey === undefined || nodes?.[0]?.name.value !== 'tracks') return null;
  const union = getNamedType(root.getFields()['tracks']?.type);
  if (!isUnionType(union) || union.name !== 'TrackStreamEvent') return null;

  const partsOf = (name: string): readonly ShapePart[] | null => {
    const type = schema.getType(name);
    if (!isObjectType(type)) return null;
    const fields = collectFields({ schema, fragments }, type, selectionsBelow(nodes));
    const parts: ShapePart[] = [];
    for (const [key, fieldNodes] of fields) {
      const before = `${parts.length === 0 ? '' : ','}"${key}":`;
      const part = partOf(type, fieldNodes, before, operation, fragments);
      if (part === null) return null;
      parts.push(part);
    }
    return parts;
  };
  const parts: Partial<Record<TrackStreamEvent['type'], readonly ShapePart[]>> = {};
  for (const name of eventTypes) {
    const found = partsOf(name);
    if (found === null) return null;
    parts[name] = found;
  }
  const selections = Object.values(parts).flatMap((some) =>
    some.flatMap((part) => (part.kind === 'list' ? [part.selection] : [])),
  );
  return {
    parts: parts as TrackShape['parts'],
    before: `{"data":{"${rootKey}":{`,
    after: '}}}',
    key: JSON.stringify([rootKey, parts], (name, value: unknown) =>
      name === 'document' ? undefined : value,
    ),
    variables: [...new Set(selections.flatMap(({ variables }) => variables))].sort(),
  };
}

function partOf(
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
  before: string,
  operation: OperationDefinitionNode,
  fragments: Fragments,
): ShapePart | null {
  const name = nodes[0]?.name.value ?? '';
  if (name === '__typename') return { kind: 'typename', before };
  const fieldType = getNamedType(type.getFields()[name]?.type);
  const leaf = leafs[name];
  if (leaf !== undefined && isLeafType(fieldType)) {
    return { kind: 'leaf', before, property: leaf, type: fieldType };
  }
  const list = lists[name];
  if (list === undefined) return null;
  return {
    kind: 'list',
    before,
    property: name,
    selection: itemSelection(list, nodes, operation, fragments),
  };
}

function itemSelection(
  list: ItemList,
  nodes: readonly FieldNode[],
  operation: OperationDefinitionNode,
  fragments: Fragments,
): ItemSelection {
  const query: OperationDefinitionNode = {
    kind: Kind.OPERATION_DEFINITION,
    operation: OperationTypeNode.QUERY,
    selectionSet: {
      kind: Kind.SELECTION_SET,
      selections: [
        {
          kind: Kind.FIELD,
          name: { kind: Kind.NAME, value: list },
          selectionSet: { kind: Kind.SELECTION_SET, selections: selectionsBelow(nodes) },
        },
      ],
    },
  };
  const used = usedBy(query, fragments);
  const document: DocumentNode = {
    kind: Kind.DOCUMENT,
    definitions: [
      {
        ...query,
        variableDefinitions: (operation.variableDefinitions ?? []).filter(({ variable }) =>
          used.variables.has(variable.name.value),
        ),
      },
      ...used.fragments,
    ],
  };
  return { list, document, text: print(document), variables: [...used.variables].sort() };
}

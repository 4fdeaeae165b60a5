import {
  getNamedType,
  isAbstractType,
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';

/** What is asked for under one key of an object of the answer. */
export interface Selected {
  readonly key: string;
  readonly name: string;
  /** Several when the document names the field more than once; their selections are merged. */
  readonly nodes: readonly [FieldNode, ...FieldNode[]];
}

/** The fields to answer with, in the order of the answer. */
export type SelectFields = (
  type: GraphQLObjectType,
  sets: readonly SelectionSetNode[],
) => readonly Selected[];

/** Something is in the document whose meaning is left to ordinary execution. */
export class UnrecognizedError extends Error {
  override readonly name = 'UnrecognizedError';
}

/** Resolves fragments and merges fields as the GraphQL specification's CollectFields does. Directives are not recognised. */
export function fieldSelector(schema: GraphQLSchema, document: DocumentNode): SelectFields {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }

  const applies = (typeName: string | undefined, type: GraphQLObjectType) => {
    if (typeName === undefined || typeName === type.name) return true;
    const condition = schema.getType(typeName);
    return isAbstractType(condition) && schema.isSubType(condition, type);
  };

  const collect = (
    type: GraphQLObjectType,
    { selections }: SelectionSetNode,
    into: Map<string, [FieldNode, ...FieldNode[]]>,
    seen: Set<string>,
  ) => {
    for (const selection of selections) {
      if ((selection.directives?.length ?? 0) > 0) throw new UnrecognizedError('a directive');
      if (selection.kind === Kind.FIELD) {
        const key = selection.alias?.value ?? selection.name.value;
        const nodes = into.get(key);
        if (nodes === undefined) into.set(key, [selection]);
        else nodes.push(selection);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        if (applies(selection.typeCondition?.name.value, type)) {
          collect(type, selection.selectionSet, into, seen);
        }
      } else if (!seen.has(selection.name.value)) {
        seen.add(selection.name.value);
        const fragment = fragments.get(selection.name.value);
        if (fragment === undefined || (fragment.directives?.length ?? 0) > 0) {
          throw new UnrecognizedError('a fragment with a directive');
        }
        if (applies(fragment.typeCondition.name.value, type)) {
          collect(type, fragment.selectionSet, into, seen);
        }
      }
    }
  };

  return (type, sets) => {
    const fields = new Map<string, [FieldNode, ...FieldNode[]]>();
    const seen = new Set<string>();
    for (const set of sets) collect(type, set, fields, seen);
    return Array.from(fields, ([key, nodes]) => ({ key, name: nodes[0].name.value, nodes }));
  };
}

export function selectionSetsOf({ nodes }: Selected): readonly SelectionSetNode[] {
  return nodes.map(({ selectionSet }) => selectionSet).filter((set) => set !== undefined);
}

/** The type of the object, or of the objects in the list. */
export function objectTypeOf(type: GraphQLOutputType): GraphQLObjectType {
  return getNamedType(type) as GraphQLObjectType;
}

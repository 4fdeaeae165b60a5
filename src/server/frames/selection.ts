import {
  isAbstractType,
  Kind,
  visit,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionNode,
} from 'graphql';

export type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/** A valid document's selections without directives. */
export interface SelectionOptions {
  readonly schema: GraphQLSchema;
  readonly fragments: Fragments;
}

/**
 * The fields that are selected on an object of `type`, by response key, in the order of the answer:
 * CollectFields of the GraphQL specification. Several fields under one key are answered as one, with
 * the selections of all.
 */
export function collectFields(
  { schema, fragments }: SelectionOptions,
  type: GraphQLObjectType,
  selections: readonly SelectionNode[],
): ReadonlyMap<string, readonly FieldNode[]> {
  const fields = new Map<string, FieldNode[]>();
  const spread = new Set<string>();

  const applies = (condition: string | undefined): boolean => {
    if (condition === undefined || condition === type.name) return true;
    const conditionType = schema.getType(condition);
    return isAbstractType(conditionType) && schema.isSubType(conditionType, type);
  };
  const collect = (nodes: readonly SelectionNode[]): void => {
    for (const node of nodes) {
      if (node.kind === Kind.FIELD) {
        const key = node.alias?.value ?? node.name.value;
        const same = fields.get(key);
        if (same === undefined) fields.set(key, [node]);
        else same.push(node);
      } else if (node.kind === Kind.INLINE_FRAGMENT) {
        if (applies(node.typeCondition?.name.value)) collect(node.selectionSet.selections);
      } else if (!spread.has(node.name.value)) {
        spread.add(node.name.value);
        const fragment = fragments.get(node.name.value);
        if (fragment !== undefined && applies(fragment.typeCondition.name.value)) {
          collect(fragment.selectionSet.selections);
        }
      }
    }
  };
  collect(selections);
  return fields;
}

/** The selections below several fields with one response key. */
export function selectionsBelow(nodes: readonly FieldNode[]): readonly SelectionNode[] {
  return nodes.flatMap(({ selectionSet }) => selectionSet?.selections ?? []);
}

/** Fragments and variables that selections use, by way of other fragments, too. */
export function usedBy(operation: OperationDefinitionNode, fragments: Fragments) {
  const usedFragments = new Map<string, FragmentDefinitionNode>();
  const variables = new Set<string>();
  const look = (node: OperationDefinitionNode | FragmentDefinitionNode): void => {
    visit(node, {
      Variable: ({ name }) => void variables.add(name.value),
      FragmentSpread: ({ name }) => {
        const fragment = fragments.get(name.value);
        if (fragment === undefined || usedFragments.has(name.value)) return;
        usedFragments.set(name.value, fragment);
        look(fragment);
      },
    });
  };
  look(operation);
  return { fragments: [...usedFragments.values()], variables };
}

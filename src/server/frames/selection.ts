import { visit, type FragmentDefinitionNode, type OperationDefinitionNode } from 'graphql';
import type { Fragments } from '../collect-fields.js';

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

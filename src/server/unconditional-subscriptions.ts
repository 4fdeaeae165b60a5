import {
  GraphQLError,
  Kind,
  OperationTypeNode,
  type ASTVisitor,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';
import type { Plugin } from 'graphql-yoga';

const conditions = new Set(['skip', 'include']);

/**
 * What a subscription follows must not hang on `@skip` or `@include`: without it there would be nothing to follow. As the
 * September 2025 edition of the specification has it (5.2.4.1), which graphql-js 16 does not check.
 */
function unconditionalSubscription(context: ValidationContext): ASTVisitor {
  const visited = new Set<SelectionSetNode>();

  function check(selections: SelectionSetNode) {
    if (visited.has(selections)) return;
    visited.add(selections);
    for (const selection of selections.selections) {
      const condition = selection.directives?.find(({ name }) => conditions.has(name.value));
      if (condition !== undefined)
        context.reportError(
          new GraphQLError(`The field of a subscription must not have @${condition.name.value}.`, {
            nodes: condition,
          }),
        );
      if (selection.kind === Kind.INLINE_FRAGMENT) check(selection.selectionSet);
      else if (selection.kind === Kind.FRAGMENT_SPREAD) {
        const fragment = context.getFragment(selection.name.value);
        if (fragment != null) check(fragment.selectionSet);
      }
    }
  }

  return {
    OperationDefinition(node) {
      if (node.operation === OperationTypeNode.SUBSCRIPTION) check(node.selectionSet);
    },
  };
}

export function useUnconditionalSubscriptions(): Plugin {
  return { onValidate: ({ addValidationRule }) => addValidationRule(unconditionalSubscription) };
}

import {
  Kind,
  type DocumentNode,
  type FieldNode,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { fragmentsOf, selectionsBelow } from '../collect-fields.js';

/** How large an operation is, with every fragment in each place where it is spread. */
export interface DocumentShape {
  /** Fields and fragments. */
  readonly selections: number;
  /** Fields below each other, 1 for `{ viewer }`; without those below `__schema` and `__type`. */
  readonly depth: number;
  /** The same of those. */
  readonly introspectionDepth: number;
  readonly aliases: number;
  readonly directives: number;
}

const EMPTY: DocumentShape = { selections: 0, depth: 0, introspectionDepth: 0, aliases: 0, directives: 0 };

interface Selecting {
  readonly selectionSet?: SelectionSetNode | undefined;
}

/** Whether a field of a root asks for the schema itself. */
export function asksForSchema(name: string): boolean {
  return name === '__schema' || name === '__type';
}

/** Each measure of the document's operation that has most of it. The document need not be valid. */
export function documentShape(document: DocumentNode): DocumentShape {
  const fragments = fragmentsOf(document);
  // Looked at once, however often they are spread: of fragments that spread each other twice there are soon millions.
  const known = new Map<string, DocumentShape>();

  const ofFragment = (name: string): DocumentShape => {
    const shape = known.get(name);
    if (shape !== undefined) return shape;
    const fragment = fragments.get(name);
    if (fragment === undefined) return EMPTY;
    // Validation refuses one that spreads itself; here it only has to come to an end.
    known.set(name, EMPTY);
    const measured = below(fragment);
    known.set(name, measured);
    return measured;
  };
  const below = ({ selectionSet }: Selecting): DocumentShape =>
    (selectionSet?.selections ?? []).map(ofSelection).reduce(sum, EMPTY);
  const ofSelection = (node: SelectionNode): DocumentShape => {
    const inner = node.kind === Kind.FRAGMENT_SPREAD ? ofFragment(node.name.value) : below(node);
    const counted = {
      ...inner,
      selections: inner.selections + 1,
      directives: inner.directives + (node.directives?.length ?? 0),
    };
    if (node.kind !== Kind.FIELD) return counted;
    const aliases = inner.aliases + (node.alias === undefined ? 0 : 1);
    return asksForSchema(node.name.value)
      ? { ...counted, aliases, depth: 1, introspectionDepth: inner.depth + 1 }
      : { ...counted, aliases, depth: inner.depth + 1 };
  };

  return document.definitions
    .filter((node): node is OperationDefinitionNode => node.kind === Kind.OPERATION_DEFINITION)
    .map((operation) => {
      const shape = below(operation);
      return { ...shape, directives: shape.directives + (operation.directives?.length ?? 0) };
    })
    .reduce(maximum, EMPTY);
}

function sum(a: DocumentShape, b: DocumentShape): DocumentShape {
  return {
    ...maximum(a, b),
    selections: a.selections + b.selections,
    aliases: a.aliases + b.aliases,
    directives: a.directives + b.directives,
  };
}

function maximum(a: DocumentShape, b: DocumentShape): DocumentShape {
  return {
    selections: Math.max(a.selections, b.selections),
    depth: Math.max(a.depth, b.depth),
    introspectionDepth: Math.max(a.introspectionDepth, b.introspectionDepth),
    aliases: Math.max(a.aliases, b.aliases),
    directives: Math.max(a.directives, b.directives),
  };
}

/**
 * How often a document asks for the same key of the answer in the same place, at most. Fields that are named again are merged,
 * and validation compares each with each. Looks at no more than `maxSelections`.
 */
export function mostRepeats(document: DocumentNode, maxSelections: number): number {
  const fragments = fragmentsOf(document);
  let left = maxSelections;
  let most = 0;

  const collect = (
    nodes: readonly SelectionNode[],
    fields: Map<string, FieldNode[]>,
    spread: Set<string>,
  ): void => {
    for (const node of nodes) {
      left -= 1;
      if (left < 0) return;
      if (node.kind === Kind.FIELD) {
        const key = node.alias?.value ?? node.name.value;
        const same = fields.get(key);
        if (same === undefined) fields.set(key, [node]);
        else same.push(node);
      } else if (node.kind === Kind.INLINE_FRAGMENT) {
        collect(node.selectionSet.selections, fields, spread);
      } else if (!spread.has(node.name.value)) {
        // The same fragment in the same place adds nothing.
        spread.add(node.name.value);
        const fragment = fragments.get(node.name.value);
        collect(fragment?.selectionSet.selections ?? [], fields, spread);
      }
    }
  };
  const visit = (selections: readonly SelectionNode[]): void => {
    const fields = new Map<string, FieldNode[]>();
    collect(selections, fields, new Set());
    for (const nodes of fields.values()) {
      most = Math.max(most, nodes.length);
      visit(selectionsBelow(nodes));
    }
  };
  for (const node of document.definitions)
    if (node.kind === Kind.OPERATION_DEFINITION) visit(node.selectionSet.selections);
  return most;
}

import {
  getNamedType,
  type DocumentNode,
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import { isPersonal } from '../../schema/personal.js';
import { collectFields, fragmentsOf } from '../collect-fields.js';

/** What is asked for under one key of an object of the answer. */
export interface Selected {
  readonly key: string;
  readonly name: string;
  /** Several when the document names the field more than once; their selections are merged. */
  readonly nodes: readonly [FieldNode, ...FieldNode[]];
  /** It is about people, and who asks may not see that: the answer is null. */
  readonly isHidden: boolean;
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

/** For a document without directives. `showsPersonal`: whether who asks may see what is about people. */
export function fieldSelector(
  schema: GraphQLSchema,
  document: DocumentNode,
  showsPersonal: boolean,
): SelectFields {
  const fragments = fragmentsOf(document);
  return (type, sets) => {
    const selections = sets.flatMap((set) => set.selections);
    return Array.from(collectFields({ schema, fragments }, type, selections), ([key, nodes]) => {
      const name = nodes[0].name.value;
      const field = type.getFields()[name];
      return { key, name, nodes, isHidden: !showsPersonal && field !== undefined && isPersonal(field) };
    });
  };
}

export function selectionSetsOf({ nodes }: Selected): readonly SelectionSetNode[] {
  return nodes.map(({ selectionSet }) => selectionSet).filter((set) => set !== undefined);
}

/** The type of the object, or of the objects in the list. */
export function objectTypeOf(type: GraphQLOutputType): GraphQLObjectType {
  return getNamedType(type) as GraphQLObjectType;
}

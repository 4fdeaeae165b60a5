import {
  getArgumentValues,
  getNamedType,
  getVariableValues,
  Kind,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';

/** Types all of whose fields are settled when the ranges of the query are; the others lead to what is live. */
const SETTLED_TYPES =
  /^(Detection|Signal|SystemHealth|Event)(Connection|Edge)?$|^(PageInfo|PathPoint|Position)$/;
const LIVE_TYPES = new Set(['Kit', 'Drone', 'Track']);
/** What else answers from the ranges alone. */
const SETTLED_FIELDS = new Set([
  'Query.detections',
  'Query.signals',
  'Query.systemHealth',
  'Query.events',
  'Query.drone',
  'Drone.id',
  'Drone.droneId',
  'Drone.serial',
  'Drone.path',
  'Drone.detections',
]);

type Ranged = readonly [definition: GraphQLField<unknown, unknown>, node: FieldNode];

/**
 * The end (epoch ms) of the latest range that a query reads; null when its answer depends on anything
 * but absolute ranges, or when it is going to be refused. What it finds in a document is remembered with it.
 */
export function createSettledReader(schema: GraphQLSchema) {
  const known = new WeakMap<DocumentNode, readonly Ranged[] | null>();
  return (
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Record<string, unknown> | undefined,
  ): number | null => {
    let ranged = known.get(document);
    if (ranged === undefined) known.set(document, (ranged = rangedFields(schema, document)));
    if (ranged === null || ranged.length === 0) return null;
    const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variables ?? {});
    if (coerced === undefined) return null;
    try {
      return Math.max(
        ...ranged.map(([definition, node]) => endOf(getArgumentValues(definition, node, coerced))),
      );
    } catch {
      return null;
    }
  };
}

/** Infinite unless it is absolute. */
function endOf({ range }: Record<string, unknown>): number {
  const { to, last } = range as { readonly to?: number | null; readonly last?: string | null };
  return to == null || last != null ? Infinity : to;
}

/** Every field with a range; null when any field of the document depends on something else. */
function rangedFields(schema: GraphQLSchema, document: DocumentNode): readonly Ranged[] | null {
  const ranged: Ranged[] = [];
  // Ranges in fragments refer to the variables of the operation; with several it is not clear of which.
  let settled = document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION).length === 1;
  const types = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(types, {
      Field(node) {
        const parent = types.getParentType()?.name ?? '';
        const definition = types.getFieldDef();
        if (node.name.value === '__typename') return;
        const type = definition == null ? '' : getNamedType(definition.type).name;
        settled &&=
          definition != null &&
          (SETTLED_FIELDS.has(`${parent}.${node.name.value}`) ||
            (SETTLED_TYPES.test(parent) && !LIVE_TYPES.has(type)));
        if (definition?.args.some(({ name }) => name === 'range')) ranged.push([definition, node]);
      },
    }),
  );
  return settled ? ranged : null;
}

import {
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  isObjectType,
  type GraphQLFieldConfig,
} from 'graphql';

/** The lists of items that events are made of. */
export type ItemList = 'tracks' | 'removed';

const itemTypes: Readonly<Record<ItemList, string>> = { tracks: 'Track', removed: 'TrackRemoval' };

/**
 * A schema whose root is nothing but lists of items, with the very types and resolvers of `schema`:
 * what is executed here gives the same for an item as where it is part of an event. Null when
 * `schema` has no such items.
 */
export function createPieceSchema(schema: GraphQLSchema): GraphQLSchema | null {
  const fields: Record<string, GraphQLFieldConfig<Record<ItemList, unknown>, unknown>> = {};
  for (const [list, name] of Object.entries(itemTypes)) {
    const type = schema.getType(name);
    if (!isObjectType(type)) return null;
    fields[list] = { type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(type))) };
  }
  return new GraphQLSchema({
    query: new GraphQLObjectType({ name: 'Pieces', fields }),
    // Interfaces are only as wide as the types that are known.
    types: Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__')),
    directives: schema.getDirectives(),
  });
}

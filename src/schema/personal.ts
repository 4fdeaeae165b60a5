import SchemaBuilder, {
  BasePlugin,
  type FieldNullability,
  type InputFieldMap,
  type PothosOutputFieldConfig,
  type SchemaTypes,
  type TypeParam,
} from '@pothos/core';
import { defaultFieldResolver, type GraphQLField, type GraphQLFieldResolver } from 'graphql';
import { seesPersonal } from '../domain/viewer.js';
import type { Context } from './context.js';

type Field = GraphQLField<unknown, unknown>;

/* eslint-disable @typescript-eslint/no-namespace, @typescript-eslint/no-unused-vars --
   how options of fields are added to Pothos, whose parameters have to be repeated */
declare global {
  export namespace PothosSchemaTypes {
    export interface Plugins<Types extends SchemaTypes> {
      personal: PersonalPlugin<Types>;
    }
    export interface FieldOptions<
      Types extends SchemaTypes = SchemaTypes,
      ParentShape = unknown,
      Type extends TypeParam<Types> = TypeParam<Types>,
      Nullable extends FieldNullability<Type> = FieldNullability<Type>,
      Args extends InputFieldMap = InputFieldMap,
      ResolveShape = unknown,
      ResolveReturnShape = unknown,
    > {
      /** It is about people: null for who lacks the scope PII, and its description says so. Only for nullable fields. */
      personal?: true;
    }
  }
}
/* eslint-enable @typescript-eslint/no-namespace, @typescript-eslint/no-unused-vars */

/** The property of `extensions` that a personal field has: what it resolves to for who may see it. */
const PERSONAL = 'airpicture:personal';

const remark = 'Null without the scope `PII`.';

class PersonalPlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override onOutputFieldConfig(config: PothosOutputFieldConfig<Types>): PothosOutputFieldConfig<Types> {
    if (config.pothosOptions.personal !== true) return config;
    const { parentType, name, description, resolve, type } = config;
    if (!type.nullable) throw new Error(`${parentType}.${name} is personal, so it has to be nullable.`);
    return {
      ...config,
      description: `${description ?? ''} ${remark}`.trimStart(),
      extensions: { ...config.extensions, [PERSONAL]: resolve ?? defaultFieldResolver },
    };
  }

  override wrapResolve(
    resolve: GraphQLFieldResolver<unknown, Types['Context'], object>,
    config: PothosOutputFieldConfig<Types>,
  ): GraphQLFieldResolver<unknown, Types['Context'], object> {
    if (config.pothosOptions.personal !== true) return resolve;
    const { name } = config;
    if (resolve === defaultFieldResolver) {
      // The default looks the name up in `info`, which those who execute without one do not have.
      return (parent, _args, context) =>
        seesPersonal((context as Context).viewer) ? (parent as Record<string, unknown>)[name] : null;
    }
    return (parent, args, context, info) =>
      seesPersonal((context as Context).viewer) ? resolve(parent, args, context, info) : null;
  }
}

export const personalPlugin = 'personal';

SchemaBuilder.registerPlugin(personalPlugin, PersonalPlugin);

/** Whether it is null for who lacks the scope PII. */
export function isPersonal(field: Field): boolean {
  return field.extensions[PERSONAL] !== undefined;
}

/** The field's resolver, for who is known to see what is about people. */
export function resolverOf(field: Field): Field['resolve'] {
  return (field.extensions[PERSONAL] as Field['resolve']) ?? field.resolve;
}

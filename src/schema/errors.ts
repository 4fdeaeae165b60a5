import {
  InvalidInputError,
  KitConflictError,
  KitUnreachableError,
  NotFoundError,
  type InputIssue,
} from '../domain/errors.js';
import { builder } from './builder.js';

/** Members of result unions: what a mutation may answer instead of doing what was asked. */
const ErrorInterface = builder.interfaceRef<Error & { readonly code: string }>('Error').implement({
  description: 'Why a mutation was refused. Nothing was changed.',
  fields: (t) => ({
    message: t.exposeString('message', { description: 'What is wrong, in English, for people.' }),
    code: t.exposeString('code', {
      description: 'What is wrong, for programs. The same for every error of a type.',
    }),
  }),
});

const ValidationIssueType = builder.objectRef<InputIssue>('ValidationIssue').implement({
  description: 'One thing that is wrong with the input.',
  fields: (t) => ({
    path: t.stringList({
      description: 'Where in the arguments, for example `["input", "apiUrl"]`.',
      resolve: (issue) => [...issue.path],
    }),
    message: t.exposeString('message', { description: 'What is wrong there.' }),
  }),
});

builder.objectType(InvalidInputError, {
  name: 'ValidationError',
  description: 'The input cannot be used. Code: `BAD_USER_INPUT`.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    issues: t.field({
      type: [ValidationIssueType],
      description: 'Everything that is wrong, not only the first.',
      resolve: (error) => [...error.issues],
    }),
  }),
});

builder.objectType(KitUnreachableError, {
  name: 'KitUnreachableError',
  description: 'Nothing that speaks DragonSync answered. Code: `KIT_UNREACHABLE`.',
  interfaces: [ErrorInterface],
  fields: (t) => ({ apiUrl: t.exposeString('apiUrl', { description: 'The address that was tried.' }) }),
});

builder.objectType(KitConflictError, {
  name: 'ConflictError',
  description: 'The kit id, or the address, belongs to another kit. Code: `CONFLICT`.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    field: t.exposeString('field', { description: 'Which of the two is taken: `kitId` or `apiUrl`.' }),
  }),
});

builder.objectType(NotFoundError, {
  name: 'NotFoundError',
  description: 'Nothing has this id. Code: `NOT_FOUND`.',
  interfaces: [ErrorInterface],
});

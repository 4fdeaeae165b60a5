import { z } from 'zod';
import {
  MAX_RETRIES_PER_PASS,
  type DeadLetterSelection,
  type RetriedDeadLetter,
  type RetryPass,
} from '../domain/dead-letter-desk.js';
import { InvalidInputError } from '../domain/errors.js';
import { builder } from './builder.js';
import { globalId, parseGlobalId } from './global-id.js';
import { needs } from './scopes.js';

const MAX_CLEARED_IDS = 1000;

const OutcomeEnum = builder.enumType('RetryOutcome', {
  description: 'What became of a dead letter that was tried again, or would become of it.',
  values: {
    WOULD_STORE: {
      description: 'Dry run: it is understood and valid now. Only trying shows whether its sink takes it.',
    },
    STORED: { description: 'It is stored, and no dead letter any more.' },
    STILL_INVALID: {
      description: 'It failed again and stays; unless this was a dry run, with one attempt more.',
    },
    INCOMPLETE: { description: 'It was too long to be kept whole, so it cannot be tried, and stays.' },
    UNAVAILABLE: { description: 'A sink that it is for takes nothing now. It stays: try again later.' },
    GONE: { description: 'It is not there, or not for that reason, any more; or somebody else was faster.' },
  } as const,
});

const RetriedDeadLetterType = builder.objectRef<RetriedDeadLetter>('RetriedDeadLetter').implement({
  description: 'One dead letter of a pass.',
  fields: (t) => ({
    id: t.id({
      description: 'Global id of the dead letter.',
      resolve: ({ id }) => globalId('DeadLetter', id),
    }),
    outcome: t.expose('outcome', { type: OutcomeEnum, description: 'What became of it.' }),
    reason: t.exposeString('reason', {
      nullable: true,
      description: 'Why it is still invalid. Null for every other outcome.',
    }),
    detail: t.exposeString('detail', {
      nullable: true,
      description:
        'What exactly is wrong. Null when the reason says it all. May quote what was sent: show it as text, never as HTML.',
    }),
  }),
});

const RetryPassType = builder
  .objectRef<RetryPass & { readonly dryRun: boolean }>('RetryDeadLettersSuccess')
  .implement({
    description: 'The pass has ended: each dead letter was visited once.',
    fields: (t) => ({
      dryRun: t.exposeBoolean('dryRun', { description: 'True when nothing was changed.' }),
      startedAt: t.expose('startedAtMs', {
        type: 'DateTime',
        description:
          'When the pass began, by this server’s clock. To visit more than one pass does, call again with this of the ' +
          'first pass as `failedBefore` until `remaining` is 0: what fails again is not visited twice.',
      }),
      items: t.field({
        type: [RetriedDeadLetterType],
        description:
          'What was visited, the one that failed longest ago first, and then the ids that are gone.',
        resolve: ({ items }) => [...items],
      }),
      remaining: t.exposeInt('remaining', {
        description: `How many more were meant; a pass visits at most ${MAX_RETRIES_PER_PASS}.`,
      }),
    }),
  });

const ClearedType = builder.objectRef<{ readonly deleted: number }>('ClearDeadLettersSuccess').implement({
  description: 'The dead letters are gone.',
  fields: (t) => ({ deleted: t.exposeInt('deleted', { description: 'How many there were.' }) }),
});

const atMost = (count: number) =>
  z
    .custom<readonly string[] | null | undefined>()
    .refine((ids) => ids == null || ids.length <= count, `must be at most ${count} ids`);

const selectionArguments = builder.args((t) => ({
  reason: t.string({ description: 'Only those that failed for this reason. Absent: for any.' }),
  failedBefore: t.field({
    type: 'DateTime',
    description: 'Only those whose last failure was before this instant. Absent: whenever it was.',
  }),
}));

builder.mutationFields((t) => ({
  retryDeadLetters: t.field({
    type: RetryPassType,
    description:
      `Tries dead letters again, in one pass over at most ${MAX_RETRIES_PER_PASS}, those that failed longest ago first. ` +
      'What is stored stops being a dead letter in the same transaction; what fails again stays. Only says what would happen unless `dryRun: false`.',
    args: {
      ids: t.arg.idList({
        description: `Only these, at most ${MAX_RETRIES_PER_PASS}. Absent: any.`,
        validate: atMost(MAX_RETRIES_PER_PASS),
      }),
      ...selectionArguments,
      dryRun: t.arg.boolean({ defaultValue: true, description: 'False to change something.' }),
    },
    errors: {
      types: [InvalidInputError],
      directResult: true,
      union: { description: 'What `retryDeadLetters` answers.' },
    },
    resolve: async (_root, { dryRun, ...given }, { deadLetters, actor }) => {
      const isDryRun = dryRun ?? true;
      const pass = await deadLetters.retry(selectionOf(given), { dryRun: isDryRun }, actor);
      return { ...pass, dryRun: isDryRun };
    },
  }),
  clearDeadLetters: t.field({
    type: ClearedType,
    description:
      'Throws dead letters away: all of them unless `ids`, `reason` or `failedBefore` say which. This cannot be undone. ' +
      'Takes the scope `ADMIN`.',
    ...needs('ADMIN'),
    args: {
      ids: t.arg.idList({
        description: `Only these, at most ${MAX_CLEARED_IDS}. Absent: any.`,
        validate: atMost(MAX_CLEARED_IDS),
      }),
      ...selectionArguments,
      confirm: t.arg.boolean({ required: true, description: 'Has to be true.' }),
    },
    errors: {
      types: [InvalidInputError],
      directResult: true,
      union: { description: 'What `clearDeadLetters` answers.' },
    },
    resolve: async (_root, { confirm, ...given }, { deadLetters, actor }) => {
      const selection = selectionOf(given);
      if (!confirm)
        throw new InvalidInputError([{ path: ['confirm'], message: 'must be true: this cannot be undone' }]);
      return { deleted: await deadLetters.clear(selection, actor) };
    },
  }),
}));

interface SelectionArguments {
  readonly ids?: readonly string[] | null | undefined;
  readonly reason?: string | null | undefined;
  readonly failedBefore?: number | null | undefined;
}

/** @throws {InvalidInputError} one of the ids is no dead letter's */
function selectionOf({ ids, reason, failedBefore }: SelectionArguments): DeadLetterSelection {
  const keys = ids?.map(keyOfDeadLetter) ?? null;
  const strangers = keys?.flatMap((key, index) =>
    key === null ? [{ path: ['ids', String(index)], message: 'is not the id of a dead letter' }] : [],
  );
  if (strangers !== undefined && strangers.length > 0) throw new InvalidInputError(strangers);
  return {
    ids: keys?.filter((key) => key !== null) ?? null,
    reason: reason ?? null,
    failedBeforeMs: failedBefore ?? null,
  };
}

function keyOfDeadLetter(id: string): string | null {
  const parsed = parseGlobalId(id);
  const key = parsed?.type === 'DeadLetter' && parsed.key.length === 1 ? parsed.key[0] : null;
  return typeof key === 'string' ? key : null;
}

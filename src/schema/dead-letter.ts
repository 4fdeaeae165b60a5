import { deadLetterList } from '../db/dead-letters.js';
import type { DeadLetter } from '../domain/dead-letter.js';
import { builder } from './builder.js';
import { pageRequest, toConnection } from './connection.js';
import type { Context } from './context.js';
import { globalId } from './global-id.js';
import { KitType } from './kit.js';
import { needs } from './scopes.js';

const StageEnum = builder.enumType('DeadLetterStage', {
  description: 'Where a record failed.',
  values: {
    UNDERSTAND: { description: 'It is not what its kind of record looks like.' },
    VALIDATE: { description: 'It says what cannot be true.' },
    STORE: { description: 'A sink refused it.' },
  } as const,
});

const SinkEnum = builder.enumType('SinkName', {
  description: 'Where records are brought to.',
  values: {
    TSDB: { value: 'tsdb', description: 'The database: `tsdb` in answers of `/ingest`.' },
    LOKI: { value: 'loki', description: 'Grafana Loki.' },
  } as const,
});

const FormatEnum = builder.enumType('DeadLetterFormat', {
  description: 'What the text of a dead letter is.',
  values: {
    DRONE: { value: 'drone', description: 'A drone as DragonSync describes it.' },
    AIRCRAFT: { value: 'aircraft', description: 'A crewed aircraft as DragonSync describes it.' },
    SIGNAL: { value: 'signal', description: 'A signal as DragonSync describes it.' },
    STATUS: { value: 'status', description: 'A kit’s status as DragonSync describes it.' },
    MESSAGE: { value: 'message', description: 'A message as it was pushed.' },
    OBSERVATION: { value: 'observation', description: 'A record as this server keeps it.' },
  } as const,
});

const DeadLetterType = builder.objectRef<DeadLetter>('DeadLetter').implement({
  description:
    'A record that could not be used, kept so that it can be looked at and tried again. At most 10,000 are kept: ' +
    'the one that failed longest ago goes first. The same record failing the same way again is one dead letter with more attempts. ' +
    'Takes the scope `OPERATE`: it shows what was sent as it was sent.',
  interfaces: [builder.nodeInterfaceRef()],
  authScopes: { OPERATE: true },
  fields: (t) => ({
    id: t.id({
      description: 'Global id: what `retryDeadLetters` and `clearDeadLetters` take.',
      resolve: ({ id }) => globalId('DeadLetter', id),
    }),
    stage: t.expose('stage', { type: StageEnum, description: 'Where it failed.' }),
    reason: t.exposeString('reason', {
      description:
        'Why it failed: one of a few texts or codes, good for counting and for `reason` arguments.',
    }),
    detail: t.exposeString('detail', {
      nullable: true,
      description:
        'What exactly was wrong. Null when the reason says it all. May quote what was sent: show it as text, never as HTML.',
    }),
    sink: t.expose('sink', {
      type: SinkEnum,
      nullable: true,
      description: 'The sink that refused it. Null when it never got that far.',
    }),
    kitId: t.exposeString('kitId', {
      nullable: true,
      description: 'The id of the kit that sent it. Null when no registered kit did.',
    }),
    kit: t.field({
      type: KitType,
      nullable: true,
      description: 'The kit. Null when no registered kit sent it, or one that has been removed since.',
      resolve: ({ kitId }, _args, { fleet }) => (kitId === null ? null : fleet.kit(kitId)),
    }),
    sourceId: t.exposeString('sourceId', {
      description: 'Which way in it came by, for example `dragonsync:kit-001` or `push:edge-01`.',
    }),
    format: t.expose('format', { type: FormatEnum, description: 'What `raw` is.' }),
    raw: t.exposeString('raw', {
      description: 'The record as JSON text, as it was sent: show it as text, never as HTML.',
    }),
    complete: t.exposeBoolean('isComplete', {
      description: 'False when `raw` had to be cut, so that it is no JSON and cannot be tried again.',
    }),
    attempts: t.exposeInt('attempts', { description: 'How often it failed or was tried again, at least 1.' }),
    firstAt: t.expose('firstAtMs', { type: 'DateTime', description: 'When it was received first.' }),
    lastAt: t.expose('lastAtMs', {
      type: 'DateTime',
      description: 'When it failed, or was tried, last.',
    }),
  }),
});

builder.queryField('deadLetters', (t) =>
  t.connection(
    {
      type: DeadLetterType,
      description: 'Records that could not be used, newest failure first. Takes the scope `OPERATE`.',
      ...needs('OPERATE'),
      args: {
        reason: t.arg.string({ description: 'Only those that failed for this reason.' }),
        stage: t.arg({ type: StageEnum, description: 'Only those that failed there.' }),
        kitId: t.arg.string({ description: 'Only those that this kit sent.' }),
      },
      resolve: async (_root, { reason, stage, kitId, ...page }, { history }) => {
        const filter = { reason, stage, kitId };
        const found = await history.deadLetters({ filter, page: pageRequest(deadLetterList, page) });
        return {
          ...toConnection(deadLetterList, found),
          totalCount: () => history.deadLetterCount(filter),
        };
      },
    },
    {
      name: 'DeadLetterConnection',
      description: 'A page of dead letters, newest failure first.',
      fields: (connection) => ({
        totalCount: connection.int({
          description: 'How many there are on all pages together.',
          resolve: ({ totalCount }) => totalCount(),
        }),
      }),
    },
    { name: 'DeadLetterEdge', description: 'A dead letter in a list.' },
  ),
);

/** Node loader, for who may see dead letters at all: ids are hashes, and that one exists says what failed. */
export async function loadDeadLetter(
  [id]: readonly unknown[],
  { history }: Context,
): Promise<DeadLetter | null> {
  return typeof id === 'string' ? history.deadLetter(id) : null;
}

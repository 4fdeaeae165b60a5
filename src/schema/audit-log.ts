import { auditList } from '../db/audit-log.js';
import type { Actor } from '../domain/actor.js';
import type { AuditFilter } from '../domain/audit-filter.js';
import type { AuditEntry } from '../domain/audit.js';
import { builder } from './builder.js';
import { pageRequest, toConnection } from './connection.js';
import { rangeArgument } from './fields.js';
import { listed } from './filters.js';
import { needs } from './scopes.js';
import { resolveTimeRange } from './time-range.js';
import { RoleEnum } from './viewer.js';

const OutcomeEnum = builder.enumType('AuditOutcome', {
  description: 'What came of it.',
  values: {
    DONE: { description: 'It was done.' },
    REFUSED: { description: 'Whoever asked may not do it, and nothing was changed.' },
  } as const,
});

const ActorType = builder.objectRef<Actor>('Actor').implement({
  description: 'Who did something.',
  fields: (t) => ({
    name: t.exposeString('name', {
      description: 'Name of the API key or of the user; `airpicture` is the server itself.',
    }),
    role: t.expose('role', {
      type: RoleEnum,
      nullable: true,
      description: 'What they were to this server. Null: the server itself, or somebody at its command line.',
    }),
    keyId: t.exposeString('keyId', {
      nullable: true,
      description: 'The id of the API key that they showed. Null without one.',
    }),
    address: t.exposeString('address', {
      nullable: true,
      description: 'IP address that they came from. Null when they did not come over the network.',
    }),
    requestId: t.exposeString('requestId', {
      nullable: true,
      description: 'The id of the request, as the log has it. Null when there was none.',
    }),
  }),
});

const AuditEntryType = builder.objectRef<AuditEntry>('AuditEntry').implement({
  description:
    'Something that was changed, or refused. Entries are never changed; each holds the hash of the one before it, and ' +
    '`airpicture audit verify` says whether that is still so.',
  fields: (t) => ({
    number: t.exposeInt('number', { description: '1, 2, 3, … without gaps.' }),
    time: t.expose('atMs', { type: 'DateTime', description: 'When, by the clock of the database.' }),
    actor: t.expose('actor', { type: ActorType, description: 'Who.' }),
    operation: t.exposeString('operation', {
      description:
        'What: the name of the mutation, such as `updateKit`, also where it was done another way. `refusals` stands for ' +
        'refusals that were too many to have an entry each.',
    }),
    target: t.exposeString('target', {
      nullable: true,
      description: 'To what: the id of a kit, key or dead letter. Null when it was nothing in particular.',
    }),
    outcome: t.expose('outcome', { type: OutcomeEnum, description: 'What came of it.' }),
    before: t.expose('before', {
      type: 'JSON',
      nullable: true,
      description: 'The target as it was, without secrets. Null when there was none.',
    }),
    after: t.expose('after', {
      type: 'JSON',
      nullable: true,
      description:
        'The target as it was from then on, without secrets; or how much was done. Null when it was refused.',
    }),
    previousHash: t.exposeString('previousHash', {
      nullable: true,
      description: '`hash` of the entry before this one. Null for the first.',
    }),
    hash: t.exposeString('hash', {
      description:
        'SHA-256 over this entry and `previousHash`, hexadecimal. Whoever keeps the newest one elsewhere can tell later that nothing before it was changed.',
    }),
  }),
});

const AuditFilterInput = builder.inputRef<AuditFilter>('AuditFilter').implement({
  description:
    'Which entries of the audit log to see. Every part that is given must hold, and an empty list matches nothing.',
  fields: (t) => ({
    actors: t.stringList({ description: 'Only what was done under these names.', validate: listed }),
    keyIds: t.stringList({ description: 'Only what was done with these API keys.', validate: listed }),
    operations: t.stringList({ description: 'Only these operations.', validate: listed }),
    targets: t.stringList({ description: 'Only what was done to these.', validate: listed }),
    outcome: t.field({ type: OutcomeEnum, description: 'Only what came out like this.' }),
  }),
});

builder.queryField('auditLog', (t) =>
  t.connection(
    {
      type: AuditEntryType,
      description: 'Who changed what, and what was refused to whom, newest first. Takes the scope `ADMIN`.',
      ...needs('ADMIN'),
      args: {
        ...rangeArgument,
        filter: t.arg({ type: AuditFilterInput, description: 'Which entries to see.' }),
      },
      resolve: async (_root, { range, filter, ...page }, { history }) => {
        const query = {
          range: resolveTimeRange(range, history.nowMs()),
          filter: filter ?? {},
          page: pageRequest(auditList, page),
        };
        return toConnection(auditList, await history.auditLog(query));
      },
    },
    { name: 'AuditEntryConnection', description: 'A page of the audit log, newest first.' },
    { name: 'AuditEntryEdge', description: 'An entry in a list.' },
  ),
);

import { eventList, type StoredEvent } from '../db/events.js';
import { isInstant } from '../domain/time-range.js';
import { isUuid } from '../domain/uuid.js';
import { builder } from './builder.js';
import { pageRequest, toConnection } from './connection.js';
import type { Context } from './context.js';
import { rangeArgument } from './fields.js';
import { EventFilterInput } from './filters.js';
import { globalId } from './global-id.js';
import { KitType } from './kit.js';
import { listsRows, madeOf } from './listed-rows.js';
import { resolveTimeRange } from './time-range.js';

const EventType = builder.objectRef<StoredEvent>('Event').implement({
  description:
    'One line of a log as a host pushed it. Everything in it was written by others: show it as text, never as HTML.',
  interfaces: [builder.nodeInterfaceRef()],
  fields: (t) => ({
    id: t.id({
      description: 'Global id.',
      extensions: madeOf('observedAtMs', 'eventId'),
      resolve: (event) => globalId('Event', event.observedAtMs, event.eventId),
    }),
    time: t.expose('observedAtMs', {
      type: 'DateTime',
      description: 'When it happened, by the sender’s clock; when it was received if the sender did not say.',
    }),
    receivedAt: t.expose('receivedAtMs', {
      type: 'DateTime',
      description: 'When this server received it.',
    }),
    source: t.exposeString('source', {
      description: 'Who pushed it, as the client calls itself, for example `edge-01`.',
    }),
    kitId: t.exposeString('kitId', {
      nullable: true,
      description: 'The id of the kit that it belongs to. Null when it belongs to none.',
    }),
    kit: t.field({
      type: KitType,
      nullable: true,
      description: 'The kit. Null when it belongs to none, or to one that has been removed since.',
      resolve: ({ kitId }, _args, { fleet }) => (kitId === null ? null : fleet.kit(kitId)),
    }),
    host: t.exposeString('host', {
      nullable: true,
      description: 'Name of the machine that it is about. Null when not said.',
    }),
    service: t.exposeString('service', {
      nullable: true,
      description: 'The program that wrote it, for example `sshd`. Null when not said.',
    }),
    type: t.exposeString('eventType', {
      nullable: true,
      description: 'What the sender calls its kind, for example `syslog`. Null when not said.',
    }),
    severity: t.exposeString('severity', {
      nullable: true,
      description:
        'As the sender says it, in lower case: `info`, `warning`, `error`, … Null when not said. Not a closed list.',
    }),
    message: t.exposeString('message', {
      description: 'The line itself. Empty when the sender sent only data.',
    }),
    data: t.field({
      type: 'JSON',
      description: 'An object with everything else that was in the message, as it was sent. Often empty.',
      extensions: madeOf('data'),
      resolve: (event) => event.data,
    }),
    warnings: t.stringList({
      description: 'Why parts of it are doubtful, for example an impossible time. Empty when nothing is.',
      extensions: madeOf('warnings'),
      resolve: (event) => [...(event.warnings ?? [])],
    }),
  }),
});

const EventConnection = builder.connectionObject(
  { type: EventType, name: 'EventConnection', description: 'A page of events, newest first.' },
  { name: 'EventEdge', description: 'An event in a list.' },
);

builder.queryField('events', (t) =>
  t.connection(
    {
      type: EventType,
      description: 'Log lines that hosts pushed in the range, newest first.',
      extensions: listsRows(eventList, 'events'),
      args: {
        ...rangeArgument,
        filter: t.arg({ type: EventFilterInput, description: 'Which events to see.' }),
      },
      resolve: async (_root, { range, filter, ...page }, { history }) => {
        const query = {
          range: resolveTimeRange(range, history.nowMs()),
          filter: filter ?? {},
          page: pageRequest(eventList, page),
        };
        return toConnection(eventList, await history.events(query));
      },
    },
    EventConnection,
  ),
);

/** Node loader. */
export async function loadEvent(
  [timeMs, eventId]: readonly unknown[],
  { history }: Context,
): Promise<StoredEvent | null> {
  return isInstant(timeMs) && isUuid(eventId) ? history.event([timeMs, eventId]) : null;
}

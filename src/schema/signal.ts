import { signalList, type Signal } from '../db/signals.js';
import { matchesSignal } from '../domain/signal-filter.js';
import { isInstant } from '../domain/time-range.js';
import { builder } from './builder.js';
import { pageRequest, toConnection } from './connection.js';
import type { Context } from './context.js';
import { about, rangeArgument } from './fields.js';
import { SignalFilterInput } from './filters.js';
import { globalId } from './global-id.js';
import { KitType } from './kit.js';
import { listsRows, madeOf } from './listed-rows.js';
import { resolveTimeRange } from './time-range.js';

const SignalType = builder.objectRef<Signal>('Signal').implement({
  description:
    'One FPV video or telemetry signal as one kit heard it. Its position is the sensor’s, not the emitter’s.',
  interfaces: [builder.nodeInterfaceRef()],
  fields: (t) => ({
    id: t.id({
      description: 'Global id.',
      extensions: madeOf('observedAtMs', 'kitId', 'frequencyMhz', 'signalUid'),
      resolve: (row) => globalId('Signal', row.observedAtMs, row.kitId, row.frequencyMhz, row.signalUid),
    }),
    time: t.expose('observedAtMs', { type: 'DateTime', description: about.observedAt }),
    kitId: t.exposeString('kitId', { description: about.kitId }),
    kit: t.field({
      type: KitType,
      nullable: true,
      description: 'The kit. Null when it has been removed since.',
      resolve: (row, _args, { fleet }) => fleet.kit(row.kitId),
    }),
    frequencyMhz: t.exposeFloat('frequencyMhz', {
      description: 'Centre frequency in MHz, for example 5785.',
    }),
    powerDbm: t.exposeFloat('powerDbm', {
      nullable: true,
      description: 'Received power in dBm. Null when unknown.',
    }),
    bandwidthMhz: t.exposeFloat('bandwidthMhz', {
      nullable: true,
      description: 'Bandwidth in MHz. Null when unknown.',
    }),
    lat: t.expose('lat', {
      type: 'Latitude',
      nullable: true,
      description: 'Latitude of the sensor, not of the emitter. Null when unknown.',
    }),
    lon: t.expose('lon', {
      type: 'Longitude',
      nullable: true,
      description: 'Longitude of the sensor, not of the emitter. Null when unknown.',
    }),
    altitudeM: t.exposeFloat('altitudeM', {
      nullable: true,
      description: 'Altitude of the sensor in metres. Null when unknown.',
    }),
    detectionType: t.exposeString('detectionType', {
      nullable: true,
      description: 'How it was confirmed: `confirm`, `energy`, `sik_reasm`, … Null when unknown.',
    }),
    signalType: t.exposeString('signalType', {
      nullable: true,
      description: 'Band and modulation family: `fpv`, `gfsk_fhss`, … Null when unknown.',
    }),
    source: t.exposeString('source', {
      nullable: true,
      description: 'Which receiver of the kit heard it. Null when unknown.',
    }),
    palConfidence: t.exposeFloat('palConfidence', {
      nullable: true,
      description: 'How surely it is PAL video, 0 to 1. Null when not analysed.',
    }),
    ntscConfidence: t.exposeFloat('ntscConfidence', {
      nullable: true,
      description: 'How surely it is NTSC video, 0 to 1. Null when not analysed.',
    }),
    warnings: t.stringList({
      description: about.warnings,
      extensions: madeOf('warnings'),
      resolve: (row) => [...(row.warnings ?? [])],
    }),
  }),
});

const SignalConnection = builder.connectionObject(
  { type: SignalType, name: 'SignalConnection', description: 'A page of signals, newest first.' },
  { name: 'SignalEdge', description: 'A signal in a list.' },
);

builder.queryField('signals', (t) =>
  t.connection(
    {
      type: SignalType,
      description: 'Signals in the range, newest first.',
      extensions: listsRows(signalList, 'signals'),
      args: {
        ...rangeArgument,
        filter: t.arg({ type: SignalFilterInput, description: 'Which signals to see.' }),
      },
      resolve: async (_root, { range, filter, ...page }, { history }) => {
        const query = {
          range: resolveTimeRange(range, history.nowMs()),
          filter: filter ?? {},
          page: pageRequest(signalList, page),
        };
        return toConnection(signalList, await history.signals(query));
      },
    },
    SignalConnection,
  ),
);

builder.objectField(KitType, 'signals', (t) =>
  t.connection(
    {
      type: SignalType,
      description: 'Signals that this kit heard in the range, newest first.',
      args: {
        ...rangeArgument,
        filter: t.arg({ type: SignalFilterInput, description: 'Which of them to see.' }),
      },
      resolve: async ({ kitId }, { range, filter, ...page }, { history }) => {
        const query = {
          range: resolveTimeRange(range, history.nowMs()),
          filter: filter ?? {},
          page: pageRequest(signalList, page),
        };
        return toConnection(signalList, await history.signalsOfKit(kitId, query));
      },
    },
    SignalConnection,
  ),
);

builder.subscriptionField('signals', (t) =>
  t.field({
    type: SignalType,
    description:
      'Signals as they arrive; only new ones. A reader that is 1,000 behind misses the oldest: read them from `Query.signals`.',
    args: { filter: t.arg({ type: SignalFilterInput, description: 'Which signals to see.' }) },
    subscribe: (_root, { filter }, { live }) =>
      live.streamSignals((signal) => matchesSignal(signal, filter ?? {})),
    resolve: (signal: Signal, _args, { history }) => {
      history.renew();
      return signal;
    },
  }),
);

/** Node loader. */
export async function loadSignal(
  [timeMs, kitId, frequencyMhz, signalUid]: readonly unknown[],
  { history }: Context,
): Promise<Signal | null> {
  if (
    !isInstant(timeMs) ||
    typeof kitId !== 'string' ||
    typeof frequencyMhz !== 'number' ||
    typeof signalUid !== 'string'
  )
    return null;
  return history.signal([timeMs, kitId, frequencyMhz, signalUid]);
}

import { InvalidInputError, KitConflictError, KitUnreachableError, NotFoundError } from '../domain/errors.js';
import type { KitProbe } from '../domain/fleet.js';
import { builder } from './builder.js';
import { KitType } from './kit.js';

const pollIntervalS = {
  description:
    'Seconds between two polls for drones and signals. Polling may cost at most 98 requests a minute in all. Null: as the server is set.',
};
const statusPollIntervalS = {
  description: 'Seconds between two polls for status. Null: as the server is set.',
};

const KitCredentialsInput = builder.inputType('KitCredentialsInput', {
  description:
    'What a kit wants to be asked with: either `bearer`, or `username` and `password`. Stored encrypted, and nowhere to be read. They go to the kit as they are, so give it an `https` address where others may listen.',
  fields: (t) => ({
    bearer: t.string({ description: 'A token, sent as `Authorization: Bearer …`.' }),
    username: t.string({ description: 'For basic authentication.' }),
    password: t.string({ description: 'For basic authentication.' }),
  }),
});

const RegisterKitInput = builder.inputType('RegisterKitInput', {
  description: 'A kit to register.',
  fields: (t) => ({
    kitId: t.string({ description: 'The id to know it by. Absent: the serial that the kit reports.' }),
    name: t.string({ description: 'Name to show. Absent: the kit id.' }),
    apiUrl: t.string({
      description:
        'Address of its DragonSync API, for example `http://192.168.1.100:8088`. Absent: a kit that pushes to `POST /ingest`; it needs a `kitId`, and is not probed.',
    }),
    location: t.string({ description: 'Where it stands, in your words.' }),
    enabled: t.boolean({
      defaultValue: true,
      description: 'Poll it, or take what it pushes, from now on.',
    }),
    probe: t.boolean({
      defaultValue: true,
      description: 'Reach it before it is stored. False stores it unseen, and then needs a `kitId`.',
    }),
    pollIntervalS: t.float(pollIntervalS),
    statusPollIntervalS: t.float(statusPollIntervalS),
    credentials: t.field({
      type: KitCredentialsInput,
      description: 'What it wants to be asked with. Absent: nothing. Takes a server with `SECRETS_KEY`.',
    }),
  }),
});

const UpdateKitInput = builder.inputType('UpdateKitInput', {
  description: 'What to change of a kit. Absent fields stay as they are; null clears what can be cleared.',
  fields: (t) => ({
    name: t.string({ description: 'Name to show. Null: the kit id.' }),
    apiUrl: t.string({
      description:
        'Address of its DragonSync API. It is not probed. Another one than before ends its `credentials`, unless they are given anew. Null: from now on the kit pushes.',
    }),
    location: t.string({ description: 'Where it stands, in your words.' }),
    enabled: t.boolean({ description: 'Whether to poll it, or to take what it pushes.' }),
    pollIntervalS: t.float(pollIntervalS),
    statusPollIntervalS: t.float(statusPollIntervalS),
    credentials: t.field({
      type: KitCredentialsInput,
      description: 'What it wants to be asked with. Null: nothing. Takes a server with `SECRETS_KEY`.',
    }),
  }),
});

const KitProbeType = builder.objectRef<KitProbe>('ProbeKitSuccess').implement({
  description: 'What answered at an address.',
  fields: (t) => ({
    apiUrl: t.exposeString('apiUrl', { description: 'The address, as it would be stored.' }),
    uid: t.exposeString('uid', {
      nullable: true,
      description:
        'The serial that the kit reports. Null while it does not know it, as in the first half minute after its boot.',
    }),
    drones: t.exposeInt('drones', { description: 'Drones and aircraft that it lists now.' }),
    signals: t.exposeInt('signals', { description: 'Signals that it lists now.' }),
    statusAvailable: t.exposeBoolean('statusAvailable', {
      description: 'Whether it reports its status yet.',
    }),
    latencyMs: t.exposeFloat('latencyMs', { description: 'How long it took to answer, in milliseconds.' }),
    clockSkewSeconds: t.float({
      nullable: true,
      description: 'Kit clock minus ours in seconds. Null when it did not say.',
      resolve: (probe) => (probe.clockSkewMs === null ? null : probe.clockSkewMs / 1000),
    }),
  }),
});

const RemovedKitType = builder.objectRef<{ readonly kitId: string }>('RemoveKitSuccess').implement({
  description: 'The kit is gone.',
  fields: (t) => ({ kitId: t.exposeString('kitId', { description: 'The id that it had.' }) }),
});

const PolledKitType = builder
  .objectRef<{ readonly kitId: string; readonly observations: number }>('PollKitSuccess')
  .implement({
    description: 'The kit was polled.',
    fields: (t) => ({
      kit: t.field({
        type: KitType,
        nullable: true,
        description: 'The kit afterwards. Null when it was removed meanwhile.',
        resolve: ({ kitId }, _args, { fleet }) => fleet.kit(kitId),
      }),
      observations: t.exposeInt('observations', { description: 'How many new observations it gave.' }),
    }),
  });

const kitIdArgument = builder.args((t) => ({
  kitId: t.string({ required: true, description: 'The id of the kit, not its global id.' }),
}));

const kitResult = (fieldName: string, description: string) => ({
  union: { description: `What \`${fieldName}\` answers.` },
  result: { description },
  dataField: { name: 'kit', description: 'The kit afterwards.' },
});

builder.mutationFields((t) => ({
  registerKit: t.field({
    type: KitType,
    description:
      'Registers a kit, after reaching it unless `probe: false`, and polls it from now on; or one that pushes.',
    args: { input: t.arg({ type: RegisterKitInput, required: true, description: 'The kit.' }) },
    errors: {
      types: [InvalidInputError, KitUnreachableError, KitConflictError],
      ...kitResult('registerKit', 'The kit is registered.'),
    },
    resolve: (_root, { input: { pollIntervalS, statusPollIntervalS, ...registration } }, { fleet, actor }) =>
      fleet.register(
        {
          ...registration,
          pollIntervalMs: toMs(pollIntervalS),
          statusPollIntervalMs: toMs(statusPollIntervalS),
        },
        actor,
      ),
  }),
  updateKit: t.field({
    type: KitType,
    description: 'Changes a kit; its collector takes the change over at once.',
    args: {
      ...kitIdArgument,
      input: t.arg({ type: UpdateKitInput, required: true, description: 'What to change.' }),
    },
    errors: {
      types: [InvalidInputError, KitConflictError, NotFoundError],
      ...kitResult('updateKit', 'The kit is changed.'),
    },
    resolve: (_root, { kitId, input: { pollIntervalS, statusPollIntervalS, ...change } }, { fleet, actor }) =>
      fleet.update(
        kitId,
        {
          ...change,
          pollIntervalMs: toMs(pollIntervalS),
          statusPollIntervalMs: toMs(statusPollIntervalS),
        },
        actor,
      ),
  }),
  setKitEnabled: t.field({
    type: KitType,
    description: 'Starts or stops polling a kit, or taking what it pushes, at once.',
    args: {
      ...kitIdArgument,
      enabled: t.arg.boolean({ required: true, description: 'True starts, false stops.' }),
    },
    errors: {
      types: [InvalidInputError, NotFoundError],
      ...kitResult('setKitEnabled', 'The kit is as asked, whether or not it was before.'),
    },
    resolve: (_root, { kitId, enabled }, { fleet, actor }) => fleet.setEnabled(kitId, enabled, actor),
  }),
  removeKit: t.field({
    type: RemovedKitType,
    description:
      'Stops polling a kit and forgets it. Its history stays unless `deleteHistory`, which takes the scope `ADMIN`.',
    skipTypeScopes: true,
    authScopes: (_root, { deleteHistory }) => (deleteHistory ? { ADMIN: true } : { OPERATE: true }),
    args: {
      ...kitIdArgument,
      deleteHistory: t.arg.boolean({
        defaultValue: false,
        description:
          'Delete its detections, signals, health reports, events and dead letters, too. This cannot be undone.',
      }),
    },
    errors: {
      types: [NotFoundError],
      directResult: true,
      union: { description: 'What `removeKit` answers.' },
    },
    resolve: async (_root, { kitId, deleteHistory }, { fleet, actor }) => {
      await fleet.remove(kitId, { deleteHistory: deleteHistory ?? false }, actor);
      return { kitId };
    },
  }),
  probeKit: t.field({
    type: KitProbeType,
    description: 'Reaches an address and says what answers there. Stores nothing.',
    args: {
      apiUrl: t.arg.string({
        required: true,
        description: 'Address of a DragonSync API, for example `http://192.168.1.100:8088`.',
      }),
      credentials: t.arg({
        type: KitCredentialsInput,
        description: 'What it wants to be asked with. They are not stored.',
      }),
    },
    errors: {
      types: [InvalidInputError, KitUnreachableError],
      directResult: true,
      union: { description: 'What `probeKit` answers.' },
    },
    resolve: (_root, { apiUrl, credentials }, { fleet }) => fleet.probe(apiUrl, credentials ?? null),
  }),
  pollKitNow: t.field({
    type: PolledKitType,
    description: 'Polls a kit out of turn, within what it bears, and waits for the outcome.',
    args: kitIdArgument,
    errors: {
      types: [InvalidInputError, NotFoundError, KitUnreachableError],
      directResult: true,
      union: { name: 'PollKitResult', description: 'What `pollKitNow` answers.' },
    },
    resolve: async (_root, { kitId }, { fleet }) => {
      const kit = fleet.kit(kitId);
      if (kit?.enabled === false)
        throw new InvalidInputError([{ path: ['kitId'], message: 'the kit is disabled; enable it first' }]);
      if (kit?.apiUrl === null)
        throw new InvalidInputError([{ path: ['kitId'], message: 'the kit pushes; it is not polled' }]);
      const { ok, observations, error } = await fleet.pollNow(kitId);
      if (!ok) throw new KitUnreachableError(kit?.apiUrl ?? kitId, error ?? 'it gave no reason');
      return { kitId, observations };
    },
  }),
}));

function toMs(seconds: number | null | undefined): number | null | undefined {
  return seconds == null ? seconds : Math.round(seconds * 1000);
}

import type { Scope } from '../../src/domain/viewer.js';

/** Who may see what of a type. */
export interface FieldsRow {
  /** What the ways that lead to it take; null: nothing, it is for everybody. */
  readonly takes: Scope | null;
  /** Ways to what is in the full world, with `%` where its fields go. `ID(Type)` is a global id of it. */
  readonly routes: readonly string[];
  readonly fields: readonly string[];
  /** Null without the scope PII. */
  readonly personal?: readonly string[];
}

const PAST = 'range: {last: "PT1H"}';
const PAGE = `${PAST}, first: 10`;

function connection(
  takes: Scope,
  type: string,
  list: string,
  further: readonly string[] = [],
): Record<string, FieldsRow> {
  return {
    [`${type}Connection`]: {
      takes,
      routes: [`{ ${list} { % } }`],
      fields: ['edges', 'nodes', 'pageInfo', ...further],
    },
    [`${type}Edge`]: { takes, routes: [`{ ${list} { edges { % } } }`], fields: ['cursor', 'node'] },
  };
}

const words = (text: string) => text.split(' ');
const read = (fields: string, ...routes: string[]) =>
  ({ takes: 'READ', routes, fields: words(fields) }) as const;
const operate = (fields: string, ...routes: string[]) =>
  ({ takes: 'OPERATE', routes, fields: words(fields) }) as const;
const admin = (fields: string, ...routes: string[]) =>
  ({ takes: 'ADMIN', routes, fields: words(fields) }) as const;

const changeKit = 'updateKit(kitId: "kit-1", input: {name: "x"})';
const taken = 'registerKit(input: {kitId: "kit-1", probe: false})';
const nonsense = 'registerKit(input: {apiUrl: "nonsense"})';
const unreachable = 'probeKit(apiUrl: "http://nobody.test")';
const tracks = (text: string) => `subscription { tracks { ${text} } }`;

/** Every object type that is no root, with every field. */
export const FIELDS: Readonly<Record<string, FieldsRow>> = {
  Track: {
    ...read(
      'id droneId kind observedAt receivedAt firstSeen lat lon altitudeM heightM speedMps verticalSpeedMps courseDeg make model ' +
        'uaType caaId description callsign squawk registration operationalStatus rssiDbm frequencyMhz sightings trail stale',
      '{ liveTracks { % } }',
      '{ node(id: ID(Track)) { ... on Track { % } } }',
      '{ nodes(ids: [ID(Track)]) { ... on Track { % } } }',
      tracks('... on TrackSnapshot { tracks { % } }'),
      tracks('... on TrackBatch { upserts { % } }'),
    ),
    personal: ['pilot', 'home', 'operatorId'],
  },
  Detection: {
    ...read(
      'id time receivedAt kitId kit droneId drone kind lat lon altitudeM heightM speedMps verticalSpeedMps courseDeg rssiDbm ' +
        'frequencyMhz mac transport idType uaType operationalStatus caaId description make model ridSource runtimeS callsign squawk ' +
        'registration warnings',
      `{ detections(${PAGE}) { nodes { % } } }`,
      `{ detections(${PAGE}) { edges { node { % } } } }`,
      `{ drones(${PAGE}) { nodes { latest { % } } } }`,
      `{ drones(${PAGE}) { nodes { detections(${PAGE}) { nodes { % } } } } }`,
      '{ node(id: ID(Detection)) { ... on Detection { % } } }',
      '{ nodes(ids: [ID(Detection)]) { ... on Detection { % } } }',
    ),
    personal: ['pilot', 'home', 'operatorId'],
  },
  Drone: {
    ...read(
      'id droneId kind make model serial caaId firstSeen lastSeen kits path latest detections',
      `{ drones(${PAGE}) { nodes { % } } }`,
      `{ drones(${PAGE}) { edges { node { % } } } }`,
      '{ drone(droneId: "drone-1581F5FKD229400B7F3A") { % } }',
      `{ kit(kitId: "kit-1") { drones(${PAGE}) { nodes { % } } } }`,
      `{ detections(${PAGE}) { nodes { drone { % } } } }`,
      '{ node(id: ID(Drone)) { ... on Drone { % } } }',
      '{ nodes(ids: [ID(Drone)]) { ... on Drone { % } } }',
    ),
    personal: ['operatorId'],
  },
  Position: read(
    'lat lon altitudeM',
    '{ kit(kitId: "kit-1") { position { % } } }',
    '{ liveTracks { pilot { % } } }',
    '{ liveTracks { home { % } } }',
    tracks('... on TrackBatch { upserts { pilot { % } } }'),
  ),
  PathPoint: read(
    'time lat lon altitudeM speedMps',
    '{ liveTracks { trail { % } } }',
    `{ drone(droneId: "drone-1581F5FKD229400B7F3A") { path(${PAST}) { % } } }`,
    tracks('... on TrackBatch { upserts { trail { % } } }'),
  ),
  Sighting: read(
    'kitId observedAt rssiDbm lat lon',
    '{ liveTracks { sightings { % } } }',
    tracks('... on TrackSnapshot { tracks { sightings { % } } }'),
  ),
  TrackSnapshot: read('cursor serverTime tracks', tracks('... on TrackSnapshot { % }')),
  TrackBatch: read('cursor serverTime upserts removed', tracks('... on TrackBatch { % }')),
  TrackRemoval: read('droneId reason', tracks('... on TrackBatch { removed { % } }')),
  Heartbeat: read('cursor serverTime', tracks('... on Heartbeat { % }')),
  Lagged: read('cursor dropped', tracks('... on Lagged { % }')),
  Signal: read(
    'id time kitId kit frequencyMhz powerDbm bandwidthMhz lat lon altitudeM signalType detectionType source palConfidence ' +
      'ntscConfidence warnings',
    `{ signals(${PAGE}) { nodes { % } } }`,
    `{ kit(kitId: "kit-1") { signals(${PAGE}) { nodes { % } } } }`,
    '{ node(id: ID(Signal)) { ... on Signal { % } } }',
    'subscription { signals { % } }',
  ),
  SystemHealth: read(
    'id time kitId kit lat lon altitudeM cpuPercent memoryPercent diskPercent uptimeHours tempCpuC tempGpuC plutoTempC zynqTempC ' +
      'speedMps courseDeg gpsFix timeSource warnings',
    `{ systemHealth(${PAGE}) { nodes { % } } }`,
    `{ kit(kitId: "kit-1") { latestHealth { % } health(${PAGE}) { nodes { __typename } } } }`,
    '{ node(id: ID(SystemHealth)) { ... on SystemHealth { % } } }',
    'subscription { systemHealth { % } }',
  ),
  Event: read(
    'id time receivedAt source kitId kit host service type severity message data warnings',
    `{ events(${PAGE}) { nodes { % } } }`,
    '{ node(id: ID(Event)) { ... on Event { % } } }',
  ),
  Kit: read(
    'id kitId uid name location apiUrl enabled removed hasCredentials pollIntervalS statusPollIntervalS status lastSeen createdAt ' +
      'position collector latestHealth drones signals health',
    '{ kit(kitId: "kit-1") { % } }',
    '{ kits(first: 10) { nodes { % } } }',
    '{ node(id: ID(Kit)) { ... on Kit { % } } }',
    'subscription { kits { % } }',
  ),
  CollectorState: read(
    'health circuit consecutiveFailures requests succeeded failed successRate backoffSeconds nextPollAt lastError clockSkewSeconds',
    '{ kit(kitId: "kit-1") { collector { % } } }',
  ),
  Viewer: { takes: null, routes: ['{ viewer { % } }'], fields: words('name role scopes keyId') },
  PageInfo: read(
    'hasNextPage hasPreviousPage startCursor endCursor',
    ...words('detections drones signals systemHealth events').map(
      (list) => `{ ${list}(${PAGE}) { pageInfo { % } } }`,
    ),
  ),
  ...connection('READ', 'Detection', `detections(${PAGE})`),
  ...connection('READ', 'Drone', `drones(${PAGE})`),
  ...connection('READ', 'Signal', `signals(${PAGE})`),
  ...connection('READ', 'SystemHealth', `systemHealth(${PAGE})`),
  ...connection('READ', 'Event', `events(${PAGE})`),
  ...connection('READ', 'Kit', 'kits(first: 10)'),
  ...connection('OPERATE', 'DeadLetter', 'deadLetters(first: 10)', ['totalCount']),
  ...connection('ADMIN', 'AuditEntry', `auditLog(${PAGE})`),

  DeadLetter: operate(
    'id stage reason detail sink kitId kit sourceId format raw complete attempts firstAt lastAt',
    '{ deadLetters(first: 10) { nodes { % } } }',
    '{ node(id: ID(DeadLetter)) { ... on DeadLetter { % } } }',
    '{ nodes(ids: [ID(DeadLetter)]) { ... on DeadLetter { % } } }',
  ),
  RetryDeadLettersSuccess: operate(
    'dryRun startedAt items remaining',
    'mutation { retryDeadLetters { ... on RetryDeadLettersSuccess { % } } }',
  ),
  RetriedDeadLetter: operate(
    'id outcome reason detail',
    'mutation { retryDeadLetters { ... on RetryDeadLettersSuccess { items { % } } } }',
  ),
  RegisterKitSuccess: operate(
    'kit',
    'mutation { registerKit(input: {kitId: "kit-2", probe: false}) { ... on RegisterKitSuccess { % } } }',
  ),
  UpdateKitSuccess: operate('kit', `mutation { ${changeKit} { ... on UpdateKitSuccess { % } } }`),
  SetKitEnabledSuccess: operate(
    'kit',
    'mutation { setKitEnabled(kitId: "kit-1", enabled: true) { ... on SetKitEnabledSuccess { % } } }',
  ),
  RemoveKitSuccess: operate(
    'kitId',
    'mutation { removeKit(kitId: "kit-1") { ... on RemoveKitSuccess { % } } }',
  ),
  ProbeKitSuccess: operate(
    'apiUrl uid drones signals statusAvailable latencyMs clockSkewSeconds',
    'mutation { probeKit(apiUrl: "http://kit.test") { ... on ProbeKitSuccess { % } } }',
  ),
  PollKitSuccess: operate(
    'kit observations',
    'mutation { pollKitNow(kitId: "kit-1") { ... on PollKitSuccess { % } } }',
  ),
  ConflictError: operate('message code field', `mutation { ${taken} { ... on ConflictError { % } } }`),
  NotFoundError: operate(
    'message code',
    'mutation { removeKit(kitId: "kit-9") { ... on NotFoundError { % } } }',
  ),
  KitUnreachableError: operate(
    'message code apiUrl',
    `mutation { ${unreachable} { ... on KitUnreachableError { % } } }`,
  ),
  ValidationError: operate(
    'message code issues',
    `mutation { ${nonsense} { ... on ValidationError { % } } }`,
  ),
  ValidationIssue: operate(
    'path message',
    `mutation { ${nonsense} { ... on ValidationError { issues { % } } } }`,
  ),

  ApiKey: admin(
    'keyId name role scopes kitIds createdAt expiresAt lastUsedAt revokedAt',
    '{ apiKeys { % } }',
    'mutation { createApiKey(input: {name: "x", role: INGEST}) { ... on CreateApiKeySuccess { apiKey { % } } } }',
    'mutation { revokeApiKey(keyId: "x") { ... on RevokeApiKeySuccess { apiKey { % } } } }',
  ),
  CreateApiKeySuccess: admin(
    'apiKey text',
    'mutation { createApiKey(input: {name: "x", role: INGEST}) { ... on CreateApiKeySuccess { % } } }',
  ),
  RevokeApiKeySuccess: admin(
    'apiKey',
    'mutation { revokeApiKey(keyId: "x") { ... on RevokeApiKeySuccess { % } } }',
  ),
  ClearDeadLettersSuccess: admin(
    'deleted',
    'mutation { clearDeadLetters(confirm: true) { ... on ClearDeadLettersSuccess { % } } }',
  ),
  AuditEntry: admin(
    'number time actor operation target outcome before after previousHash hash',
    `{ auditLog(${PAGE}) { nodes { % } } }`,
  ),
  Actor: admin('name role keyId address requestId', `{ auditLog(${PAGE}) { nodes { actor { % } } } }`),
};

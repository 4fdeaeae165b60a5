/* eslint-disable */
import * as types from './graphql.js';
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';

/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "fragment ApiKeyState on ApiKey {\n  keyId\n  name\n  role\n  kitIds\n  createdAt\n  expiresAt\n  lastUsedAt\n  revokedAt\n}": typeof types.ApiKeyStateFragmentDoc,
    "query ApiKeys {\n  apiKeys {\n    ...ApiKeyState\n  }\n}": typeof types.ApiKeysDocument,
    "mutation ClearDeadLetters($ids: [ID!], $reason: String, $failedBefore: DateTime, $confirm: Boolean!) {\n  clearDeadLetters(\n    ids: $ids\n    reason: $reason\n    failedBefore: $failedBefore\n    confirm: $confirm\n  ) {\n    ... on ClearDeadLettersSuccess {\n      deleted\n    }\n    ...Refusal\n  }\n}": typeof types.ClearDeadLettersDocument,
    "mutation CreateApiKey($input: CreateApiKeyInput!) {\n  createApiKey(input: $input) {\n    ... on CreateApiKeySuccess {\n      apiKey {\n        ...ApiKeyState\n      }\n      text\n    }\n    ...Refusal\n  }\n}": typeof types.CreateApiKeyDocument,
    "query DeadLetters($reason: String, $first: Int = 100, $after: String) {\n  deadLetters(reason: $reason, first: $first, after: $after) {\n    totalCount\n    nodes {\n      id\n      stage\n      reason\n      detail\n      sink\n      kitId\n      sourceId\n      format\n      raw\n      complete\n      attempts\n      firstAt\n      lastAt\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}": typeof types.DeadLettersDocument,
    "query Detections($range: TimeRange!, $filter: DroneFilter, $first: Int = 100, $after: String) {\n  detections(range: $range, filter: $filter, first: $first, after: $after) {\n    nodes {\n      id\n      time\n      kitId\n      kit {\n        name\n      }\n      droneId\n      drone {\n        firstSeen\n        lastSeen\n      }\n      kind\n      lat\n      lon\n      altitudeM\n      heightM\n      speedMps\n      verticalSpeedMps\n      courseDeg\n      pilot {\n        lat\n        lon\n      }\n      home {\n        lat\n        lon\n      }\n      rssiDbm\n      frequencyMhz\n      mac\n      idType\n      uaType\n      operationalStatus\n      operatorId\n      caaId\n      description\n      make\n      model\n      callsign\n      squawk\n      registration\n      warnings\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}": typeof types.DetectionsDocument,
    "query DroneHistory($droneId: String!, $range: TimeRange!, $maxPoints: Int = 500, $first: Int = 20) {\n  drone(droneId: $droneId) {\n    id\n    droneId\n    kind\n    make\n    model\n    serial\n    operatorId\n    caaId\n    firstSeen\n    lastSeen\n    kits(range: $range) {\n      kitId\n      name\n    }\n    path(range: $range, maxPoints: $maxPoints) {\n      time\n      lat\n      lon\n      altitudeM\n      speedMps\n    }\n    detections(range: $range, first: $first) {\n      nodes {\n        time\n        kitId\n        lat\n        lon\n        altitudeM\n        rssiDbm\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n}": typeof types.DroneHistoryDocument,
    "query Drones($range: TimeRange!, $filter: DroneFilter, $first: Int = 50, $after: String) {\n  drones(range: $range, filter: $filter, first: $first, after: $after) {\n    nodes {\n      id\n      droneId\n      kind\n      make\n      model\n      serial\n      firstSeen\n      lastSeen\n      latest {\n        time\n        kitId\n        lat\n        lon\n        altitudeM\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}": typeof types.DronesDocument,
    "fragment EventLine on Event {\n  id\n  time\n  source\n  kitId\n  host\n  service\n  type\n  severity\n  message\n  data\n}": typeof types.EventLineFragmentDoc,
    "query Events($range: TimeRange!, $filter: EventFilter, $first: Int = 100, $after: String) {\n  events(range: $range, filter: $filter, first: $first, after: $after) {\n    nodes {\n      ...EventLine\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}": typeof types.EventsDocument,
    "fragment HealthReport on SystemHealth {\n  id\n  time\n  kitId\n  lat\n  lon\n  altitudeM\n  cpuPercent\n  memoryPercent\n  diskPercent\n  uptimeHours\n  tempCpuC\n  tempGpuC\n  plutoTempC\n  zynqTempC\n  speedMps\n  courseDeg\n  gpsFix\n  timeSource\n}": typeof types.HealthReportFragmentDoc,
    "subscription HealthReported($kitIds: [String!]) {\n  systemHealth(kitIds: $kitIds) {\n    ...HealthReport\n  }\n}": typeof types.HealthReportedDocument,
    "query Health($range: TimeRange!, $kitIds: [String!], $first: Int = 100, $after: String) {\n  systemHealth(range: $range, kitIds: $kitIds, first: $first, after: $after) {\n    nodes {\n      ...HealthReport\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}": typeof types.HealthDocument,
    "fragment KitState on Kit {\n  id\n  kitId\n  name\n  enabled\n  status\n  lastSeen\n  position {\n    lat\n    lon\n    altitudeM\n  }\n  collector {\n    health\n    circuit\n    consecutiveFailures\n    successRate\n    backoffSeconds\n    nextPollAt\n    lastError\n    clockSkewSeconds\n  }\n}": typeof types.KitStateFragmentDoc,
    "subscription KitsChanged($kitIds: [String!]) {\n  kits(kitIds: $kitIds) {\n    ...KitState\n    removed\n  }\n}": typeof types.KitsChangedDocument,
    "query Kits($first: Int = 100) {\n  kits(first: $first) {\n    nodes {\n      ...KitState\n      uid\n      location\n      apiUrl\n      createdAt\n      latestHealth {\n        time\n        cpuPercent\n        memoryPercent\n        diskPercent\n        tempCpuC\n        uptimeHours\n        gpsFix\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}": typeof types.KitsDocument,
    "query LiveTracks($filter: TrackFilter, $trail: Int = 60) {\n  liveTracks(filter: $filter) {\n    ...TrackState\n    trail(maxPoints: $trail) {\n      time\n      lat\n      lon\n      altitudeM\n    }\n  }\n}": typeof types.LiveTracksDocument,
    "mutation PollKitNow($kitId: String!) {\n  pollKitNow(kitId: $kitId) {\n    ... on PollKitSuccess {\n      kit {\n        ...KitState\n      }\n      observations\n    }\n    ...Refusal\n  }\n}": typeof types.PollKitNowDocument,
    "mutation ProbeKit($apiUrl: String!) {\n  probeKit(apiUrl: $apiUrl) {\n    ... on ProbeKitSuccess {\n      apiUrl\n      uid\n      drones\n      signals\n      statusAvailable\n      latencyMs\n      clockSkewSeconds\n    }\n    ...Refusal\n  }\n}": typeof types.ProbeKitDocument,
    "fragment Refusal on Error {\n  __typename\n  message\n  code\n  ... on ValidationError {\n    issues {\n      path\n      message\n    }\n  }\n  ... on KitUnreachableError {\n    apiUrl\n  }\n}": typeof types.RefusalFragmentDoc,
    "mutation RegisterKit($input: RegisterKitInput!) {\n  registerKit(input: $input) {\n    ... on RegisterKitSuccess {\n      kit {\n        ...KitState\n        uid\n        apiUrl\n      }\n    }\n    ...Refusal\n  }\n}": typeof types.RegisterKitDocument,
    "mutation RemoveKit($kitId: String!, $deleteHistory: Boolean = false) {\n  removeKit(kitId: $kitId, deleteHistory: $deleteHistory) {\n    ... on RemoveKitSuccess {\n      kitId\n    }\n    ...Refusal\n  }\n}": typeof types.RemoveKitDocument,
    "mutation RetryDeadLetters($ids: [ID!], $reason: String, $failedBefore: DateTime, $dryRun: Boolean = true) {\n  retryDeadLetters(\n    ids: $ids\n    reason: $reason\n    failedBefore: $failedBefore\n    dryRun: $dryRun\n  ) {\n    ... on RetryDeadLettersSuccess {\n      dryRun\n      startedAt\n      remaining\n      items {\n        id\n        outcome\n        reason\n        detail\n      }\n    }\n    ...Refusal\n  }\n}": typeof types.RetryDeadLettersDocument,
    "mutation RevokeApiKey($keyId: String!) {\n  revokeApiKey(keyId: $keyId) {\n    ... on RevokeApiKeySuccess {\n      apiKey {\n        ...ApiKeyState\n      }\n    }\n    ...Refusal\n  }\n}": typeof types.RevokeApiKeyDocument,
    "mutation SetKitEnabled($kitId: String!, $enabled: Boolean!) {\n  setKitEnabled(kitId: $kitId, enabled: $enabled) {\n    ... on SetKitEnabledSuccess {\n      kit {\n        ...KitState\n      }\n    }\n    ...Refusal\n  }\n}": typeof types.SetKitEnabledDocument,
    "fragment SignalReport on Signal {\n  id\n  time\n  kitId\n  frequencyMhz\n  powerDbm\n  bandwidthMhz\n  lat\n  lon\n  altitudeM\n  detectionType\n  signalType\n  source\n  palConfidence\n  ntscConfidence\n}": typeof types.SignalReportFragmentDoc,
    "subscription SignalsHeard($filter: SignalFilter) {\n  signals(filter: $filter) {\n    ...SignalReport\n  }\n}": typeof types.SignalsHeardDocument,
    "query Signals($range: TimeRange!, $filter: SignalFilter, $first: Int = 100, $after: String) {\n  signals(range: $range, filter: $filter, first: $first, after: $after) {\n    nodes {\n      ...SignalReport\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}": typeof types.SignalsDocument,
    "fragment TrackState on Track {\n  id\n  droneId\n  kind\n  observedAt\n  lat\n  lon\n  altitudeM\n  heightM\n  speedMps\n  verticalSpeedMps\n  courseDeg\n  pilot {\n    lat\n    lon\n  }\n  home {\n    lat\n    lon\n  }\n  make\n  model\n  callsign\n  registration\n  operatorId\n  description\n  rssiDbm\n  stale\n  sightings {\n    kitId\n    observedAt\n    rssiDbm\n  }\n}": typeof types.TrackStateFragmentDoc,
    "subscription Tracks($filter: TrackFilter, $after: String, $snapshot: Boolean = true, $maxRateHz: Float = 2) {\n  tracks(\n    filter: $filter\n    after: $after\n    snapshot: $snapshot\n    maxRateHz: $maxRateHz\n  ) {\n    __typename\n    ... on TrackSnapshot {\n      cursor\n      serverTime\n      tracks {\n        ...TrackState\n      }\n    }\n    ... on TrackBatch {\n      cursor\n      serverTime\n      upserts {\n        ...TrackState\n      }\n      removed {\n        droneId\n        reason\n      }\n    }\n    ... on Heartbeat {\n      cursor\n      serverTime\n    }\n    ... on Lagged {\n      cursor\n      dropped\n    }\n  }\n}": typeof types.TracksDocument,
    "mutation UpdateKit($kitId: String!, $input: UpdateKitInput!) {\n  updateKit(kitId: $kitId, input: $input) {\n    ... on UpdateKitSuccess {\n      kit {\n        ...KitState\n        location\n        apiUrl\n        pollIntervalS\n        statusPollIntervalS\n      }\n    }\n    ...Refusal\n  }\n}": typeof types.UpdateKitDocument,
    "query Viewer {\n  viewer {\n    name\n    role\n    scopes\n  }\n}": typeof types.ViewerDocument,
};
const documents: Documents = {
    "fragment ApiKeyState on ApiKey {\n  keyId\n  name\n  role\n  kitIds\n  createdAt\n  expiresAt\n  lastUsedAt\n  revokedAt\n}": types.ApiKeyStateFragmentDoc,
    "query ApiKeys {\n  apiKeys {\n    ...ApiKeyState\n  }\n}": types.ApiKeysDocument,
    "mutation ClearDeadLetters($ids: [ID!], $reason: String, $failedBefore: DateTime, $confirm: Boolean!) {\n  clearDeadLetters(\n    ids: $ids\n    reason: $reason\n    failedBefore: $failedBefore\n    confirm: $confirm\n  ) {\n    ... on ClearDeadLettersSuccess {\n      deleted\n    }\n    ...Refusal\n  }\n}": types.ClearDeadLettersDocument,
    "mutation CreateApiKey($input: CreateApiKeyInput!) {\n  createApiKey(input: $input) {\n    ... on CreateApiKeySuccess {\n      apiKey {\n        ...ApiKeyState\n      }\n      text\n    }\n    ...Refusal\n  }\n}": types.CreateApiKeyDocument,
    "query DeadLetters($reason: String, $first: Int = 100, $after: String) {\n  deadLetters(reason: $reason, first: $first, after: $after) {\n    totalCount\n    nodes {\n      id\n      stage\n      reason\n      detail\n      sink\n      kitId\n      sourceId\n      format\n      raw\n      complete\n      attempts\n      firstAt\n      lastAt\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}": types.DeadLettersDocument,
    "query Detections($range: TimeRange!, $filter: DroneFilter, $first: Int = 100, $after: String) {\n  detections(range: $range, filter: $filter, first: $first, after: $after) {\n    nodes {\n      id\n      time\n      kitId\n      kit {\n        name\n      }\n      droneId\n      drone {\n        firstSeen\n        lastSeen\n      }\n      kind\n      lat\n      lon\n      altitudeM\n      heightM\n      speedMps\n      verticalSpeedMps\n      courseDeg\n      pilot {\n        lat\n        lon\n      }\n      home {\n        lat\n        lon\n      }\n      rssiDbm\n      frequencyMhz\n      mac\n      idType\n      uaType\n      operationalStatus\n      operatorId\n      caaId\n      description\n      make\n      model\n      callsign\n      squawk\n      registration\n      warnings\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}": types.DetectionsDocument,
    "query DroneHistory($droneId: String!, $range: TimeRange!, $maxPoints: Int = 500, $first: Int = 20) {\n  drone(droneId: $droneId) {\n    id\n    droneId\n    kind\n    make\n    model\n    serial\n    operatorId\n    caaId\n    firstSeen\n    lastSeen\n    kits(range: $range) {\n      kitId\n      name\n    }\n    path(range: $range, maxPoints: $maxPoints) {\n      time\n      lat\n      lon\n      altitudeM\n      speedMps\n    }\n    detections(range: $range, first: $first) {\n      nodes {\n        time\n        kitId\n        lat\n        lon\n        altitudeM\n        rssiDbm\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n}": types.DroneHistoryDocument,
    "query Drones($range: TimeRange!, $filter: DroneFilter, $first: Int = 50, $after: String) {\n  drones(range: $range, filter: $filter, first: $first, after: $after) {\n    nodes {\n      id\n      droneId\n      kind\n      make\n      model\n      serial\n      firstSeen\n      lastSeen\n      latest {\n        time\n        kitId\n        lat\n        lon\n        altitudeM\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}": types.DronesDocument,
    "fragment EventLine on Event {\n  id\n  time\n  source\n  kitId\n  host\n  service\n  type\n  severity\n  message\n  data\n}": types.EventLineFragmentDoc,
    "query Events($range: TimeRange!, $filter: EventFilter, $first: Int = 100, $after: String) {\n  events(range: $range, filter: $filter, first: $first, after: $after) {\n    nodes {\n      ...EventLine\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}": types.EventsDocument,
    "fragment HealthReport on SystemHealth {\n  id\n  time\n  kitId\n  lat\n  lon\n  altitudeM\n  cpuPercent\n  memoryPercent\n  diskPercent\n  uptimeHours\n  tempCpuC\n  tempGpuC\n  plutoTempC\n  zynqTempC\n  speedMps\n  courseDeg\n  gpsFix\n  timeSource\n}": types.HealthReportFragmentDoc,
    "subscription HealthReported($kitIds: [String!]) {\n  systemHealth(kitIds: $kitIds) {\n    ...HealthReport\n  }\n}": types.HealthReportedDocument,
    "query Health($range: TimeRange!, $kitIds: [String!], $first: Int = 100, $after: String) {\n  systemHealth(range: $range, kitIds: $kitIds, first: $first, after: $after) {\n    nodes {\n      ...HealthReport\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}": types.HealthDocument,
    "fragment KitState on Kit {\n  id\n  kitId\n  name\n  enabled\n  status\n  lastSeen\n  position {\n    lat\n    lon\n    altitudeM\n  }\n  collector {\n    health\n    circuit\n    consecutiveFailures\n    successRate\n    backoffSeconds\n    nextPollAt\n    lastError\n    clockSkewSeconds\n  }\n}": types.KitStateFragmentDoc,
    "subscription KitsChanged($kitIds: [String!]) {\n  kits(kitIds: $kitIds) {\n    ...KitState\n    removed\n  }\n}": types.KitsChangedDocument,
    "query Kits($first: Int = 100) {\n  kits(first: $first) {\n    nodes {\n      ...KitState\n      uid\n      location\n      apiUrl\n      createdAt\n      latestHealth {\n        time\n        cpuPercent\n        memoryPercent\n        diskPercent\n        tempCpuC\n        uptimeHours\n        gpsFix\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}": types.KitsDocument,
    "query LiveTracks($filter: TrackFilter, $trail: Int = 60) {\n  liveTracks(filter: $filter) {\n    ...TrackState\n    trail(maxPoints: $trail) {\n      time\n      lat\n      lon\n      altitudeM\n    }\n  }\n}": types.LiveTracksDocument,
    "mutation PollKitNow($kitId: String!) {\n  pollKitNow(kitId: $kitId) {\n    ... on PollKitSuccess {\n      kit {\n        ...KitState\n      }\n      observations\n    }\n    ...Refusal\n  }\n}": types.PollKitNowDocument,
    "mutation ProbeKit($apiUrl: String!) {\n  probeKit(apiUrl: $apiUrl) {\n    ... on ProbeKitSuccess {\n      apiUrl\n      uid\n      drones\n      signals\n      statusAvailable\n      latencyMs\n      clockSkewSeconds\n    }\n    ...Refusal\n  }\n}": types.ProbeKitDocument,
    "fragment Refusal on Error {\n  __typename\n  message\n  code\n  ... on ValidationError {\n    issues {\n      path\n      message\n    }\n  }\n  ... on KitUnreachableError {\n    apiUrl\n  }\n}": types.RefusalFragmentDoc,
    "mutation RegisterKit($input: RegisterKitInput!) {\n  registerKit(input: $input) {\n    ... on RegisterKitSuccess {\n      kit {\n        ...KitState\n        uid\n        apiUrl\n      }\n    }\n    ...Refusal\n  }\n}": types.RegisterKitDocument,
    "mutation RemoveKit($kitId: String!, $deleteHistory: Boolean = false) {\n  removeKit(kitId: $kitId, deleteHistory: $deleteHistory) {\n    ... on RemoveKitSuccess {\n      kitId\n    }\n    ...Refusal\n  }\n}": types.RemoveKitDocument,
    "mutation RetryDeadLetters($ids: [ID!], $reason: String, $failedBefore: DateTime, $dryRun: Boolean = true) {\n  retryDeadLetters(\n    ids: $ids\n    reason: $reason\n    failedBefore: $failedBefore\n    dryRun: $dryRun\n  ) {\n    ... on RetryDeadLettersSuccess {\n      dryRun\n      startedAt\n      remaining\n      items {\n        id\n        outcome\n        reason\n        detail\n      }\n    }\n    ...Refusal\n  }\n}": types.RetryDeadLettersDocument,
    "mutation RevokeApiKey($keyId: String!) {\n  revokeApiKey(keyId: $keyId) {\n    ... on RevokeApiKeySuccess {\n      apiKey {\n        ...ApiKeyState\n      }\n    }\n    ...Refusal\n  }\n}": types.RevokeApiKeyDocument,
    "mutation SetKitEnabled($kitId: String!, $enabled: Boolean!) {\n  setKitEnabled(kitId: $kitId, enabled: $enabled) {\n    ... on SetKitEnabledSuccess {\n      kit {\n        ...KitState\n      }\n    }\n    ...Refusal\n  }\n}": types.SetKitEnabledDocument,
    "fragment SignalReport on Signal {\n  id\n  time\n  kitId\n  frequencyMhz\n  powerDbm\n  bandwidthMhz\n  lat\n  lon\n  altitudeM\n  detectionType\n  signalType\n  source\n  palConfidence\n  ntscConfidence\n}": types.SignalReportFragmentDoc,
    "subscription SignalsHeard($filter: SignalFilter) {\n  signals(filter: $filter) {\n    ...SignalReport\n  }\n}": types.SignalsHeardDocument,
    "query Signals($range: TimeRange!, $filter: SignalFilter, $first: Int = 100, $after: String) {\n  signals(range: $range, filter: $filter, first: $first, after: $after) {\n    nodes {\n      ...SignalReport\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}": types.SignalsDocument,
    "fragment TrackState on Track {\n  id\n  droneId\n  kind\n  observedAt\n  lat\n  lon\n  altitudeM\n  heightM\n  speedMps\n  verticalSpeedMps\n  courseDeg\n  pilot {\n    lat\n    lon\n  }\n  home {\n    lat\n    lon\n  }\n  make\n  model\n  callsign\n  registration\n  operatorId\n  description\n  rssiDbm\n  stale\n  sightings {\n    kitId\n    observedAt\n    rssiDbm\n  }\n}": types.TrackStateFragmentDoc,
    "subscription Tracks($filter: TrackFilter, $after: String, $snapshot: Boolean = true, $maxRateHz: Float = 2) {\n  tracks(\n    filter: $filter\n    after: $after\n    snapshot: $snapshot\n    maxRateHz: $maxRateHz\n  ) {\n    __typename\n    ... on TrackSnapshot {\n      cursor\n      serverTime\n      tracks {\n        ...TrackState\n      }\n    }\n    ... on TrackBatch {\n      cursor\n      serverTime\n      upserts {\n        ...TrackState\n      }\n      removed {\n        droneId\n        reason\n      }\n    }\n    ... on Heartbeat {\n      cursor\n      serverTime\n    }\n    ... on Lagged {\n      cursor\n      dropped\n    }\n  }\n}": types.TracksDocument,
    "mutation UpdateKit($kitId: String!, $input: UpdateKitInput!) {\n  updateKit(kitId: $kitId, input: $input) {\n    ... on UpdateKitSuccess {\n      kit {\n        ...KitState\n        location\n        apiUrl\n        pollIntervalS\n        statusPollIntervalS\n      }\n    }\n    ...Refusal\n  }\n}": types.UpdateKitDocument,
    "query Viewer {\n  viewer {\n    name\n    role\n    scopes\n  }\n}": types.ViewerDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 *
 *
 * @example
 * ```ts
 * const query = graphql(`query GetUser($id: ID!) { user(id: $id) { name } }`);
 * ```
 *
 * The query argument is unknown!
 * Please regenerate the types.
 */
export function graphql(source: string): unknown;

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment ApiKeyState on ApiKey {\n  keyId\n  name\n  role\n  kitIds\n  createdAt\n  expiresAt\n  lastUsedAt\n  revokedAt\n}"): (typeof documents)["fragment ApiKeyState on ApiKey {\n  keyId\n  name\n  role\n  kitIds\n  createdAt\n  expiresAt\n  lastUsedAt\n  revokedAt\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query ApiKeys {\n  apiKeys {\n    ...ApiKeyState\n  }\n}"): (typeof documents)["query ApiKeys {\n  apiKeys {\n    ...ApiKeyState\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation ClearDeadLetters($ids: [ID!], $reason: String, $failedBefore: DateTime, $confirm: Boolean!) {\n  clearDeadLetters(\n    ids: $ids\n    reason: $reason\n    failedBefore: $failedBefore\n    confirm: $confirm\n  ) {\n    ... on ClearDeadLettersSuccess {\n      deleted\n    }\n    ...Refusal\n  }\n}"): (typeof documents)["mutation ClearDeadLetters($ids: [ID!], $reason: String, $failedBefore: DateTime, $confirm: Boolean!) {\n  clearDeadLetters(\n    ids: $ids\n    reason: $reason\n    failedBefore: $failedBefore\n    confirm: $confirm\n  ) {\n    ... on ClearDeadLettersSuccess {\n      deleted\n    }\n    ...Refusal\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation CreateApiKey($input: CreateApiKeyInput!) {\n  createApiKey(input: $input) {\n    ... on CreateApiKeySuccess {\n      apiKey {\n        ...ApiKeyState\n      }\n      text\n    }\n    ...Refusal\n  }\n}"): (typeof documents)["mutation CreateApiKey($input: CreateApiKeyInput!) {\n  createApiKey(input: $input) {\n    ... on CreateApiKeySuccess {\n      apiKey {\n        ...ApiKeyState\n      }\n      text\n    }\n    ...Refusal\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query DeadLetters($reason: String, $first: Int = 100, $after: String) {\n  deadLetters(reason: $reason, first: $first, after: $after) {\n    totalCount\n    nodes {\n      id\n      stage\n      reason\n      detail\n      sink\n      kitId\n      sourceId\n      format\n      raw\n      complete\n      attempts\n      firstAt\n      lastAt\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}"): (typeof documents)["query DeadLetters($reason: String, $first: Int = 100, $after: String) {\n  deadLetters(reason: $reason, first: $first, after: $after) {\n    totalCount\n    nodes {\n      id\n      stage\n      reason\n      detail\n      sink\n      kitId\n      sourceId\n      format\n      raw\n      complete\n      attempts\n      firstAt\n      lastAt\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Detections($range: TimeRange!, $filter: DroneFilter, $first: Int = 100, $after: String) {\n  detections(range: $range, filter: $filter, first: $first, after: $after) {\n    nodes {\n      id\n      time\n      kitId\n      kit {\n        name\n      }\n      droneId\n      drone {\n        firstSeen\n        lastSeen\n      }\n      kind\n      lat\n      lon\n      altitudeM\n      heightM\n      speedMps\n      verticalSpeedMps\n      courseDeg\n      pilot {\n        lat\n        lon\n      }\n      home {\n        lat\n        lon\n      }\n      rssiDbm\n      frequencyMhz\n      mac\n      idType\n      uaType\n      operationalStatus\n      operatorId\n      caaId\n      description\n      make\n      model\n      callsign\n      squawk\n      registration\n      warnings\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}"): (typeof documents)["query Detections($range: TimeRange!, $filter: DroneFilter, $first: Int = 100, $after: String) {\n  detections(range: $range, filter: $filter, first: $first, after: $after) {\n    nodes {\n      id\n      time\n      kitId\n      kit {\n        name\n      }\n      droneId\n      drone {\n        firstSeen\n        lastSeen\n      }\n      kind\n      lat\n      lon\n      altitudeM\n      heightM\n      speedMps\n      verticalSpeedMps\n      courseDeg\n      pilot {\n        lat\n        lon\n      }\n      home {\n        lat\n        lon\n      }\n      rssiDbm\n      frequencyMhz\n      mac\n      idType\n      uaType\n      operationalStatus\n      operatorId\n      caaId\n      description\n      make\n      model\n      callsign\n      squawk\n      registration\n      warnings\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query DroneHistory($droneId: String!, $range: TimeRange!, $maxPoints: Int = 500, $first: Int = 20) {\n  drone(droneId: $droneId) {\n    id\n    droneId\n    kind\n    make\n    model\n    serial\n    operatorId\n    caaId\n    firstSeen\n    lastSeen\n    kits(range: $range) {\n      kitId\n      name\n    }\n    path(range: $range, maxPoints: $maxPoints) {\n      time\n      lat\n      lon\n      altitudeM\n      speedMps\n    }\n    detections(range: $range, first: $first) {\n      nodes {\n        time\n        kitId\n        lat\n        lon\n        altitudeM\n        rssiDbm\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n}"): (typeof documents)["query DroneHistory($droneId: String!, $range: TimeRange!, $maxPoints: Int = 500, $first: Int = 20) {\n  drone(droneId: $droneId) {\n    id\n    droneId\n    kind\n    make\n    model\n    serial\n    operatorId\n    caaId\n    firstSeen\n    lastSeen\n    kits(range: $range) {\n      kitId\n      name\n    }\n    path(range: $range, maxPoints: $maxPoints) {\n      time\n      lat\n      lon\n      altitudeM\n      speedMps\n    }\n    detections(range: $range, first: $first) {\n      nodes {\n        time\n        kitId\n        lat\n        lon\n        altitudeM\n        rssiDbm\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Drones($range: TimeRange!, $filter: DroneFilter, $first: Int = 50, $after: String) {\n  drones(range: $range, filter: $filter, first: $first, after: $after) {\n    nodes {\n      id\n      droneId\n      kind\n      make\n      model\n      serial\n      firstSeen\n      lastSeen\n      latest {\n        time\n        kitId\n        lat\n        lon\n        altitudeM\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}"): (typeof documents)["query Drones($range: TimeRange!, $filter: DroneFilter, $first: Int = 50, $after: String) {\n  drones(range: $range, filter: $filter, first: $first, after: $after) {\n    nodes {\n      id\n      droneId\n      kind\n      make\n      model\n      serial\n      firstSeen\n      lastSeen\n      latest {\n        time\n        kitId\n        lat\n        lon\n        altitudeM\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment EventLine on Event {\n  id\n  time\n  source\n  kitId\n  host\n  service\n  type\n  severity\n  message\n  data\n}"): (typeof documents)["fragment EventLine on Event {\n  id\n  time\n  source\n  kitId\n  host\n  service\n  type\n  severity\n  message\n  data\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Events($range: TimeRange!, $filter: EventFilter, $first: Int = 100, $after: String) {\n  events(range: $range, filter: $filter, first: $first, after: $after) {\n    nodes {\n      ...EventLine\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}"): (typeof documents)["query Events($range: TimeRange!, $filter: EventFilter, $first: Int = 100, $after: String) {\n  events(range: $range, filter: $filter, first: $first, after: $after) {\n    nodes {\n      ...EventLine\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment HealthReport on SystemHealth {\n  id\n  time\n  kitId\n  lat\n  lon\n  altitudeM\n  cpuPercent\n  memoryPercent\n  diskPercent\n  uptimeHours\n  tempCpuC\n  tempGpuC\n  plutoTempC\n  zynqTempC\n  speedMps\n  courseDeg\n  gpsFix\n  timeSource\n}"): (typeof documents)["fragment HealthReport on SystemHealth {\n  id\n  time\n  kitId\n  lat\n  lon\n  altitudeM\n  cpuPercent\n  memoryPercent\n  diskPercent\n  uptimeHours\n  tempCpuC\n  tempGpuC\n  plutoTempC\n  zynqTempC\n  speedMps\n  courseDeg\n  gpsFix\n  timeSource\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "subscription HealthReported($kitIds: [String!]) {\n  systemHealth(kitIds: $kitIds) {\n    ...HealthReport\n  }\n}"): (typeof documents)["subscription HealthReported($kitIds: [String!]) {\n  systemHealth(kitIds: $kitIds) {\n    ...HealthReport\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Health($range: TimeRange!, $kitIds: [String!], $first: Int = 100, $after: String) {\n  systemHealth(range: $range, kitIds: $kitIds, first: $first, after: $after) {\n    nodes {\n      ...HealthReport\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}"): (typeof documents)["query Health($range: TimeRange!, $kitIds: [String!], $first: Int = 100, $after: String) {\n  systemHealth(range: $range, kitIds: $kitIds, first: $first, after: $after) {\n    nodes {\n      ...HealthReport\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment KitState on Kit {\n  id\n  kitId\n  name\n  enabled\n  status\n  lastSeen\n  position {\n    lat\n    lon\n    altitudeM\n  }\n  collector {\n    health\n    circuit\n    consecutiveFailures\n    successRate\n    backoffSeconds\n    nextPollAt\n    lastError\n    clockSkewSeconds\n  }\n}"): (typeof documents)["fragment KitState on Kit {\n  id\n  kitId\n  name\n  enabled\n  status\n  lastSeen\n  position {\n    lat\n    lon\n    altitudeM\n  }\n  collector {\n    health\n    circuit\n    consecutiveFailures\n    successRate\n    backoffSeconds\n    nextPollAt\n    lastError\n    clockSkewSeconds\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "subscription KitsChanged($kitIds: [String!]) {\n  kits(kitIds: $kitIds) {\n    ...KitState\n    removed\n  }\n}"): (typeof documents)["subscription KitsChanged($kitIds: [String!]) {\n  kits(kitIds: $kitIds) {\n    ...KitState\n    removed\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Kits($first: Int = 100) {\n  kits(first: $first) {\n    nodes {\n      ...KitState\n      uid\n      location\n      apiUrl\n      createdAt\n      latestHealth {\n        time\n        cpuPercent\n        memoryPercent\n        diskPercent\n        tempCpuC\n        uptimeHours\n        gpsFix\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}"): (typeof documents)["query Kits($first: Int = 100) {\n  kits(first: $first) {\n    nodes {\n      ...KitState\n      uid\n      location\n      apiUrl\n      createdAt\n      latestHealth {\n        time\n        cpuPercent\n        memoryPercent\n        diskPercent\n        tempCpuC\n        uptimeHours\n        gpsFix\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query LiveTracks($filter: TrackFilter, $trail: Int = 60) {\n  liveTracks(filter: $filter) {\n    ...TrackState\n    trail(maxPoints: $trail) {\n      time\n      lat\n      lon\n      altitudeM\n    }\n  }\n}"): (typeof documents)["query LiveTracks($filter: TrackFilter, $trail: Int = 60) {\n  liveTracks(filter: $filter) {\n    ...TrackState\n    trail(maxPoints: $trail) {\n      time\n      lat\n      lon\n      altitudeM\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation PollKitNow($kitId: String!) {\n  pollKitNow(kitId: $kitId) {\n    ... on PollKitSuccess {\n      kit {\n        ...KitState\n      }\n      observations\n    }\n    ...Refusal\n  }\n}"): (typeof documents)["mutation PollKitNow($kitId: String!) {\n  pollKitNow(kitId: $kitId) {\n    ... on PollKitSuccess {\n      kit {\n        ...KitState\n      }\n      observations\n    }\n    ...Refusal\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation ProbeKit($apiUrl: String!) {\n  probeKit(apiUrl: $apiUrl) {\n    ... on ProbeKitSuccess {\n      apiUrl\n      uid\n      drones\n      signals\n      statusAvailable\n      latencyMs\n      clockSkewSeconds\n    }\n    ...Refusal\n  }\n}"): (typeof documents)["mutation ProbeKit($apiUrl: String!) {\n  probeKit(apiUrl: $apiUrl) {\n    ... on ProbeKitSuccess {\n      apiUrl\n      uid\n      drones\n      signals\n      statusAvailable\n      latencyMs\n      clockSkewSeconds\n    }\n    ...Refusal\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment Refusal on Error {\n  __typename\n  message\n  code\n  ... on ValidationError {\n    issues {\n      path\n      message\n    }\n  }\n  ... on KitUnreachableError {\n    apiUrl\n  }\n}"): (typeof documents)["fragment Refusal on Error {\n  __typename\n  message\n  code\n  ... on ValidationError {\n    issues {\n      path\n      message\n    }\n  }\n  ... on KitUnreachableError {\n    apiUrl\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation RegisterKit($input: RegisterKitInput!) {\n  registerKit(input: $input) {\n    ... on RegisterKitSuccess {\n      kit {\n        ...KitState\n        uid\n        apiUrl\n      }\n    }\n    ...Refusal\n  }\n}"): (typeof documents)["mutation RegisterKit($input: RegisterKitInput!) {\n  registerKit(input: $input) {\n    ... on RegisterKitSuccess {\n      kit {\n        ...KitState\n        uid\n        apiUrl\n      }\n    }\n    ...Refusal\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation RemoveKit($kitId: String!, $deleteHistory: Boolean = false) {\n  removeKit(kitId: $kitId, deleteHistory: $deleteHistory) {\n    ... on RemoveKitSuccess {\n      kitId\n    }\n    ...Refusal\n  }\n}"): (typeof documents)["mutation RemoveKit($kitId: String!, $deleteHistory: Boolean = false) {\n  removeKit(kitId: $kitId, deleteHistory: $deleteHistory) {\n    ... on RemoveKitSuccess {\n      kitId\n    }\n    ...Refusal\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation RetryDeadLetters($ids: [ID!], $reason: String, $failedBefore: DateTime, $dryRun: Boolean = true) {\n  retryDeadLetters(\n    ids: $ids\n    reason: $reason\n    failedBefore: $failedBefore\n    dryRun: $dryRun\n  ) {\n    ... on RetryDeadLettersSuccess {\n      dryRun\n      startedAt\n      remaining\n      items {\n        id\n        outcome\n        reason\n        detail\n      }\n    }\n    ...Refusal\n  }\n}"): (typeof documents)["mutation RetryDeadLetters($ids: [ID!], $reason: String, $failedBefore: DateTime, $dryRun: Boolean = true) {\n  retryDeadLetters(\n    ids: $ids\n    reason: $reason\n    failedBefore: $failedBefore\n    dryRun: $dryRun\n  ) {\n    ... on RetryDeadLettersSuccess {\n      dryRun\n      startedAt\n      remaining\n      items {\n        id\n        outcome\n        reason\n        detail\n      }\n    }\n    ...Refusal\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation RevokeApiKey($keyId: String!) {\n  revokeApiKey(keyId: $keyId) {\n    ... on RevokeApiKeySuccess {\n      apiKey {\n        ...ApiKeyState\n      }\n    }\n    ...Refusal\n  }\n}"): (typeof documents)["mutation RevokeApiKey($keyId: String!) {\n  revokeApiKey(keyId: $keyId) {\n    ... on RevokeApiKeySuccess {\n      apiKey {\n        ...ApiKeyState\n      }\n    }\n    ...Refusal\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation SetKitEnabled($kitId: String!, $enabled: Boolean!) {\n  setKitEnabled(kitId: $kitId, enabled: $enabled) {\n    ... on SetKitEnabledSuccess {\n      kit {\n        ...KitState\n      }\n    }\n    ...Refusal\n  }\n}"): (typeof documents)["mutation SetKitEnabled($kitId: String!, $enabled: Boolean!) {\n  setKitEnabled(kitId: $kitId, enabled: $enabled) {\n    ... on SetKitEnabledSuccess {\n      kit {\n        ...KitState\n      }\n    }\n    ...Refusal\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment SignalReport on Signal {\n  id\n  time\n  kitId\n  frequencyMhz\n  powerDbm\n  bandwidthMhz\n  lat\n  lon\n  altitudeM\n  detectionType\n  signalType\n  source\n  palConfidence\n  ntscConfidence\n}"): (typeof documents)["fragment SignalReport on Signal {\n  id\n  time\n  kitId\n  frequencyMhz\n  powerDbm\n  bandwidthMhz\n  lat\n  lon\n  altitudeM\n  detectionType\n  signalType\n  source\n  palConfidence\n  ntscConfidence\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "subscription SignalsHeard($filter: SignalFilter) {\n  signals(filter: $filter) {\n    ...SignalReport\n  }\n}"): (typeof documents)["subscription SignalsHeard($filter: SignalFilter) {\n  signals(filter: $filter) {\n    ...SignalReport\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Signals($range: TimeRange!, $filter: SignalFilter, $first: Int = 100, $after: String) {\n  signals(range: $range, filter: $filter, first: $first, after: $after) {\n    nodes {\n      ...SignalReport\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}"): (typeof documents)["query Signals($range: TimeRange!, $filter: SignalFilter, $first: Int = 100, $after: String) {\n  signals(range: $range, filter: $filter, first: $first, after: $after) {\n    nodes {\n      ...SignalReport\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment TrackState on Track {\n  id\n  droneId\n  kind\n  observedAt\n  lat\n  lon\n  altitudeM\n  heightM\n  speedMps\n  verticalSpeedMps\n  courseDeg\n  pilot {\n    lat\n    lon\n  }\n  home {\n    lat\n    lon\n  }\n  make\n  model\n  callsign\n  registration\n  operatorId\n  description\n  rssiDbm\n  stale\n  sightings {\n    kitId\n    observedAt\n    rssiDbm\n  }\n}"): (typeof documents)["fragment TrackState on Track {\n  id\n  droneId\n  kind\n  observedAt\n  lat\n  lon\n  altitudeM\n  heightM\n  speedMps\n  verticalSpeedMps\n  courseDeg\n  pilot {\n    lat\n    lon\n  }\n  home {\n    lat\n    lon\n  }\n  make\n  model\n  callsign\n  registration\n  operatorId\n  description\n  rssiDbm\n  stale\n  sightings {\n    kitId\n    observedAt\n    rssiDbm\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "subscription Tracks($filter: TrackFilter, $after: String, $snapshot: Boolean = true, $maxRateHz: Float = 2) {\n  tracks(\n    filter: $filter\n    after: $after\n    snapshot: $snapshot\n    maxRateHz: $maxRateHz\n  ) {\n    __typename\n    ... on TrackSnapshot {\n      cursor\n      serverTime\n      tracks {\n        ...TrackState\n      }\n    }\n    ... on TrackBatch {\n      cursor\n      serverTime\n      upserts {\n        ...TrackState\n      }\n      removed {\n        droneId\n        reason\n      }\n    }\n    ... on Heartbeat {\n      cursor\n      serverTime\n    }\n    ... on Lagged {\n      cursor\n      dropped\n    }\n  }\n}"): (typeof documents)["subscription Tracks($filter: TrackFilter, $after: String, $snapshot: Boolean = true, $maxRateHz: Float = 2) {\n  tracks(\n    filter: $filter\n    after: $after\n    snapshot: $snapshot\n    maxRateHz: $maxRateHz\n  ) {\n    __typename\n    ... on TrackSnapshot {\n      cursor\n      serverTime\n      tracks {\n        ...TrackState\n      }\n    }\n    ... on TrackBatch {\n      cursor\n      serverTime\n      upserts {\n        ...TrackState\n      }\n      removed {\n        droneId\n        reason\n      }\n    }\n    ... on Heartbeat {\n      cursor\n      serverTime\n    }\n    ... on Lagged {\n      cursor\n      dropped\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation UpdateKit($kitId: String!, $input: UpdateKitInput!) {\n  updateKit(kitId: $kitId, input: $input) {\n    ... on UpdateKitSuccess {\n      kit {\n        ...KitState\n        location\n        apiUrl\n        pollIntervalS\n        statusPollIntervalS\n      }\n    }\n    ...Refusal\n  }\n}"): (typeof documents)["mutation UpdateKit($kitId: String!, $input: UpdateKitInput!) {\n  updateKit(kitId: $kitId, input: $input) {\n    ... on UpdateKitSuccess {\n      kit {\n        ...KitState\n        location\n        apiUrl\n        pollIntervalS\n        statusPollIntervalS\n      }\n    }\n    ...Refusal\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Viewer {\n  viewer {\n    name\n    role\n    scopes\n  }\n}"): (typeof documents)["query Viewer {\n  viewer {\n    name\n    role\n    scopes\n  }\n}"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;
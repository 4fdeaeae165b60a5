import {
  InvalidInputError,
  KitConflictError,
  KitNotFoundError,
  KitUnreachableError,
} from '../../src/domain/errors.js';
import type { Fleet } from '../../src/domain/fleet.js';
import type { CollectorState, Kit } from '../../src/domain/kit.js';
import type { Track } from '../../src/domain/track.js';
import { NOON_MS } from './observations.js';

export function aKit(given: Partial<Kit> = {}): Kit {
  const kitId = given.kitId ?? 'kit-1';
  return {
    kitId,
    uid: `wardragon-${kitId}`,
    name: kitId,
    location: null,
    apiUrl: `http://${kitId}.test:8088`,
    enabled: true,
    pollIntervalMs: null,
    statusPollIntervalMs: null,
    status: 'ONLINE',
    lastSeenMs: NOON_MS - 1000,
    createdAtMs: NOON_MS - 86_400_000,
    position: null,
    clockOffsetMs: 0,
    hasCredentials: false,
    ...given,
  };
}

const aCollectorState: CollectorState = {
  health: 'HEALTHY',
  circuit: 'CLOSED',
  consecutiveFailures: 0,
  requests: 4,
  succeeded: 3,
  failed: 1,
  backoffMs: null,
  nextPollAtMs: NOON_MS + 2500,
  lastError: null,
  clockSkewMs: -1500,
};

/** Kits in memory that refuse as the real fleet does; an address with `nobody` in it does not answer. */
export function createFakeFleet(initial: readonly Kit[]): Fleet {
  const kits = new Map(initial.map((kit) => [kit.kitId, kit]));
  const known = (kitId: string): Kit => {
    const kit = kits.get(kitId);
    if (kit === undefined) throw new KitNotFoundError(kitId);
    return kit;
  };
  const put = (kit: Kit): Kit => {
    kits.set(kit.kitId, kit);
    return kit;
  };
  const reach = (apiUrl: string) => {
    if (!apiUrl.startsWith('http'))
      throw new InvalidInputError([{ path: ['input', 'apiUrl'], message: 'must be a URL' }]);
    if (apiUrl.includes('nobody')) throw new KitUnreachableError(apiUrl, 'connection refused');
  };
  return {
    register: async ({ kitId, name, apiUrl, location, enabled, probe, pollIntervalMs }) => {
      if (apiUrl != null && probe !== false) reach(apiUrl);
      const id = kitId ?? 'wardragon-serial';
      if (kits.has(id)) throw new KitConflictError('kitId', `A kit ${id} is registered already.`);
      return Promise.resolve(
        put(
          aKit({
            kitId: id,
            name: name ?? id,
            apiUrl: apiUrl ?? null,
            location: location ?? null,
            enabled: enabled ?? true,
            pollIntervalMs: pollIntervalMs ?? null,
          }),
        ),
      );
    },
    update: async (kitId, { name, location, pollIntervalMs }) => {
      const kit = known(kitId);
      if (name === '')
        throw new InvalidInputError([{ path: ['input', 'name'], message: 'must not be empty' }]);
      return Promise.resolve(
        put({
          ...kit,
          name: name ?? kit.name,
          location: location === undefined ? kit.location : location,
          pollIntervalMs: pollIntervalMs === undefined ? kit.pollIntervalMs : pollIntervalMs,
        }),
      );
    },
    setEnabled: async (kitId, enabled) => Promise.resolve(put({ ...known(kitId), enabled })),
    remove: async (kitId) => {
      known(kitId);
      kits.delete(kitId);
      return Promise.resolve();
    },
    probe: async (apiUrl) => {
      reach(apiUrl);
      return Promise.resolve({
        apiUrl,
        uid: null,
        drones: 2,
        signals: 1,
        statusAvailable: false,
        latencyMs: 12.5,
        clockSkewMs: 250,
      });
    },
    pollNow: async (kitId) => {
      const { apiUrl } = known(kitId);
      const ok = !apiUrl?.includes('nobody');
      return Promise.resolve({ ok, observations: ok ? 3 : 0, error: ok ? null : 'connection refused' });
    },
    kits: () => [...kits.values()].sort((a, b) => (a.kitId < b.kitId ? -1 : 1)),
    kit: (kitId) => kits.get(kitId) ?? null,
    collectorState: (kitId) => (kits.get(kitId)?.enabled ? aCollectorState : null),
  };
}

export function aTrack(given: Partial<Track> = {}): Track {
  return {
    droneId: 'drone-A',
    kind: 'DRONE',
    observedAtMs: NOON_MS,
    receivedAtMs: NOON_MS + 400,
    firstSeenMs: NOON_MS - 60_000,
    lat: 46.75,
    lon: 8.03,
    altitudeM: 640,
    heightM: 60,
    speedMps: 8,
    verticalSpeedMps: 0,
    courseDeg: 90,
    pilot: null,
    home: null,
    make: null,
    model: null,
    uaType: null,
    operatorId: null,
    caaId: null,
    description: null,
    callsign: null,
    squawk: null,
    registration: null,
    operationalStatus: null,
    mac: null,
    rssiDbm: -70,
    frequencyMhz: 2437,
    leadKitId: 'kit-1',
    sightings: [{ kitId: 'kit-1', observedAtMs: NOON_MS, rssiDbm: -70, lat: 46.75, lon: 8.03 }],
    stale: false,
    ...given,
  };
}

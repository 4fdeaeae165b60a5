/**
 * How many records a second one core validates, in the mix that a fleet sends: drones, aircraft, signals and kits'
 * reports about themselves, and two in a hundred of them hostile. The peer is `structuredClone` of the same records,
 * which is what looking at every field costs anybody. Exit code 1 below what is promised.
 */
import { normalizeSignals, normalizeTracks } from '../src/collectors/dragonsync/normalize.js';
import { normalizeStatus } from '../src/collectors/dragonsync/status.js';
import { groupBy } from '../src/domain/group-by.js';
import type { JsonObject } from '../src/domain/json.js';
import type { Observation } from '../src/domain/observation.js';
import { createValidate } from '../src/ingest/validate.js';
import { createKitView } from '../simulator/kit-view.js';
import { createWorld } from '../simulator/world.js';

const PROMISED_PER_S = 200_000;
const RECORDS = 20_000;
const ROUNDS = 15;
const POLL_INTERVAL_MS = 2000;
const HOSTILE_EVERY = 50;

/** What one kit of a simulated world says, poll after poll, as the way in understands it. */
function observations(count: number): Observation[] {
  const startMs = Date.UTC(2026, 10, 21, 20);
  const world = createWorld({ seed: 1, startMs, droneCount: 40, aircraftCount: 15, emitterCount: 10 });
  const kit = createKitView({
    world,
    serial: 'BENCH',
    position: { lat: 47.66, lon: 9.48, altitudeM: 450 },
  });
  const all: Observation[] = [];
  for (let nowMs = startMs + 900_000; all.length < count; nowMs += POLL_INTERVAL_MS) {
    const context = {
      kitId: 'bench',
      sourceId: 'dragonsync:bench',
      receivedAtMs: nowMs,
      clockOffsetMs: 0,
      kitNowMs: nowMs,
    };
    const status = kit.status(nowMs, startMs);
    all.push(
      ...normalizeTracks(kit.drones(nowMs, startMs), context).observations,
      ...normalizeSignals(kit.signals(nowMs, startMs), context).observations,
      ...(status === null ? [] : [normalizeStatus(status as unknown as JsonObject, context)]),
    );
  }
  return all
    .slice(0, count)
    .map((each, index) => (index % HOSTILE_EVERY === 0 ? spoiled(each, index) : each));
}

function spoiled(observation: Observation, seed: number): Observation {
  const rubbish = [
    { altitudeM: 65_531, lat: 91, warnings: ['a\0b'] },
    { lat: 0, lon: 0, altitudeM: '640', kitTimeS: NaN },
    { droneId: '\ud800<script>', description: '\u202e'.repeat(5000), isAdmin: true },
    { observedAtMs: observation.receivedAtMs + 3_600_000 },
  ];
  return { ...observation, ...rubbish[(seed / HOSTILE_EVERY) % rubbish.length] } as Observation;
}

/** Per second of processor time, in the best of some rounds: whatever else runs on the machine is not measured. */
function perSecond(records: readonly Observation[], work: (record: Observation) => unknown): number {
  let bestUs = Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    const start = process.cpuUsage();
    for (const record of records) work(record);
    const { user, system } = process.cpuUsage(start);
    bestUs = Math.min(bestUs, user + system);
  }
  return Math.round((records.length / bestUs) * 1e6);
}

const records = observations(RECORDS);
const validate = createValidate({ mode: 'lenient' });
const kindOf = (record: Observation) => (record.type === 'track' ? record.kind : record.type);
const mix = [...groupBy(records, kindOf)].map(([kind, list]) => `${list.length} ${kind}`);
const untouched = records.filter((record) => validate(record).record === record).length;
const doubtful = records.filter((record) => validate(record).warnings.length > 0).length;

const validatedPerS = perSecond(records, validate);
const clonedPerS = perSecond(records, structuredClone);
console.log(`mix: ${mix.join(', ')}`);
console.log(`of ${RECORDS}: ${untouched} untouched, ${doubtful} with warnings`);
console.log(`validate: ${validatedPerS} records per CPU second, promised ${PROMISED_PER_S}`);
console.log(`structuredClone: ${clonedPerS} records per CPU second`);
console.log(
  JSON.stringify({ validatedPerS, clonedPerS, ratio: Math.round((validatedPerS / clonedPerS) * 100) / 100 }),
);
process.exitCode = validatedPerS >= PROMISED_PER_S ? 0 : 1;

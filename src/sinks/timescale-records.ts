import type pg from 'pg';
import type { TrackObservation } from '../domain/observation.js';
import { summarize, upsertAircraft, type AircraftSeen } from './timescale-aircraft.js';
import { storeDeadLetters } from './timescale-dead-letters.js';
import { insertDrones, insertEvents, insertHealth, insertPushes, insertSignals } from './timescale-rows.js';
import type { SinkRecord } from './sink.js';

export interface Stored {
  /** Records that the database had already. */
  readonly duplicates: number;
  /** Dead letters that had to go because there were too many. */
  readonly forgotten: number;
}

/**
 * Brings each record to its table. Storing one again does no harm. `aircraftOf` says what is written
 * about the aircraft that were heard; without it that is all there is to say.
 */
export async function storeRecords(
  client: pg.ClientBase,
  records: readonly SinkRecord[],
  aircraftOf: (tracks: readonly TrackObservation[]) => readonly AircraftSeen[] = summarize,
): Promise<Stored> {
  const kinds = byType(records);
  const inserted =
    (await insertDrones(client, kinds.track)) +
    (await insertSignals(client, kinds.signal)) +
    (await insertHealth(client, kinds.kitStatus)) +
    (await insertEvents(client, kinds.log)) +
    (await insertPushes(client, kinds.pushReceived));
  // Last, so that the rows that other writers may wait for are locked briefly.
  await upsertAircraft(client, aircraftOf(kinds.track));
  const forgotten = await storeDeadLetters(client, kinds.deadLetter);
  return { duplicates: records.length - kinds.deadLetter.length - inserted, forgotten };
}

type ByType = { readonly [Type in SinkRecord['type']]: Extract<SinkRecord, { type: Type }>[] };

function byType(records: readonly SinkRecord[]): ByType {
  const kinds: ByType = { track: [], signal: [], kitStatus: [], log: [], deadLetter: [], pushReceived: [] };
  // TypeScript cannot see that a record belongs to the list of its own type.
  for (const record of records) (kinds[record.type] as SinkRecord[]).push(record);
  return kinds;
}

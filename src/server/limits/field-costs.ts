/**
 * What fields cost beside their answer, and how long the lists are that nobody says the length of. Costs are of a
 * medium machine, as multiples of what it takes to read a row and write it as JSON.
 */

/** What any operation costs at least. */
export const OPERATION_COST = 10;
/** Of an answer that is there already. */
export const KEPT_ANSWER_COST = 1;
/** Each object of the answer. */
export const OBJECT_COST = 1;
/** Each value of the answer, also those that are null. */
export const VALUE_COST = 0.1;
/** Points of paths come in thousands and are nothing but their values. */
export const OBJECT_COST_OF: Readonly<Record<string, number>> = { PathPoint: 0 };

/** Looks one thing up for each parent. */
const LOOK_UP = 1;
/** Reads a stretch of time for each parent. */
const SCAN = 10;
/** Asks a kit, or changes something. */
const WORK = 100;

export const FIELD_COSTS: Readonly<Record<string, number>> = {
  'Query.__schema': 2_000,
  'Query.__type': 100,
  'Query.detections': SCAN,
  'Query.drones': SCAN,
  'Query.signals': SCAN,
  'Query.systemHealth': SCAN,
  'Query.events': SCAN,
  'Query.deadLetters': SCAN,
  'Query.auditLog': SCAN,
  'Detection.drone': LOOK_UP,
  'Drone.latest': LOOK_UP,
  'Drone.kits': SCAN,
  'Drone.path': SCAN,
  'Drone.detections': SCAN,
  'Kit.latestHealth': LOOK_UP,
  'Kit.drones': SCAN,
  'Kit.signals': SCAN,
  'Kit.health': SCAN,
};
export const MUTATION_COST = WORK;

/** Entries that a list is taken to have which has no argument for it. */
export const LIST_SIZES: Readonly<Record<string, number>> = {
  'Query.liveTracks': 100,
  'TrackSnapshot.tracks': 100,
  'TrackBatch.upserts': 100,
  'TrackBatch.removed': 10,
  'Track.sightings': 3,
  'Drone.kits': 5,
  'Query.apiKeys': 100,
  'RetryDeadLettersSuccess.items': 100,
  'ValidationError.issues': 3,
};
export const OTHER_LIST_SIZE = 10;

/** Arguments that say how many entries there may be at most, and the most that each takes: what is above is refused by its field. */
export const SIZE_ARGUMENTS: Readonly<Record<string, number>> = {
  first: 1_000,
  last: 1_000,
  maxPoints: 5_000,
  ids: 1_000,
};

import { globalId } from '../../src/schema/global-id.js';
import { DAY_MS, droneIdOf, END_MS, FLIGHTS_PER_DAY, keyOf, REPORTS_PER_FLIGHT } from './flights.js';

/** What is asked: the newest 500 reports of a day, one report by its id, the path of a drone in 24 hours. */
export const QUESTIONS = ['list', 'node', 'path'] as const;
export type Question = (typeof QUESTIONS)[number];

/** Ours, which yoga and mercurius speak here, too; PostGraphile's, made from the tables; plain paths. */
export type Dialect = 'airpicture' | 'postgraphile' | 'paths';

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body: string | null;
}

/** What to ask, the `number`-th time. No two numbers below seven million are the same request. */
export interface Asked {
  readonly question: Question;
  readonly number: number;
  readonly days: Days;
}

/** Days before the end of the history. Questions are about all of them alike. */
export interface Days {
  /** The newest of them. */
  readonly newest: number;
  readonly count: number;
}

const STRIDE = 7919;
const ROWS = 500;
const MOST_POINTS = 1000;

const REPORT_FIELDS = [
  'time',
  'kitId',
  'droneId',
  'kind',
  'lat',
  'lon',
  'altitudeM',
  'speedMps',
  'courseDeg',
  'rssiDbm',
  'make',
  'model',
] as const;
const POINT_FIELDS = ['time', 'lat', 'lon', 'altitudeM', 'speedMps'] as const;
const REPORT = REPORT_FIELDS.join(' ');
const POINT = POINT_FIELDS.join(' ');

const DOCUMENTS = {
  airpicture: {
    list: `query ($range: TimeRange!, $first: Int!) { detections(range: $range, first: $first) { nodes { ${REPORT} } pageInfo { hasNextPage endCursor } } }`,
    node: `query ($id: ID!) { node(id: $id) { ... on Detection { ${REPORT} } } }`,
    path: `query ($droneId: String!, $range: TimeRange!, $maxPoints: Int!) { drone(droneId: $droneId) { path(range: $range, maxPoints: $maxPoints) { ${POINT} } } }`,
  },
  postgraphile: {
    list: `query ($from: Datetime!, $to: Datetime!, $first: Int!) { allDrones(condition: { from: $from, to: $to }, first: $first, orderBy: [TIME_DESC, KIT_ID_ASC, DRONE_ID_ASC]) { nodes { ${REPORT} } pageInfo { hasNextPage endCursor } } }`,
    node: `query ($id: ID!) { node(id: $id) { ... on Drone { ${REPORT} } } }`,
  },
} as const;

export function requestOf(dialect: Dialect, { question, number, days }: Asked): HttpRequest {
  // Neighbours in time are not asked about one after the other.
  const day = days.newest + ((number * STRIDE) % days.count);
  const flight = day * FLIGHTS_PER_DAY + (number % FLIGHTS_PER_DAY);
  // Nothing is reported in the last two hours of a day: another end is another request with the same answer.
  const toMs = END_MS - day * DAY_MS - number;
  const range = {
    from: new Date(END_MS - (day + 1) * DAY_MS).toISOString(),
    to: new Date(toMs).toISOString(),
  };
  const droneId = droneIdOf(flight);
  const key = keyOf(flight, (number * STRIDE) % REPORTS_PER_FLIGHT);
  if (dialect === 'paths') {
    if (question === 'list')
      return get(`/detections?${new URLSearchParams({ ...range, first: String(ROWS) }).toString()}`);
    if (question === 'node') return get(`/detections/${key.map(encodeURIComponent).join('/')}`);
    return get(
      `/drones/${droneId}/path?${new URLSearchParams({ ...range, maxPoints: String(MOST_POINTS) }).toString()}`,
    );
  }
  if (dialect === 'airpicture') {
    const query = DOCUMENTS.airpicture[question];
    if (question === 'list') return post(query, { range, first: ROWS });
    if (question === 'node') return post(query, { id: globalId('Detection', ...key) });
    return post(query, { droneId, range, maxPoints: MOST_POINTS });
  }
  if (question === 'path') throw new Error('PostGraphile does not simplify paths.');
  const query = DOCUMENTS.postgraphile[question];
  if (question === 'list') return post(query, { ...range, first: ROWS });
  const [timeMs, kitId, id] = key;
  const time = new Date(timeMs).toISOString();
  return post(query, { id: Buffer.from(JSON.stringify(['Drone', time, kitId, id])).toString('base64') });
}

type Row = Readonly<Record<string, unknown>>;

interface List {
  readonly nodes: readonly Row[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
}

/**
 * What an answer says, the same for all dialects: the values of each row, time in epoch ms.
 *
 * @throws {TypeError} it is not such an answer
 */
export function contentOf(dialect: Dialect, question: Question, text: string): unknown {
  const answer = JSON.parse(text) as Record<string, unknown>;
  const data = (dialect === 'paths' ? answer : answer['data']) as Record<string, unknown>;
  if (question === 'list') {
    const lists = { airpicture: data['detections'], postgraphile: data['allDrones'], paths: data };
    const { nodes, pageInfo } = lists[dialect] as List;
    return {
      rows: nodes.map((row) => valuesOf(row, REPORT_FIELDS)),
      hasNextPage: pageInfo.hasNextPage,
      hasEndCursor: pageInfo.endCursor.length > 0,
    };
  }
  if (question === 'node') return valuesOf((dialect === 'paths' ? data : data['node']) as Row, REPORT_FIELDS);
  const { path } = (dialect === 'paths' ? data : data['drone']) as { path: readonly Row[] };
  return path.map((point) => valuesOf(point, POINT_FIELDS));
}

function valuesOf(row: Row, fields: readonly string[]): unknown[] {
  return fields.map((field) => (field === 'time' ? Date.parse(row[field] as string) : row[field]));
}

function get(path: string): HttpRequest {
  return { method: 'GET', path, body: null };
}

function post(query: string, variables: Readonly<Record<string, unknown>>): HttpRequest {
  return { method: 'POST', path: '/graphql', body: JSON.stringify({ query, variables }) };
}

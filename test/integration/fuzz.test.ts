import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROLES, type Role } from '../../src/domain/viewer.js';
import { schema } from '../../src/schema/index.js';
import { freePort } from '../../simulator/free-port.js';
import { startServer, type ServerProcess } from '../../simulator/server-process.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { makeKey } from '../support/keys.js';
import { LEAK } from '../support/leaks.js';
import { createRandomOperations, seededRandom, type RandomOperation } from '../support/random-operation.js';
import { speakOverSocket } from '../support/raw-protocol.js';

const OPERATIONS = 1_000;
/** What a socket may send in a minute bears so many. */
const PER_SOCKET = 20;
const AT_ONCE = 4;
const SEED = Number(process.env['FUZZ_SEED'] ?? 20_261_122);

const gaugePath = fileURLToPath(new URL('../support/process-gauge.mjs', import.meta.url));

let database: TestDatabase;
let server: ServerProcess;
let directory: string;
const keys = new Map<Role, string>();

beforeAll(async () => {
  database = await createTestDatabase();
  directory = await mkdtemp(join(tmpdir(), 'airpicture-fuzz-'));
  for (const role of ROLES) keys.set(role, (await makeKey(database.pool, { role })).text);
  server = startServer({
    host: '127.0.0.1',
    port: await freePort(0),
    env: {
      DATABASE_URL: database.connectionString,
      DATA_DIR: directory,
      AUTH_MODE: 'token',
      INGEST_AUTO_REGISTER: 'true',
      // What is looked for is not whether these hold.
      COST_PER_MINUTE: '0',
      MAX_SOCKETS_PER_USER: '0',
      MAX_SOCKETS_PER_ADDRESS: '0',
      // Addresses where nobody answers are asked, too.
      REQUEST_TIMEOUT: '0.5',
      MAX_RETRIES: '0',
      LOG_LEVEL: 'fatal',
      NODE_OPTIONS: `--import=${gaugePath}`,
      GAUGE_FILE: join(directory, 'gauge.json'),
    },
  });
  await server.ready(30_000);
  await push();
}, 60_000);
afterAll(async () => {
  await server.stop();
  await database.drop();
  await rm(directory, { recursive: true, force: true });
});

/** Something to be asked for. */
async function push() {
  const messages = Array.from({ length: 200 }, (_, n) => ({
    type: 'drone',
    kit_id: 'fuzz-1',
    id: `drone-fuzz${n % 5 === 0 ? '' : n}`,
    time: Date.now() / 1000 - n,
    lat: 47 + n / 1000,
    lon: 9,
    alt: 400,
    pilot_lat: 47,
    pilot_lon: 9,
    operator_id: '<b>op</b>',
    description: '<script>alert(1)</script>',
  }));
  const response = await fetch(`${server.url}/ingest`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${keys.get('INGEST')!}` },
    body: JSON.stringify({ source: 'fuzz-1', messages }),
  });
  expect(response.status).toBeLessThan(300);
}

interface Answer {
  /** HTTP status, or the code that a socket was closed with; null while it stays open. */
  readonly status: number | null;
  readonly text: string;
}

async function overHttp(operation: RandomOperation, authorization: string): Promise<Answer> {
  const isSubscription = operation.query.startsWith('subscription');
  const leaving = new AbortController();
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization,
      accept: isSubscription ? 'text/event-stream' : 'application/json',
    },
    body: JSON.stringify(operation),
    signal: leaving.signal,
  });
  if (!response.headers.get('content-type')?.startsWith('text/event-stream'))
    return { status: response.status, text: await response.text() };
  const { value } = await response.body!.getReader().read();
  leaving.abort();
  return { status: response.status, text: new TextDecoder().decode(value) };
}

/** What a socket is asked, one after the other, and all that it said. */
async function overSocket(operations: readonly RandomOperation[], authorization: string): Promise<Answer[]> {
  const socket = await speakOverSocket(server.url, { authorization });
  for (const operation of operations) await socket.ask(operation);
  const texts = [...socket.texts];
  const code = await socket.leave();
  return texts.map((text) => ({ status: code, text }));
}

/** Works through `items`, several at once. */
async function inTurns<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
    }),
  );
}

/** What is wrong with an answer; null: nothing. */
function complaint({ status, text }: Answer): string | null {
  if (status !== null && status >= 500 && status < 1000) return `status ${status}`;
  if (status === 1011 || status === 4500) return `closed with ${status}`;
  if (text.includes('INTERNAL_SERVER_ERROR')) return 'an unexpected error';
  const leak = LEAK.exec(text);
  return leak === null ? null : `leaks ${leak[0]}`;
}

test.each(ROLES)(
  'a thousand random operations of somebody with the role %s are answered without a defect or a leak',
  async (role) => {
    const authorization = `Bearer ${keys.get(role)!}`;
    const next = createRandomOperations(schema, seededRandom(SEED + ROLES.indexOf(role)));
    const operations = Array.from({ length: OPERATIONS }, next);
    const complaints: string[] = [];
    const note = (answer: Answer, asked: unknown) => {
      const problem = complaint(answer);
      if (problem !== null)
        complaints.push(`${problem}: ${answer.text.slice(0, 500)} on ${JSON.stringify(asked)}`);
    };
    let answered = 0;

    await inTurns(operations.slice(0, OPERATIONS / 2), async (operation) => {
      note(await overHttp(operation, authorization), operation);
      answered += 1;
    });
    const overSockets = operations.slice(OPERATIONS / 2);
    const batches = Array.from({ length: Math.ceil(overSockets.length / PER_SOCKET) }, (_, n) =>
      overSockets.slice(n * PER_SOCKET, (n + 1) * PER_SOCKET),
    );
    await inTurns(batches, async (batch) => {
      for (const answer of await overSocket(batch, authorization)) {
        const { id } = JSON.parse(answer.text) as { id?: string };
        note(answer, batch[Number(id) - 1]);
      }
      answered += batch.length;
    });

    expect(complaints).toEqual([]);
    expect(answered).toBe(OPERATIONS);
    expect((await fetch(`${server.url}/ready`)).status).toBe(200);
  },
  180_000,
);

test('meanwhile its event loop was late by at most a second in 99 of 100 cases, with at most 512 MiB', async () => {
  const gauge = JSON.parse(await readFile(join(directory, 'gauge.json'), 'utf8')) as {
    delayP99Ms: number;
    maxRssBytes: number;
  };
  expect(gauge.delayP99Ms).toBeLessThanOrEqual(1_000);
  expect(gauge.maxRssBytes).toBeLessThanOrEqual(512 * 2 ** 20);
});

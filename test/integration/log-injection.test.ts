import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { createApp, type App } from '../../src/app.js';
import { loadConfig } from '../../src/config.js';
import { createLogger } from '../../src/logger.js';
import { KITS_NETWORK } from '../../simulator/server-process.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { aDroneRecord, aStatus, type FakeKit, startFakeKit } from '../support/fake-kit.js';
import { waitFor } from '../support/wait-for.js';

/** Everything that some reader of logs takes for the end of a line, and what could follow it. */
const FORGED =
  'x\nFORGED{"level":60}\r\nFORGED\u0085FORGED\u2028FORGED\u2029FORGED\vFORGED\fFORGED\u001b[2K\u001b[1GFORGED\0';

let database: TestDatabase;
let kit: FakeKit;
let directory: string;
let app: App | null = null;
beforeAll(async () => {
  database = await createTestDatabase();
  kit = await startFakeKit();
  directory = await mkdtemp(join(tmpdir(), 'airpicture-logs-'));
});
afterEach(() => app?.stop());
afterAll(async () => {
  await kit.stop();
  await database.drop();
  await rm(directory, { recursive: true, force: true });
});

async function start(format: 'json' | 'console') {
  let written = '';
  const logger = createLogger(
    { level: 'trace', format, isTerminal: false },
    { write: (text) => void (written += text) },
  );
  const kitsPath = join(directory, 'kits.yaml');
  await writeFile(kitsPath, stringify({ kits: [{ id: 'kit-1', name: 'Kit 1', api_url: kit.url }] }));
  app = createApp(
    loadConfig({
      DATABASE_URL: database.connectionString,
      DATA_DIR: directory,
      PORT: '0',
      KIT_ALLOWED_NETWORKS: KITS_NETWORK,
      KITS_CONFIG: kitsPath,
      POLL_INTERVAL: '2',
      STATUS_POLL_INTERVAL: '2',
      INGEST_AUTO_REGISTER: 'true',
    }),
    logger,
  );
  const { url } = await app.start();
  return { url, written: () => written };
}

const postJson = (url: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

test.each(['json', 'console'] as const)(
  'I6: whatever is pushed, polled or asked, it forges no line of the log: %s',
  async (format) => {
    kit.answers({
      drones: [{ id: '', description: FORGED }, aDroneRecord({ id: FORGED, description: FORGED })],
      status: aStatus({ uid: `wardragon-${format}-1${FORGED}` }),
    });
    const { url, written } = await start(format);
    await waitFor(() => expect(written()).toContain('kit is online'));
    kit.answers({ status: aStatus({ uid: `wardragon-${format}-2${FORGED}` }) });
    const message = {
      [FORGED]: FORGED,
      type: FORGED,
      message: FORGED,
      host: FORGED,
      service: FORGED,
      severity: FORGED,
    };
    await postJson(`${url}/ingest`, { source: FORGED, messages: [message, { ...message, kit_id: FORGED }] });
    await postJson(`${url}/ingest`, {
      source: FORGED,
      messages: [{ type: 'drone', id: FORGED }, { type: 'drone', id: FORGED, kit_id: 'kit-1' }, FORGED],
    });
    await postJson(`${url}/ingest`, FORGED);
    await postJson(
      `${url}/ingest`,
      { messages: [] },
      { 'user-agent': 'FORGED', authorization: 'Bearer FORGED' },
    );
    await postJson(`${url}/graphql`, { query: `{ ${FORGED} }`, operationName: FORGED });
    await fetch(`${url}/${encodeURIComponent(FORGED)}?${encodeURIComponent(FORGED)}`);
    await waitFor(() => expect(written()).toContain('kit reports another serial'));
    expect(written()).toContain('FORGED');

    const lines = written().split(/\r\n|[\n\r\v\f\u0085\u2028\u2029]/);
    expect(lines.filter((line) => /^\W*FORGED/.test(line))).toEqual([]);
    expect(written()).not.toMatch(/[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/);
    if (format === 'json')
      for (const line of lines.slice(0, -1))
        expect(JSON.parse(line)).toMatchObject({ msg: expect.any(String) as string });
  },
);

import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createKnownKits } from '../../src/collectors/known-kits.js';
import { createPushKits } from '../../src/collectors/push-kits.js';
import type { Kit } from '../../src/domain/kit.js';
import { aKit } from '../support/fake-fleet.js';
import { captureLogs, type CapturedLogs } from '../support/logs.js';
import { somebody } from '../support/viewers.js';

let dataDir: string;
let logs: CapturedLogs;
const path = () => join(dataDir, 'known-kits.json');

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'airpicture-known-kits-'));
  logs = captureLogs();
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

function started(directory = dataDir) {
  const known = createKnownKits({ dataDir: directory, logger: logs.logger });
  known.start();
  return known;
}

test('the next process knows the kits of the last one', async () => {
  const known = started();
  expect(known.find('kit-1')).toBe('unknowable');
  known.save([aKit({ kitId: 'kit-1' }), aKit({ kitId: 'kit-2', enabled: false })]);
  await known.stop();
  const next = started();
  expect(next.find('kit-1')).toMatchObject({ enabled: true });
  expect(next.find('kit-2')).toMatchObject({ enabled: false });
  expect(next.find('kit-3')).toBeNull();
  expect((await stat(path())).mode & 0o777).toBe(0o600);
  expect(await readdir(dataDir)).toEqual(['known-kits.json']);
});

test('what is saved while the file is being written is written, too', async () => {
  const known = started();
  for (let count = 0; count <= 500; count++)
    known.save(Array.from({ length: count }, (_, at) => aKit({ kitId: `kit-${at}` })));
  await known.stop();
  expect(started().find('kit-499')).toMatchObject({ enabled: true });
});

test('a directory that is not there yet is made', async () => {
  const directory = join(dataDir, 'a', 'b');
  const known = started(directory);
  known.save([aKit()]);
  await known.stop();
  expect(started(directory).find('kit-1')).toMatchObject({ enabled: true });
});

test.each(['', '{', '[]', '{"kits":[{"kitId":1}]}', '{"kits":[{"kitId":"a"}]}', 'null'])(
  'a file that says %j says nothing, until it is written again',
  async (text) => {
    await writeFile(path(), text);
    const known = started();
    expect(known.find('kit-1')).toBe('unknowable');
    expect(logs.count('the list of kits cannot be read from its file')).toBe(1);
    known.save([aKit()]);
    await known.stop();
    expect(started().find('kit-1')).toMatchObject({ enabled: true });
  },
);

test('a file that cannot be written is told once, and costs nothing else', async () => {
  await writeFile(join(dataDir, 'taken'), '');
  const known = started(join(dataDir, 'taken'));
  for (const kitId of ['kit-1', 'kit-2']) {
    known.save([aKit({ kitId })]);
    await known.stop();
  }
  expect(logs.count('the list of kits cannot be written to its file')).toBe(1);
});

test('the same kits again leave the file alone', async () => {
  const known = started();
  known.save([aKit()]);
  await known.stop();
  const { ino } = await stat(path());
  known.save([aKit({ lastSeenMs: 1, name: 'Another' })]);
  await known.stop();
  expect((await stat(path())).ino).toBe(ino);
  expect(JSON.parse(await readFile(path(), 'utf8'))).toEqual({ kits: [{ kitId: 'kit-1', enabled: true }] });
});

test('pushes ask the file until the fleet has read the database, and then the fleet', async () => {
  const known = started();
  let isStarted = false;
  const heard: string[] = [];
  const registered: string[] = [];
  const kits = createPushKits({
    knownKits: known,
    fleet: {
      isStarted: () => isStarted,
      kit: (kitId): Kit | null => (kitId === 'kit-9' ? aKit({ kitId, enabled: false }) : null),
      registerPushKit: (kitId) => {
        registered.push(kitId);
        return Promise.resolve(aKit({ kitId }));
      },
      pushed: (kitId) => void heard.push(kitId),
    },
  });
  expect(kits.find('kit-1')).toBe('unknowable');
  known.save([aKit()]);
  await known.stop();
  known.start();
  expect(kits.find('kit-1')).toMatchObject({ enabled: true });
  expect(kits.find('kit-9')).toBeNull();
  isStarted = true;
  expect(kits.find('kit-1')).toBeNull();
  expect(kits.find('kit-9')).toMatchObject({ enabled: false });
  await kits.register('edge-01', somebody);
  kits.heard('edge-01', [], 1);
  expect([registered, heard]).toEqual([['edge-01'], ['edge-01']]);
});

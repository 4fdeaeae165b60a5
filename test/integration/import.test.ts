import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { counted, runCli } from '../support/cli.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { aLogRow, DRONE_LOG_COLUMNS, droneLog, LOGGED_MS } from '../support/drone-log.js';
import { aSignal, aTrackReport } from '../support/observations.js';

let database: TestDatabase;
let directory: string;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'airpicture-import-'));
});
afterEach(async () => {
  await database.pool.query('TRUNCATE drones, signals, system_health, aircraft, dead_letters, kits');
  await rm(directory, { recursive: true, force: true });
});

async function write(content: string | Buffer, name = 'log.csv'): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, content);
  return path;
}

const importing = (path: string, ...flags: string[]) =>
  runCli(['import', path, ...flags], { DATABASE_URL: database.connectionString, DATA_DIR: directory });

async function drones<T = Record<string, unknown>>(columns = '*'): Promise<T[]> {
  return (await database.pool.query(`SELECT ${columns} FROM drones ORDER BY time, drone_id`)).rows as T[];
}

test("a row of DragonSync's drone logger becomes a detection, with its own time and null for unknown", async () => {
  const { code, stdout, stderr } = await importing(await write(droneLog([aLogRow()])));
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(counted(stdout, 'stored')).toBe(1);
  expect(stdout).toContain('kits that are not registered, so only in the history: "LOGKIT"');
  expect(stdout).not.toContain('columns not used');
  expect(await drones()).toMatchObject([
    {
      time: LOGGED_MS,
      time_source: 'kit',
      kit_id: 'LOGKIT',
      source_id: 'file:log.csv',
      drone_id: 'drone-LOG1',
      kind: 'DRONE',
      lat: 46.75,
      altitude_m: 640.5,
      speed_mps: 0,
      vertical_speed_mps: null,
      course_deg: null,
      pilot_lat: 46.74,
      home_lat: null,
      rssi_dbm: -71,
      ua_type: 'Helicopter or Multirotor',
      make: 'DJI',
      model: 'Mini 4 Pro',
      description: null,
    },
  ]);
  const { rows } = await database.pool.query('SELECT drone_id, first_seen, make FROM aircraft');
  expect(rows).toEqual([{ drone_id: 'drone-LOG1', first_seen: LOGGED_MS, make: 'DJI' }]);
});

test.each([
  ['semicolons and decimal commas', ';', (text: string) => text.replace(/(\d)\.(\d)/g, '$1,$2')],
  ['tabs', '\t', (text: string) => text],
  ['bars', '|', (text: string) => text],
  ['a byte order mark', ',', (text: string) => `\uFEFF${text}`],
  ['a line that tells Excel the delimiter', ';', (text: string) => `sep=;\r\n${text}`],
])('%s are understood', async (_, delimiter, change) => {
  const path = await write(change(droneLog([aLogRow({ timestamp: '' })], { delimiter })));
  expect((await importing(path)).code).toBe(0);
  expect(await drones('drone_id, lat, altitude_m, frequency_mhz')).toEqual([
    { drone_id: 'drone-LOG1', lat: 46.75, altitude_m: 640.5, frequency_mhz: 2437 },
  ]);
});

test('text is read as UTF-8 or latin1, line by line, and quoted line breaks stay within their row', async () => {
  const header = `${DRONE_LOG_COLUMNS.join(',')}\n`;
  const line = (description: string, second: number) =>
    droneLog([aLogRow({ description }, LOGGED_MS + second * 1000)], { newline: '\n' }).slice(header.length);
  const path = await write(
    Buffer.concat([
      Buffer.from(header),
      Buffer.from(line('Übung', 0), 'utf8'),
      Buffer.from(line('Übung', 1), 'latin1'),
      Buffer.from(line('first "part"\nsecond, part', 2)),
      Buffer.from(line('', 3)),
    ]),
  );
  expect((await importing(path)).code).toBe(0);
  expect(
    (await drones<{ description: string }>('description')).map(({ description }) => description),
  ).toEqual(['Übung', 'Übung', 'first "part" second, part', null]);
});

test('other names of columns are known, the better one counts, and what is not used is said', async () => {
  const path = await write(
    'Time,Observed-At,UAS ID,Latitude,LNG,Altitude (m),Colour\n' +
      '2026-03-01 12:00:00+00,,drone-B,46.5,8.5,500,red\n' +
      '1999-01-01T00:00:00Z,1772366401500,drone-B,46.6,8.6,501,red\n',
  );
  const { code, stdout } = await importing(path, '--kit', 'kit-7');
  expect(code).toBe(0);
  expect(stdout).toContain('columns not used: "Colour"');
  expect(await drones('time, kit_id, lat, lon, altitude_m')).toEqual([
    { time: LOGGED_MS, kit_id: 'kit-7', lat: 46.5, lon: 8.5, altitude_m: 500 },
    { time: LOGGED_MS + 1500, kit_id: 'kit-7', lat: 46.6, lon: 8.6, altitude_m: 501 },
  ]);
});

test('zero is a value, except where it says that there is no position', async () => {
  const path = await write(
    droneLog([aLogRow({ lat: 0, lon: 0, direction: 0 }), aLogRow({ lon: 0, direction: 0 }, LOGGED_MS + 1)]),
  );
  expect((await importing(path)).code).toBe(0);
  expect(await drones('lat, lon, course_deg, speed_mps')).toEqual([
    { lat: null, lon: null, course_deg: null, speed_mps: null },
    { lat: 46.75, lon: 0, course_deg: 0, speed_mps: 0 },
  ]);
});

test('an import stops neither at 100 bad rows nor silently: each costs only itself, and is told of', async () => {
  const good = Array.from({ length: 300 }, (_, index) => aLogRow({}, LOGGED_MS + index * 1000));
  const lines = droneLog(good, { newline: '\n' }).trimEnd().split('\n');
  const spoiled = lines.flatMap((line, index) => {
    if (index === 0) return [line];
    if (index % 2 === 0) return ['2026-03-01T12:00:00,drone-X,1', line];
    // A logger that died in the middle of a quoted text.
    return index === 151 ? [`2026-03-01T12:00:00,drone-Y,1,"torn`, line] : [line];
  });
  const path = await write(`${spoiled.join('\n')}\n`);
  const rejectsPath = join(directory, 'rejects.ndjson');
  const { code, stdout } = await importing(path, '--rejects', rejectsPath);
  expect(code).toBe(2);
  expect(counted(stdout, 'rows read')).toBe(451);
  expect(counted(stdout, 'stored')).toBe(300);
  expect(counted(stdout, 'rejected')).toBe(151);
  expect(stdout).toContain('wrong number of columns: 150 (line 3, 6, 9, 12, 15, …)');
  expect(stdout).toMatch(/quote not closed: 1 \(line \d+\)/);
  const rejects = (await readFile(rejectsPath, 'utf8')).trimEnd().split('\n');
  expect(rejects).toHaveLength(151);
  expect(JSON.parse(rejects[0] ?? '')).toEqual({
    line: 3,
    reason: 'wrong number of columns',
    detail: '3 instead of 41',
    record: '2026-03-01T12:00:00,drone-X,1',
  });
  const { rows } = await database.pool.query(
    'SELECT reason, stage, source_id FROM dead_letters ORDER BY reason',
  );
  expect(rows).toEqual([
    { reason: 'quote not closed', stage: 'UNDERSTAND', source_id: 'file:log.csv' },
    { reason: 'wrong number of columns', stage: 'UNDERSTAND', source_id: 'file:log.csv' },
  ]);
});

test('hostile ids, rows without a time, a kit or an id are dealt with one by one', async () => {
  const path = await write(
    droneLog([
      aLogRow({ drone_id: `drone-'; DROP TABLE drones; --\t\\.\\N<img src=x>` }),
      aLogRow({ drone_id: 'drone-\u0000\u202Eevil', description: '=cmd()' }),
      aLogRow({ observed_at: '', timestamp: '2176.1 s' }),
      aLogRow({ observed_at: 0.5, timestamp: '' }),
      aLogRow({ observed_at: Date.now() / 1000 + 86_400, timestamp: '' }),
      aLogRow({ seen_by: '' }),
      aLogRow({ drone_id: '' }),
    ]),
  );
  const { code, stdout } = await importing(path);
  expect(code).toBe(2);
  expect(stdout).toContain('no usable time: 3 (line 4, 5, 6)');
  expect(stdout).toContain('no kit: 1 (line 7)');
  expect(stdout).toContain('no id: 1 (line 8)');
  expect(await drones('drone_id')).toEqual([
    { drone_id: `drone-'; DROP TABLE drones; -- \\.\\N<img src=x>` },
    { drone_id: 'drone-evil' },
  ]);
});

test('a kit that the file names by its serial number is the registered one', async () => {
  await database.pool.query(
    "INSERT INTO kits (kit_id, uid, name) VALUES ('kit-001', 'wardragon-LOGKIT', 'Roof')",
  );
  const { stdout } = await importing(await write(droneLog([aLogRow()])));
  expect(await drones('kit_id')).toEqual([{ kit_id: 'kit-001' }]);
  expect(stdout).not.toContain('not registered');
});

test('NDJSON is read: what kits serve, what hosts push, and our own observations as they are', async () => {
  const own = aTrackReport({ observedAtMs: LOGGED_MS, courseDeg: 0, warnings: ['odd'] });
  const signal = aSignal({ observedAtMs: LOGGED_MS });
  const timeS = LOGGED_MS / 1000;
  const lines = [
    own,
    signal,
    { id: 'drone-K', seen_by: 'wardragon-9', lat: 1, lon: 2, last_update_time: timeS, track_type: 'drone' },
    {
      id: 'adsb-4b1',
      seen_by: 'wardragon-9',
      lat: 1,
      lon: 2,
      alt: 1000,
      ground_speed: 100,
      last_update_time: timeS,
      track_type: 'aircraft',
    },
    { type: 'drone', id: 'drone-P', kit_id: 'kit-2', lat: 1, lon: 2, time: '2026-03-01T12:00:00' },
    { type: 'signal', uid: 'fpv-1', kit_id: 'kit-2', center_hz: 5_800_000_000, observed_at: timeS },
    { type: 'status', kit_id: 'kit-2', uid: 'wardragon-2', lat: 1, lon: 2, last_update_time: timeS },
    { type: 'syslog', message: 'not a detection' },
  ];
  const path = await write(
    `${lines.map((line) => JSON.stringify(line)).join('\n')}\n{"id":"drone-NaN","seen_by":"k","lat":NaN,"lon":2,"observed_at":${timeS}}\nrubbish\n[1]\n`,
    'mixed.ndjson',
  );
  const { code, stdout } = await importing(path);
  expect(code).toBe(2);
  expect(counted(stdout, 'stored')).toBe(8);
  expect(stdout).toContain('not a JSON object: 2 (line 10, 11)');
  expect(stdout).toContain('not a detection: 1 (line 8)');
  expect(
    await drones('drone_id, kit_id, kind, lat, altitude_m, course_deg, source_id, received_at, warnings'),
  ).toEqual([
    expect.objectContaining({ drone_id: 'adsb-4b1', kind: 'AIRCRAFT', altitude_m: 304.8 }),
    {
      drone_id: own.droneId,
      kit_id: own.kitId,
      kind: 'DRONE',
      lat: own.lat,
      altitude_m: own.altitudeM,
      course_deg: 0,
      source_id: own.sourceId,
      received_at: own.receivedAtMs,
      warnings: ['odd'],
    },
    expect.objectContaining({ drone_id: 'drone-K', kit_id: 'wardragon-9' }),
    expect.objectContaining({ drone_id: 'drone-NaN', lat: null }),
    expect.objectContaining({ drone_id: 'drone-P', kit_id: 'kit-2' }),
  ]);
  const { rows } = await database.pool.query(
    'SELECT (SELECT count(*) FROM signals) AS signals, (SELECT count(*) FROM system_health) AS health',
  );
  expect(rows).toEqual([{ signals: 2, health: 1 }]);
});

test('a gzip file is read whatever its name, and a torn one as far as it goes', async () => {
  const rows = Array.from({ length: 5000 }, (_, index) =>
    aLogRow({ mac: `60:60:1F:${(index * 7919) % 1000}` }, LOGGED_MS + index),
  );
  const zipped = gzipSync(droneLog(rows));
  expect((await importing(await write(zipped, 'log.csv.gz'))).code).toBe(0);
  expect(await drones('1')).toHaveLength(5000);
  await database.pool.query('TRUNCATE drones');
  const { code, stdout } = await importing(await write(zipped.subarray(0, zipped.length / 2), 'torn'));
  expect(code).toBe(1);
  expect(stdout).toContain('stopped: unexpected end of file');
  expect(counted(stdout, 'stored')).toBe((await drones('1')).length);
  expect(counted(stdout, 'stored')).toBeGreaterThan(0);
});

test('a dry run says what would come of it and writes nothing, needing no database', async () => {
  const path = await write(droneLog([aLogRow(), aLogRow({ observed_at: '', timestamp: '' })]));
  const { code, stdout } = await runCli(['import', path, '--dry-run'], {
    DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none',
  });
  expect(code).toBe(2);
  expect(stdout).toContain('dry run: nothing was stored');
  expect(counted(stdout, 'rejected')).toBe(1);
  expect(await drones()).toEqual([]);
  const { rowCount } = await database.pool.query('SELECT FROM dead_letters');
  expect(rowCount).toBe(0);
});

test.each([
  ['is not there', null, 'cannot be read'],
  ['is empty', '', 'is empty'],
  ['is UTF-16', Buffer.from(`\uFEFF${droneLog([aLogRow()])}`, 'utf16le'), 'is UTF-16'],
  ['is a JSON array', '[{"id":"drone-A"}]', 'is a JSON array'],
  ['has no header', '1,2,3\n4,5,6\n', 'names no column for id and time'],
])('a file that %s is refused with the reason', async (_, content, reason) => {
  const path = content === null ? join(directory, 'missing.csv') : await write(content);
  const { code, stdout, stderr } = await importing(path);
  expect(code).toBe(1);
  expect(stderr).toContain(reason);
  expect(stdout).toBe('');
});

test('a row that only PostgreSQL refuses is found among its neighbours', async () => {
  await database.pool.query("ALTER TABLE drones ADD CONSTRAINT no_poison CHECK (drone_id <> 'drone-poison')");
  try {
    const rows = Array.from({ length: 1000 }, (_, index) =>
      aLogRow({ drone_id: index === 617 ? 'drone-poison' : 'drone-fine' }, LOGGED_MS + index),
    );
    const { code, stdout } = await importing(await write(droneLog(rows)));
    expect(code).toBe(2);
    expect(counted(stdout, 'stored')).toBe(999);
    expect(stdout).toContain('integrity constraint violation: 1 (line 619)');
    const { rows: letters } = await database.pool.query(
      'SELECT stage, sink, format, kit_id FROM dead_letters',
    );
    expect(letters).toEqual([{ stage: 'STORE', sink: 'tsdb', format: 'observation', kit_id: 'LOGKIT' }]);
  } finally {
    await database.pool.query('ALTER TABLE drones DROP CONSTRAINT no_poison');
  }
});

test('a second import of 100,000 rows changes nothing', async () => {
  const path = await write(
    droneLog(
      Array.from({ length: 100_000 }, (_, index) =>
        aLogRow(
          { drone_id: `drone-${index % 50}`, lat: 46 + (index % 1000) / 1000 },
          LOGGED_MS + index * 100,
        ),
      ),
    ),
  );
  const fingerprint = async () =>
    (
      await database.pool.query(
        `SELECT (SELECT count(*) FROM drones) AS drones, (SELECT md5(string_agg(d::text, '' ORDER BY time, drone_id)) FROM drones d) AS rows,
                (SELECT md5(string_agg(a::text, '' ORDER BY drone_id)) FROM aircraft a) AS aircraft`,
      )
    ).rows[0] as { drones: number };
  const first = await importing(path, '--fast');
  expect(first.code).toBe(0);
  const before = await fingerprint();
  expect(before.drones).toBe(100_000);
  const second = await importing(path, '--fast');
  expect(second.code).toBe(0);
  expect(counted(second.stdout, 'stored')).toBe(0);
  expect(counted(second.stdout, 'there already')).toBe(100_000);
  expect(await fingerprint()).toEqual(before);
}, 120_000);

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { variables } from './config-variables.js';
import { ConfigError, loadConfig } from './config.js';

const noFile = (path: string): string => {
  throw new Error(`ENOENT: ${path}`);
};

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    loadConfig(env, noFile);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

test('an empty environment gives the documented defaults', () => {
  expect(loadConfig({}, noFile)).toEqual({
    databaseUrl: null,
    dataDir: './data',
    kitsConfigPath: null,
    pollIntervalMs: 5000,
    adaptive: null,
    statusPollIntervalMs: 30_000,
    requestTimeoutMs: 10_000,
    maxRetries: 3,
    initialBackoffMs: 5000,
    maxBackoffMs: 300_000,
    staleThresholdMs: 60_000,
    trackTimeoutMs: 60_000,
    validation: 'lenient',
    spoolMaxBytes: 1_073_741_824,
    ingestAutoRegister: false,
    loki: null,
    host: '127.0.0.1',
    port: 4000,
    authMode: 'local',
    logLevel: 'info',
    logFormat: null,
    migrationDatabaseUrl: null,
    kitAllowedNetworks: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
    secretsKey: null,
    ingestRecordsPerSecond: 5_000,
    jwt: null,
    allowedOrigins: [],
    limits: {
      maxCost: 20_000,
      costPerMinute: Infinity,
      maxSockets: 12_000,
      maxSocketsPerAddress: Infinity,
      maxSocketsPerUser: Infinity,
      messagesPerMinute: Infinity,
    },
    persistedDocumentsOnly: false,
    basemap: { kind: 'world' },
  });
});

test('the map has one background', () => {
  const [path, url] = ['/srv/lake.pmtiles', 'https://tiles.example.org/style.json?key=abc'];
  expect(loadConfig({ BASEMAP_PMTILES: path }, noFile).basemap).toEqual({ kind: 'pmtiles', path });
  const origins = ['https://sprites.example.org'];
  expect(loadConfig({ BASEMAP_STYLE_URL: url, BASEMAP_ORIGINS: origins[0] }, noFile).basemap).toEqual({
    kind: 'style',
    url,
    origins,
  });
  expect(problemsOf({ BASEMAP_STYLE_URL: url, BASEMAP_PMTILES: path })).toEqual([
    'BASEMAP_STYLE_URL: set it or BASEMAP_PMTILES, not both',
  ]);
  expect(problemsOf({ BASEMAP_ORIGINS: 'https://tiles.example.org' })).toEqual([
    'BASEMAP_ORIGINS: set BASEMAP_STYLE_URL with it, or neither',
  ]);
  expect(problemsOf({ BASEMAP_STYLE_URL: 'ftp://tiles.example.org' })).toHaveLength(1);
});

test('Loki is set up by its own variables', () => {
  const env = { LOKI_ENABLED: 'True', LOKI_USERNAME: 'air', LOKI_PASSWORD_FILE: '/run/secrets/loki' };
  expect(loadConfig(env, () => 'S3NT1NEL\n').loki).toEqual({
    url: 'http://localhost:3100',
    tenantId: null,
    credentials: { username: 'air', password: 'S3NT1NEL' },
    batchSize: 100,
    batchTimeoutMs: 5000,
  });
});

test('half of what Loki needs to know a user is refused, and so is a user in its address', () => {
  expect(problemsOf({ MIGRATION_DATABASE_URL: 'postgresql://owner@db/air' })).toEqual([
    'MIGRATION_DATABASE_URL: set DATABASE_URL with it, or neither',
  ]);
  expect(problemsOf({ LOKI_USERNAME: 'air' })).toEqual([
    'LOKI_USERNAME: set LOKI_PASSWORD with it, or neither',
  ]);
  expect(problemsOf({ LOKI_URL: 'http://air:S3NT1NEL@loki:3100' })).toEqual([
    'LOKI_URL: must look like http://host:3100, without a user name or password in it',
  ]);
});

test('fractions of seconds are allowed', () => {
  expect(loadConfig({ POLL_INTERVAL: '1.5', INITIAL_BACKOFF: '0.25' }, noFile)).toMatchObject({
    pollIntervalMs: 1500,
    initialBackoffMs: 250,
  });
});

test('an empty variable counts as absent', () => {
  expect(loadConfig({ PORT: '', DATABASE_URL: '' }, noFile)).toMatchObject({ port: 4000, databaseUrl: null });
});

test('every problem is reported at once, each with its variable', () => {
  const problems = problemsOf({
    PORT: '70000',
    POLL_INTERVAL: 'fast',
    LOG_FORMAT: 'xml',
    DATABASE_URL: 'mysql://somewhere',
    MAX_RETRIES: '-1',
  });
  expect(problems.map((problem) => problem.split(':')[0]).sort()).toEqual([
    'DATABASE_URL',
    'LOG_FORMAT',
    'MAX_RETRIES',
    'POLL_INTERVAL',
    'PORT',
  ]);
});

test('intervals that would exceed a kit’s request limit are refused with the arithmetic', () => {
  expect(problemsOf({ POLL_INTERVAL: '1', STATUS_POLL_INTERVAL: '30' })).toEqual([
    expect.stringContaining('2 × 60/1 + 60/30 = 122.0 requests a minute'),
  ]);
  expect(problemsOf({ POLL_INTERVAL: '1.25', STATUS_POLL_INTERVAL: '30' })).toEqual([]);
});

test('adaptive polling has beats of its own, and only then are they looked at', () => {
  expect(loadConfig({ POLL_MODE: 'adaptive', POLL_IDLE_INTERVAL: '7.5' }, noFile)).toMatchObject({
    pollIntervalMs: 5_000,
    adaptive: { fastIntervalMs: 1_000, idleIntervalMs: 7_500 },
  });
  expect(loadConfig({ POLL_FAST_INTERVAL: '0.1', POLL_INTERVAL: '60' }, noFile).adaptive).toBeNull();
  expect(problemsOf({ POLL_MODE: 'always' })).toEqual(['POLL_MODE: must be one of fixed, adaptive']);
});

test('adaptive beats out of order, or more than a kit answers, are refused', () => {
  const adaptive = { POLL_MODE: 'adaptive' };
  expect(problemsOf({ ...adaptive, POLL_FAST_INTERVAL: '6', POLL_IDLE_INTERVAL: '4' })).toEqual([
    'POLL_FAST_INTERVAL: must not be above POLL_INTERVAL',
    'POLL_IDLE_INTERVAL: must not be below POLL_INTERVAL',
  ]);
  expect(problemsOf({ ...adaptive, POLL_INTERVAL: '1.5' })).toEqual([
    expect.stringContaining('POLL_FAST_INTERVAL: 60/1 + 60/1.5 + 60/30 = 102.0 requests a minute'),
  ]);
  expect(problemsOf({ ...adaptive, POLL_INTERVAL: '2' })).toEqual([]);
});

test('a contradiction is told beside other problems', () => {
  expect(problemsOf({ PORT: 'abc', POLL_INTERVAL: '1' })).toEqual([
    'PORT: must be a whole number from 0 to 65535',
    expect.stringContaining('122.0 requests a minute'),
  ]);
});

test.each(['postgresql://u:p#w@host/db', 'postgresql://u:p/w@host:5432/db', 'mysql://u@host/db'])(
  'a database address that cannot be read is refused with what to do: %s',
  (url) => {
    expect(problemsOf({ DATABASE_URL: url })).toEqual([expect.stringContaining('%23 %2F')]);
  },
);

test('a back-off that shrinks is refused', () => {
  expect(problemsOf({ INITIAL_BACKOFF: '10', MAX_BACKOFF: '5' })).toEqual([
    'MAX_BACKOFF: must not be below INITIAL_BACKOFF',
  ]);
});

test('a secret can come from a file', () => {
  const config = loadConfig({ DATABASE_URL_FILE: '/run/secrets/db' }, (path) =>
    path === '/run/secrets/db' ? 'postgresql://a:b@db/air\n' : noFile(path),
  );
  expect(config.databaseUrl).toBe('postgresql://a:b@db/air');
});

test('a secret from two places, or from a file that is not there, is refused', () => {
  expect(problemsOf({ DATABASE_URL: 'postgresql://a', DATABASE_URL_FILE: '/x' })).toEqual([
    'DATABASE_URL_FILE: set it or DATABASE_URL, not both',
  ]);
  expect(problemsOf({ DATABASE_URL_FILE: '/x' })).toEqual([expect.stringContaining('cannot read /x')]);
});

test('where others can reach the server, it has to be said who may do what', () => {
  for (const HOST of ['0.0.0.0', '::', '192.168.1.10', 'airpicture.example']) {
    expect(problemsOf({ HOST })).toEqual([
      expect.stringMatching(/^AUTH_MODE: others can reach .+ token .+ none/),
    ]);
    for (const AUTH_MODE of ['token', 'none'])
      expect(loadConfig({ HOST, AUTH_MODE }, noFile).authMode).toBe(AUTH_MODE);
  }
  for (const HOST of ['localhost', '127.0.0.1', '::1']) expect(problemsOf({ HOST })).toEqual([]);
});

test('an error never repeats the value of a secret', () => {
  expect(problemsOf({ DATABASE_URL: 'S3NT1NEL' }).join()).not.toContain('S3NT1NEL');
});

const root = new URL('..', import.meta.url);
const documented = readFileSync(new URL('docs/configuration.md', root), 'utf8');
const example = readFileSync(new URL('.env.example', root), 'utf8');

test.each(Object.entries(variables))(
  'docs/configuration.md and .env.example are true about %s',
  (name, type) => {
    const parsed = type.safeParse(undefined);
    const fallback = parsed.success && parsed.data !== undefined ? String(parsed.data) : '';
    const row = documented.split('\n').find((line) => line.startsWith(`| \`${name}\``));
    expect(row).toBe(
      `| \`${name}\` | ${fallback === '' ? '–' : `\`${fallback}\``} | ${String(type.meta()?.['description'])} |`,
    );
    expect(example.split('\n')).toContain(`# ${name}=${fallback}`);
  },
);

test('docs/configuration.md and .env.example name no variable that does not exist', () => {
  const names = new Set(
    [...documented.matchAll(/^\| `([A-Z_]+)`/gm), ...example.matchAll(/^# ([A-Z_]+)=/gm)].map(
      ([, name]) => name,
    ),
  );
  expect([...names].filter((name) => !(name! in variables))).toEqual([]);
});

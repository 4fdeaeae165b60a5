import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { intervalProblems } from './config-intervals.js';
import { isLoopback } from './domain/loopback.js';

type Environment = Readonly<Record<string, string | undefined>>;

const whole = (min: number, max: number) => {
  const error = `must be a whole number from ${min} to ${max}`;
  return z.coerce.number({ error }).int(error).min(min, error).max(max, error);
};

const oneOf = <T extends string>(names: readonly [T, ...T[]]) =>
  z.enum(names, { error: `must be one of ${names.join(', ')}` });

const seconds = (fallback: number, { min = 0.05, max = 86_400 } = {}) =>
  z.coerce
    .number({ error: 'must be a number of seconds' })
    .min(min, `must be at least ${min} s`)
    .max(max, `must be at most ${max} s`)
    .default(fallback);

const yesNo = z
  .preprocess(
    (text) => (typeof text === 'string' ? text.toLowerCase() : text),
    z.enum(['true', 'false', '1', '0'], { error: 'must be true or false' }),
  )
  .transform((text) => text === 'true' || text === '1');

const httpUrl = z.string().refine((text) => /^https?:\/\/[^@]+$/.test(text) && URL.canParse(text), {
  error: 'must look like http://host:3100, without a user name or password in it',
});

const postgresUrl = z.string().refine((text) => /^postgres(ql)?:\/\/./.test(text) && URL.canParse(text), {
  error:
    'must look like postgresql://user:password@host:5432/database; in a password, write characters such as # / @ : ' +
    'as %23 %2F %40 %3A',
});

/**
 * Every variable that the process reads. `meta.description` is the text in docs/configuration.md;
 * `secret` variables can also come from a file named by `<NAME>_FILE`.
 */
export const variables = {
  DATABASE_URL: postgresUrl.optional().meta({
    description:
      'PostgreSQL or TimescaleDB to keep history in. Absent: the process runs its own PostgreSQL under `DATA_DIR`.',
    secret: true,
  }),
  DATA_DIR: z
    .string()
    .min(1)
    .default('./data')
    .meta({ description: 'Where the process keeps files of its own.' }),
  KITS_CONFIG: z.string().min(1).optional().meta({
    description:
      'YAML file with kits to start with. The database is the truth: kits that it knows are left as they are.',
  }),
  POLL_MODE: oneOf(['fixed', 'adaptive']).default('fixed').meta({
    description:
      '`fixed`: every kit is polled every `POLL_INTERVAL`. `adaptive`: fast while something flies near a kit, slowly while the sky is empty.',
  }),
  POLL_INTERVAL: seconds(5).meta({
    description:
      'Seconds between two polls of a kit for drones and signals. Adaptive: for signals, and for drones while the kit reports aircraft only.',
  }),
  POLL_FAST_INTERVAL: seconds(1).meta({
    description: 'Adaptive: seconds between two polls for drones while drones fly or signals are heard.',
  }),
  POLL_IDLE_INTERVAL: seconds(10).meta({
    description:
      'Adaptive: seconds between two polls of a kit that reports nothing. A new drone is seen that much later at worst.',
  }),
  STATUS_POLL_INTERVAL: seconds(30).meta({
    description: 'Seconds between two polls of a kit for its status.',
  }),
  REQUEST_TIMEOUT: seconds(10).meta({
    description: 'Seconds that one poll of a kit may take, retries included.',
  }),
  MAX_RETRIES: whole(0, 10).default(3).meta({
    description: 'How often what timed out, a connection or an answer, is tried again within its poll.',
  }),
  INITIAL_BACKOFF: seconds(5).meta({
    description: 'Seconds to wait after a kit failed once; doubles with each further failure.',
  }),
  MAX_BACKOFF: seconds(300).meta({
    description: 'Seconds to wait after the sixth failure in a row and later.',
  }),
  STALE_THRESHOLD: seconds(60).meta({
    description: 'Seconds without data after which a kit counts as stale.',
  }),
  TRACK_TIMEOUT: seconds(60, { min: 1, max: 3600 }).meta({
    description:
      'Seconds without a report after which an aircraft leaves the live picture; after a quarter of it, it is marked stale.',
  }),
  VALIDATION: oneOf(['lenient', 'strict']).default('lenient').meta({
    description:
      '`lenient`: a value that cannot be true becomes unknown and leaves a remark. `strict`: it costs the whole record, which is kept as a dead letter.',
  }),
  SPOOL_MAX_BYTES: whole(1_048_576, 2 ** 40)
    .default(1_073_741_824)
    .meta({
      description:
        'Bytes on disk, below `DATA_DIR/spool`, for what waits while a sink is away; for each sink.',
    }),
  INGEST_AUTO_REGISTER: yesNo.default(false).meta({
    description:
      'Register kits that are heard of by `POST /ingest` for the first time. Otherwise what they send is refused.',
  }),
  LOKI_ENABLED: yesNo.default(false).meta({ description: 'Send everything to Loki, too.' }),
  LOKI_URL: httpUrl.default('http://localhost:3100').meta({ description: 'Where Loki is.' }),
  LOKI_TENANT_ID: z.string().min(1).optional().meta({ description: 'Sent as `X-Scope-OrgID`.' }),
  LOKI_USERNAME: z.string().min(1).optional().meta({ description: 'For basic authentication.' }),
  LOKI_PASSWORD: z
    .string()
    .min(1)
    .optional()
    .meta({ description: 'For basic authentication.', secret: true }),
  LOKI_BATCH_SIZE: whole(1, 10_000).default(100).meta({
    description: 'As many records are sent to Loki at once.',
  }),
  LOKI_BATCH_TIMEOUT_SECONDS: seconds(5).meta({
    description: 'Seconds after which what waits for Loki is sent, although it is less than that.',
  }),
  HOST: z.string().min(1).default('127.0.0.1').meta({ description: 'Address to listen on.' }),
  AUTH_MODE: oneOf(['none', 'token']).optional().meta({
    description:
      '`token`: everybody needs an API key. `none`: nobody does. Absent: nobody does, and the server is for this machine alone: `HOST` has to be a loopback address, and requests have to name it so.',
  }),
  PORT: whole(0, 65_535).default(4000).meta({ description: 'Port to listen on; 0 picks a free one.' }),
  LOG_LEVEL: z
    .preprocess(
      (level) => (typeof level === 'string' ? level.toLowerCase() : level),
      oneOf(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']),
    )
    .default('info')
    .meta({ description: 'Least severe level that is logged.' }),
  LOG_FORMAT: oneOf(['json', 'console']).optional().meta({
    description: '`json` for machines, `console` for people. Absent: `console` on a terminal, else `json`.',
  }),
} as const;

const schema = z.object(variables);

export interface LokiConfig {
  readonly url: string;
  readonly tenantId: string | null;
  /** Both or neither. */
  readonly credentials: { readonly username: string; readonly password: string } | null;
  readonly batchSize: number;
  readonly batchTimeoutMs: number;
}

/** What the process was told, in the units of the code. */
export interface Config {
  /** Null: run an embedded PostgreSQL. */
  readonly databaseUrl: string | null;
  readonly dataDir: string;
  readonly kitsConfigPath: string | null;
  readonly pollIntervalMs: number;
  /** Null: every kit is polled every `pollIntervalMs`. */
  readonly adaptive: { readonly fastIntervalMs: number; readonly idleIntervalMs: number } | null;
  readonly statusPollIntervalMs: number;
  readonly requestTimeoutMs: number;
  readonly maxRetries: number;
  readonly initialBackoffMs: number;
  readonly maxBackoffMs: number;
  readonly staleThresholdMs: number;
  readonly trackTimeoutMs: number;
  readonly validation: 'lenient' | 'strict';
  readonly spoolMaxBytes: number;
  readonly ingestAutoRegister: boolean;
  /** Null: not enabled. */
  readonly loki: LokiConfig | null;
  readonly host: string;
  readonly port: number;
  /** `local`: nobody needs a key, and only this machine is served. */
  readonly authMode: 'none' | 'token' | 'local';
  readonly logLevel: string;
  /** Null: decide by whether standard output is a terminal. */
  readonly logFormat: 'json' | 'console' | null;
}

/** The environment cannot be used; `problems` lists everything that is wrong with it, a line each. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly code = 'CONFIG_INVALID';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(
      `The configuration has ${problems.length} problem(s):\n${problems.map((problem) => `  - ${problem}`).join('\n')}`,
    );
    this.problems = problems;
  }
}

/**
 * Turns the environment into a Config. Empty variables count as absent. `readFile` serves the
 * `<NAME>_FILE` variants of secrets.
 *
 * @throws {ConfigError} with every problem at once
 */
export function loadConfig(
  env: Environment,
  readFile: (path: string) => string = (path) => readFileSync(path, 'utf8'),
): Config {
  const problems: string[] = [];
  const given = withSecretsFromFiles(env, readFile, problems);
  const parsed = schema.safeParse(given);
  if (!parsed.success)
    problems.push(...parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
  problems.push(...contradictions(given));
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems);
  const value = parsed.data;
  const ms = (amountS: number) => Math.round(amountS * 1000);
  return {
    databaseUrl: value.DATABASE_URL ?? null,
    dataDir: value.DATA_DIR,
    kitsConfigPath: value.KITS_CONFIG ?? null,
    pollIntervalMs: ms(value.POLL_INTERVAL),
    adaptive:
      value.POLL_MODE === 'adaptive'
        ? { fastIntervalMs: ms(value.POLL_FAST_INTERVAL), idleIntervalMs: ms(value.POLL_IDLE_INTERVAL) }
        : null,
    statusPollIntervalMs: ms(value.STATUS_POLL_INTERVAL),
    requestTimeoutMs: ms(value.REQUEST_TIMEOUT),
    maxRetries: value.MAX_RETRIES,
    initialBackoffMs: ms(value.INITIAL_BACKOFF),
    maxBackoffMs: ms(value.MAX_BACKOFF),
    staleThresholdMs: ms(value.STALE_THRESHOLD),
    trackTimeoutMs: ms(value.TRACK_TIMEOUT),
    validation: value.VALIDATION,
    spoolMaxBytes: value.SPOOL_MAX_BYTES,
    ingestAutoRegister: value.INGEST_AUTO_REGISTER,
    loki: value.LOKI_ENABLED
      ? {
          url: value.LOKI_URL,
          tenantId: value.LOKI_TENANT_ID ?? null,
          credentials:
            value.LOKI_USERNAME === undefined || value.LOKI_PASSWORD === undefined
              ? null
              : { username: value.LOKI_USERNAME, password: value.LOKI_PASSWORD },
          batchSize: value.LOKI_BATCH_SIZE,
          batchTimeoutMs: ms(value.LOKI_BATCH_TIMEOUT_SECONDS),
        }
      : null,
    host: value.HOST,
    port: value.PORT,
    authMode: value.AUTH_MODE ?? 'local',
    logLevel: value.LOG_LEVEL,
    logFormat: value.LOG_FORMAT ?? null,
  };
}

/** What is wrong between variables that are right by themselves. */
function contradictions(given: Environment): string[] {
  const numberOf = (name: keyof typeof variables) => {
    const { data } = variables[name].safeParse(given[name]);
    return typeof data === 'number' ? data : null;
  };
  const [initial, max] = [numberOf('INITIAL_BACKOFF'), numberOf('MAX_BACKOFF')];
  const problems: string[] = [];
  if (initial !== null && max !== null && max < initial)
    problems.push('MAX_BACKOFF: must not be below INITIAL_BACKOFF');
  const intervals = {
    poll: numberOf('POLL_INTERVAL'),
    fast: numberOf('POLL_FAST_INTERVAL'),
    idle: numberOf('POLL_IDLE_INTERVAL'),
    status: numberOf('STATUS_POLL_INTERVAL'),
  };
  problems.push(...intervalProblems(intervals, given['POLL_MODE'] === 'adaptive'));
  if ((given['LOKI_USERNAME'] === undefined) !== (given['LOKI_PASSWORD'] === undefined))
    problems.push('LOKI_USERNAME: set LOKI_PASSWORD with it, or neither');
  const host = given['HOST'];
  if (given['AUTH_MODE'] === undefined && host !== undefined && !isLoopback(host))
    problems.push(
      `AUTH_MODE: others can reach ${host}, so say who may: token (everybody needs an API key, and the first start ` +
        'prints one for an administrator), or none (everybody may do everything)',
    );
  return problems;
}

function withSecretsFromFiles(
  env: Environment,
  readFile: (path: string) => string,
  problems: string[],
): Environment {
  const given: Record<string, string | undefined> = {};
  for (const [name, type] of Object.entries(variables)) {
    given[name] = env[name] === '' ? undefined : env[name];
    if (type.meta()?.['secret'] !== true) continue;
    const path = env[`${name}_FILE`];
    if (path === undefined || path === '') continue;
    if (given[name] !== undefined) {
      problems.push(`${name}_FILE: set it or ${name}, not both`);
      continue;
    }
    try {
      given[name] = readFile(path).trim();
    } catch (error) {
      problems.push(
        `${name}_FILE: cannot read ${path}: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
  return given;
}

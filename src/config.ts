import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { budgetProblem } from './domain/request-budget.js';

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
  POLL_INTERVAL: seconds(5).meta({
    description: 'Seconds between two polls of a kit for drones and signals.',
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
  HOST: z.string().min(1).default('127.0.0.1').meta({ description: 'Address to listen on.' }),
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

/** What the process was told, in the units of the code. */
export interface Config {
  /** Null: run an embedded PostgreSQL. */
  readonly databaseUrl: string | null;
  readonly dataDir: string;
  readonly kitsConfigPath: string | null;
  readonly pollIntervalMs: number;
  readonly statusPollIntervalMs: number;
  readonly requestTimeoutMs: number;
  readonly maxRetries: number;
  readonly initialBackoffMs: number;
  readonly maxBackoffMs: number;
  readonly staleThresholdMs: number;
  readonly trackTimeoutMs: number;
  readonly host: string;
  readonly port: number;
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
    statusPollIntervalMs: ms(value.STATUS_POLL_INTERVAL),
    requestTimeoutMs: ms(value.REQUEST_TIMEOUT),
    maxRetries: value.MAX_RETRIES,
    initialBackoffMs: ms(value.INITIAL_BACKOFF),
    maxBackoffMs: ms(value.MAX_BACKOFF),
    staleThresholdMs: ms(value.STALE_THRESHOLD),
    trackTimeoutMs: ms(value.TRACK_TIMEOUT),
    host: value.HOST,
    port: value.PORT,
    logLevel: value.LOG_LEVEL,
    logFormat: value.LOG_FORMAT ?? null,
  };
}

/** What is wrong between variables that are right by themselves. */
function contradictions(given: Environment): string[] {
  const secondsOf = (name: keyof typeof variables) => variables[name].safeParse(given[name]).data;
  const [initial, max] = [secondsOf('INITIAL_BACKOFF'), secondsOf('MAX_BACKOFF')];
  const [poll, status] = [secondsOf('POLL_INTERVAL'), secondsOf('STATUS_POLL_INTERVAL')];
  const problems: string[] = [];
  if (typeof initial === 'number' && typeof max === 'number' && max < initial)
    problems.push('MAX_BACKOFF: must not be below INITIAL_BACKOFF');
  if (typeof poll === 'number' && typeof status === 'number') {
    const budget = budgetProblem(poll * 1000, status * 1000);
    if (budget !== null) problems.push(`POLL_INTERVAL: ${budget}`);
  }
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

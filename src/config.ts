import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { intervalProblems } from './config-intervals.js';
import { variables } from './config-variables.js';
import { isLoopback } from './domain/loopback.js';

type Environment = Readonly<Record<string, string | undefined>>;

const schema = z.object(variables);

export interface LokiConfig {
  readonly url: string;
  readonly tenantId: string | null;
  /** Both or neither. */
  readonly credentials: { readonly username: string; readonly password: string } | null;
  readonly batchSize: number;
  readonly batchTimeoutMs: number;
}

export interface JwtConfig {
  readonly secret: string | null;
  readonly jwksUrl: string | null;
  readonly issuer: string | null;
  readonly audience: string | null;
  readonly roleClaim: string;
}

/** What the live map draws below the picture. */
export type BasemapConfig =
  /** Coasts and borders, which are part of the page. */
  | { readonly kind: 'world' }
  | { readonly kind: 'pmtiles'; readonly path: string }
  | {
      readonly kind: 'style';
      readonly url: string;
      /** Besides the style's own. */
      readonly origins: readonly string[];
    };

/** What clients may ask for. Infinity: any. */
export interface Limits {
  /** Of one operation. */
  readonly maxCost: number;
  /** Of somebody. */
  readonly costPerMinute: number;
  /** WebSockets and event streams. */
  readonly maxSockets: number;
  readonly maxSocketsPerAddress: number;
  readonly maxSocketsPerUser: number;
  /** Of one WebSocket's client. */
  readonly messagesPerMinute: number;
}

/** Of a server that is for its own machine alone, as far as they are not configured. */
export const localLimits: Limits = {
  maxCost: 20_000,
  costPerMinute: Infinity,
  maxSockets: 12_000,
  maxSocketsPerAddress: Infinity,
  maxSocketsPerUser: Infinity,
  messagesPerMinute: Infinity,
};

/** A client sends a message for each operation that it begins or ends. */
const MESSAGES_PER_MINUTE = 100;

/** What the process was told, in the units of the code. */
export interface Config {
  /** Null: run an embedded PostgreSQL. */
  readonly databaseUrl: string | null;
  /** The account that owns the tables. */
  readonly migrationDatabaseUrl: string | null;
  readonly dataDir: string;
  /** In CIDR notation. */
  readonly kitAllowedNetworks: readonly string[];
  /** 32 bytes. Null: kits cannot have credentials. */
  readonly secretsKey: Buffer | null;
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
  /** 0: any. */
  readonly ingestRecordsPerSecond: number;
  /** Null: not enabled. */
  readonly loki: LokiConfig | null;
  readonly host: string;
  readonly port: number;
  /** `local`: nobody needs a key, and only this machine is served. */
  readonly authMode: 'none' | 'token' | 'jwt' | 'local';
  /** Null unless `authMode` is `jwt`. */
  readonly jwt: JwtConfig | null;
  /** As browsers write them. */
  readonly allowedOrigins: readonly string[];
  readonly limits: Limits;
  readonly persistedDocumentsOnly: boolean;
  readonly basemap: BasemapConfig;
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
    migrationDatabaseUrl: value.MIGRATION_DATABASE_URL ?? null,
    dataDir: value.DATA_DIR,
    kitAllowedNetworks: value.KIT_ALLOWED_NETWORKS,
    secretsKey: value.SECRETS_KEY === undefined ? null : Buffer.from(value.SECRETS_KEY, 'hex'),
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
    ingestRecordsPerSecond: value.INGEST_RECORDS_PER_SECOND,
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
    jwt:
      value.AUTH_MODE === 'jwt'
        ? {
            secret: value.JWT_SECRET ?? null,
            jwksUrl: value.JWT_JWKS_URL ?? null,
            issuer: value.JWT_ISSUER ?? null,
            audience: value.JWT_AUDIENCE ?? null,
            roleClaim: value.JWT_ROLE_CLAIM,
          }
        : null,
    allowedOrigins: value.ALLOWED_ORIGINS,
    limits: {
      maxCost: value.MAX_COST,
      costPerMinute: value.AUTH_MODE === undefined ? Infinity : orAny(value.COST_PER_MINUTE),
      maxSockets: value.MAX_SOCKETS,
      maxSocketsPerAddress: value.AUTH_MODE === undefined ? Infinity : orAny(value.MAX_SOCKETS_PER_ADDRESS),
      maxSocketsPerUser:
        value.AUTH_MODE === 'token' || value.AUTH_MODE === 'jwt'
          ? orAny(value.MAX_SOCKETS_PER_USER)
          : Infinity,
      messagesPerMinute: value.AUTH_MODE === undefined ? Infinity : MESSAGES_PER_MINUTE,
    },
    persistedDocumentsOnly: value.PERSISTED_DOCUMENTS_ONLY,
    basemap: basemapOf(value),
    logLevel: value.LOG_LEVEL,
    logFormat: value.LOG_FORMAT ?? null,
  };
}

function basemapOf(value: z.infer<typeof schema>): BasemapConfig {
  if (value.BASEMAP_PMTILES !== undefined) return { kind: 'pmtiles', path: value.BASEMAP_PMTILES };
  if (value.BASEMAP_STYLE_URL !== undefined)
    return { kind: 'style', url: value.BASEMAP_STYLE_URL, origins: value.BASEMAP_ORIGINS };
  return { kind: 'world' };
}

const orAny = (limit: number) => (limit === 0 ? Infinity : limit);

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
  problems.push(...jwtProblems(given));
  if (given['BASEMAP_STYLE_URL'] !== undefined && given['BASEMAP_PMTILES'] !== undefined)
    problems.push('BASEMAP_STYLE_URL: set it or BASEMAP_PMTILES, not both');
  if (given['BASEMAP_ORIGINS'] !== undefined && given['BASEMAP_STYLE_URL'] === undefined)
    problems.push('BASEMAP_ORIGINS: set BASEMAP_STYLE_URL with it, or neither');
  if (given['MIGRATION_DATABASE_URL'] !== undefined && given['DATABASE_URL'] === undefined)
    problems.push('MIGRATION_DATABASE_URL: set DATABASE_URL with it, or neither');
  const host = given['HOST'];
  if (given['AUTH_MODE'] === undefined && host !== undefined && !isLoopback(host))
    problems.push(
      `AUTH_MODE: others can reach ${host}, so say who may: token (everybody needs an API key, and the first start ` +
        'prints one for an administrator), jwt (an API key or a JSON Web Token), or none (everybody may do everything)',
    );
  return problems;
}

function jwtProblems(given: Environment): string[] {
  if (given['AUTH_MODE'] !== 'jwt') return [];
  const [secret, jwksUrl, issuer] = [given['JWT_SECRET'], given['JWT_JWKS_URL'], given['JWT_ISSUER']];
  const problems: string[] = [];
  if (secret !== undefined && jwksUrl !== undefined)
    problems.push('JWT_SECRET: set it or JWT_JWKS_URL, not both');
  if (secret === undefined && jwksUrl === undefined && issuer === undefined)
    problems.push(
      'AUTH_MODE: jwt needs JWT_SECRET, JWT_JWKS_URL or JWT_ISSUER to tell good tokens from others',
    );
  // Whoever signs tokens for others, too, must not let them in here.
  if (secret === undefined && (jwksUrl ?? issuer) !== undefined && given['JWT_AUDIENCE'] === undefined)
    problems.push('JWT_AUDIENCE: is needed with JWT_JWKS_URL or JWT_ISSUER');
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

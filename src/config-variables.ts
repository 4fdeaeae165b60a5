import ipaddr from 'ipaddr.js';
import { z } from 'zod';

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

const styleUrl = z.string().refine((text) => /^https?:\/\/[^@]+$/.test(text) && URL.canParse(text), {
  error: 'must look like https://tiles.example.org/style.json, without a user name or password in it',
});

const listed = (text: string) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

const networks = z
  .string()
  .transform(listed)
  .refine((parts) => parts.length > 0 && parts.every((part) => ipaddr.isValidCIDR(part)), {
    error: 'must be networks such as 192.168.0.0/16, separated by commas',
  });

const origins = z
  .string()
  .transform(listed)
  .refine((parts) => parts.every((part) => URL.canParse(part) && new URL(part).origin === part), {
    error: 'must be origins such as https://map.example.org, without a path, separated by commas',
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
  MIGRATION_DATABASE_URL: postgresUrl.optional().meta({
    description:
      'The same database as `DATABASE_URL` with the account that owns its tables, which brings it up to date. Absent: `DATABASE_URL` is that account.',
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
  KIT_ALLOWED_NETWORKS: networks.default(['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7']).meta({
    description:
      'Networks that kits may be in, comma separated, as `192.168.0.0/16`. For kits on this machine add `127.0.0.0/8`.',
  }),
  SECRETS_KEY: z
    .string()
    .regex(/^[0-9a-f]{64}$/i, 'must be 64 hexadecimal digits, as `openssl rand -hex 32` prints them')
    .optional()
    .meta({
      description:
        'What the credentials of kits are encrypted with. Absent: kits cannot be given credentials.',
      secret: true,
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
  INGEST_RECORDS_PER_SECOND: whole(0, 1_000_000).default(5_000).meta({
    description:
      'Records that one sender (an API key or user; an address where nobody needs one) may push in a second, averaged over ten; what is more is answered with 429 and when to come again. 0: as many as it likes.',
  }),
  HOST: z.string().min(1).default('127.0.0.1').meta({ description: 'Address to listen on.' }),
  AUTH_MODE: oneOf(['none', 'token', 'jwt']).optional().meta({
    description:
      '`token`: everybody needs an API key. `jwt`: an API key or a JSON Web Token. `none`: nobody does. Absent: nobody does, and the server is for this machine alone: `HOST` has to be a loopback address, and requests have to name it so.',
  }),
  JWT_SECRET: z.string().min(32, 'must have at least 32 characters').optional().meta({
    description:
      'What tokens are signed with (HS256, HS384, HS512). With `AUTH_MODE=jwt` this or one of the next two is set.',
    secret: true,
  }),
  JWT_JWKS_URL: httpUrl
    .optional()
    .meta({ description: 'Where the public keys are that tokens are signed with.' }),
  JWT_ISSUER: httpUrl.optional().meta({
    description:
      'OpenID Connect issuer: tells where its keys are, and has to be the `iss` of every token. May be set with one of the others, too.',
  }),
  JWT_AUDIENCE: z.string().min(1).optional().meta({
    description: 'What the `aud` of every token has to contain. Needed with `JWT_JWKS_URL` or `JWT_ISSUER`.',
  }),
  JWT_ROLE_CLAIM: z.string().min(1).default('role').meta({
    description:
      'Claim of a token that holds the role: `viewer`, `operator`, `admin` or `ingest`. Dots lead into objects.',
  }),
  ALLOWED_ORIGINS: origins.default([]).meta({
    description:
      'Sites whose pages may use this server from a browser, comma separated, such as `https://map.example.org`. Its own pages always may.',
  }),
  MAX_COST: whole(1, 10_000_000).default(20_000).meta({
    description:
      'Cost that one operation may have: about one for each object and a tenth for each value that it can answer with.',
  }),
  COST_PER_MINUTE: whole(0, 1_000_000_000).default(600_000).meta({
    description:
      'Cost that somebody may have in a minute. 0: any. Counts for nobody while the server is for this machine alone.',
  }),
  MAX_SOCKETS: whole(1, 1_000_000)
    .default(12_000)
    .meta({ description: 'WebSockets and event streams in all; one more is answered with 503.' }),
  MAX_SOCKETS_PER_ADDRESS: whole(0, 1_000_000).default(50).meta({
    description:
      'WebSockets and event streams from one address. 0: any. Counts for nobody while the server is for this machine alone.',
  }),
  MAX_SOCKETS_PER_USER: whole(0, 1_000_000).default(10).meta({
    description: 'WebSockets and event streams with one key, or of one subject of tokens. 0: any.',
  }),
  PERSISTED_DOCUMENTS_ONLY: yesNo.default(false).meta({
    description: 'Executes the documents that come with the server and no others, for production.',
  }),
  BASEMAP_PMTILES: z.string().min(1).optional().meta({
    description:
      'PMTiles archive that the live map draws below the picture, for your area in detail. Absent: coasts and borders of the world, which come with the server.',
  }),
  BASEMAP_STYLE_URL: styleUrl.optional().meta({
    description:
      'MapLibre style that the live map is drawn with instead; browsers then load it, and its tiles, from there. Everybody who opens the map can read it, and a key in it.',
  }),
  BASEMAP_ORIGINS: origins.default([]).meta({
    description:
      'Where else `BASEMAP_STYLE_URL` has tiles, sprites and glyphs, comma separated, such as `https://tiles.example.org`. The map loads nothing from anywhere else.',
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

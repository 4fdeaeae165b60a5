import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import { createKeyDesk } from '../access/key-desk.js';
import type { Config } from '../config.js';
import type { ApiKey, KeyDesk } from '../domain/api-key.js';
import { InvalidInputError } from '../domain/errors.js';
import type { Role } from '../domain/viewer.js';
import { commandLineActor } from './actor.js';
import { EXIT } from './exit.js';
import { expiryOf } from './expiry.js';
import { keyJson, keyTable, minuteOf } from './key-list.js';
import { withPool } from './with-pool.js';

export interface CreateKeyFlags {
  readonly name: string;
  readonly role: Lowercase<Role>;
  readonly pii?: true;
  readonly kit?: readonly string[];
  readonly expires?: string;
}

export interface ListKeysFlags {
  readonly json?: true;
}

/** Where what the desk finds wrong was said on the command line. */
const FLAG_OF: Readonly<Record<string, string>> = {
  name: '--name',
  pii: '--pii',
  kitIds: '--kit',
  expiresAt: '--expires',
};

const MAY: Readonly<Record<Role, string>> = {
  VIEWER: 'see the picture and its history',
  OPERATOR: 'see the picture and its history, change kits and retry dead letters',
  ADMIN: 'do everything',
  INGEST: 'push to POST /ingest, and nothing else',
};

const say = (text: string) => process.stdout.write(`${text}\n`);
const remark = (text: string) => process.stderr.write(`${text}\n`);

/**
 * `airpicture key create`: prints the text of a new key, alone on standard output. Returns the exit code.
 *
 * @throws {InvalidInputError} with flags as paths; and whatever keeps the database from being opened
 */
export async function createKeyCommand(
  { name, role, pii, kit, expires }: CreateKeyFlags,
  config: Config,
  logger: Logger,
): Promise<number> {
  const wanted = {
    name,
    role: role.toUpperCase() as Role,
    pii,
    kitIds: kit ?? null,
    expiresAtMs: expires === undefined ? null : expiryOf(expires, Date.now()),
  };
  return withKeys(config, logger, async (keys) => {
    const { key, text } = await keys.create(wanted, commandLineActor()).catch((error: unknown) => {
      throw error instanceof InvalidInputError ? inFlags(error) : error;
    });
    say(text);
    remark(`This key is shown once: only its SHA-256 is kept.\n${rightsOf(key)}`);
    remark(
      'Send it as the header "Authorization: Bearer air_…", or over WebSocket as connectionParams.authorization.',
    );
    return EXIT.OK;
  });
}

/** `airpicture key list`: prints all keys, newest first. Returns the exit code. */
export async function listKeysCommand(flags: ListKeysFlags, config: Config, logger: Logger): Promise<number> {
  return withKeys(config, logger, async (desk) => {
    const keys = await desk.list();
    const nowMs = Date.now();
    if (flags.json === true) for (const key of keys) say(keyJson(key, nowMs));
    else if (keys.length === 0) say('There are no keys.');
    else for (const line of keyTable(keys, nowMs)) say(line);
    return EXIT.OK;
  });
}

/** `airpicture key revoke ID`. Returns the exit code. */
export async function revokeKeyCommand(keyId: string, config: Config, logger: Logger): Promise<number> {
  return withKeys(config, logger, async (keys) => {
    const key = await keys.revoke(keyId, commandLineActor());
    if (key === null) {
      remark(`No key has the id ${JSON.stringify(keyId)}: "airpicture key list" shows all.`);
      return EXIT.FAILED;
    }
    say(`Key ${key.keyId} (${key.name}) is revoked. A running server closes its connections within 5 s.`);
    return EXIT.OK;
  });
}

function withKeys(config: Config, logger: Logger, work: (keys: KeyDesk) => Promise<number>): Promise<number> {
  return withPool(config, logger, (pool) => work(createKeyDesk({ pool, randomBytes, now: Date.now })));
}

function inFlags({ issues }: InvalidInputError): InvalidInputError {
  return new InvalidInputError(
    issues.map(({ path, message }) => ({ path: [FLAG_OF[path.at(-1) ?? ''] ?? path.join('.')], message })),
  );
}

function rightsOf({ keyId, name, role, pii, kitIds, expiresAtMs }: ApiKey): string {
  const people = role === 'VIEWER' && pii ? ', what is about people too' : '';
  const kits = kitIds === null ? '' : `, for ${kitIds.map((kitId) => JSON.stringify(kitId)).join(', ')} only`;
  const until = expiresAtMs === null ? '' : `, until ${minuteOf(expiresAtMs)}`;
  return `Key ${keyId} (${name}) may ${MAY[role]}${people}${kits}${until}.`;
}

import { readFileSync } from 'node:fs';
import { mkdir, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { isJsonObject } from '../domain/json.js';
import type { Kit } from '../domain/kit.js';

type KnownKit = Pick<Kit, 'kitId' | 'enabled'>;

/**
 * Which kits there were when the process last knew, in the file `known-kits.json`: with the database away
 * when the process starts, what they push is taken all the same.
 */
export interface KnownKits {
  /** Reads the file. */
  start(): void;
  /** Null: there was no such kit. `unknowable`: there is no file, or none that can be read. */
  find(kitId: string): { readonly enabled: boolean } | null | 'unknowable';
  /** Writes the file when it would say something else than before; never throws. */
  save(kits: readonly KnownKit[]): void;
  /** Ends when what was saved last is written. */
  stop(): Promise<void>;
}

export function createKnownKits({
  dataDir,
  logger,
}: {
  readonly dataDir: string;
  readonly logger: Logger;
}): KnownKits {
  const path = join(dataDir, 'known-kits.json');
  let known: ReadonlyMap<string, KnownKit> | null = null;
  let wanted: string | null = null;
  let written: string | null = null;
  let writing: Promise<void> | null = null;
  let isFailing = false;

  /** Until the file says what was saved last: what comes while it is being written goes with the next. */
  async function writeAll() {
    while (wanted !== null && wanted !== written) {
      const text = wanted;
      try {
        await mkdir(dataDir, { recursive: true });
        await replaceFile(path, text);
        written = text;
        isFailing = false;
      } catch (error) {
        if (!isFailing) logger.warn({ err: error, path }, 'the list of kits cannot be written to its file');
        isFailing = true;
        return;
      }
    }
  }

  return {
    start() {
      try {
        const text = readFileSync(path, 'utf8');
        known = parseKits(text);
        written = text;
      } catch (error) {
        if (isMissing(error)) return;
        logger.warn({ err: error, path }, 'the list of kits cannot be read from its file');
      }
    },
    find: (kitId) => (known === null ? 'unknowable' : (known.get(kitId) ?? null)),
    save(kits) {
      wanted = JSON.stringify({ kits: kits.map(({ kitId, enabled }) => ({ kitId, enabled })) });
      writing ??= writeAll().finally(() => {
        writing = null;
      });
    },
    async stop() {
      await writing;
    },
  };
}

/** The file is the old one or the new one, whenever the process or the machine ends. */
async function replaceFile(path: string, text: string) {
  const draft = `${path}.new`;
  const file = await open(draft, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
}

/** @throws {Error} it is not what `save` writes */
function parseKits(text: string): ReadonlyMap<string, KnownKit> {
  const file: unknown = JSON.parse(text);
  if (!isJsonObject(file) || !Array.isArray(file['kits'])) throw new Error('not a list of kits');
  return new Map(file['kits'].map((kit: unknown) => [readKit(kit).kitId, readKit(kit)]));
}

function readKit(kit: unknown): KnownKit {
  if (!isJsonObject(kit) || typeof kit['kitId'] !== 'string' || typeof kit['enabled'] !== 'boolean')
    throw new Error('not a kit');
  return { kitId: kit['kitId'], enabled: kit['enabled'] };
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

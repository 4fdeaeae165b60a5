import type { Logger } from 'pino';
import type { Config } from '../config.js';
import { listAuditLog, readChain } from '../db/audit-log.js';
import { faultOf, type ChainLink } from '../domain/audit-chain.js';
import type { AuditEntry } from '../domain/audit.js';
import { cleanText } from '../domain/text.js';
import { EXIT } from './exit.js';
import { minuteOf } from './key-list.js';
import { tableLines } from './table.js';
import { withPool } from './with-pool.js';

export interface VerifyAuditFlags {
  /** A hash that was noted before, hex. */
  readonly holds?: string;
}

export interface ListAuditFlags {
  readonly last: number;
  readonly json?: true;
}

const say = (text: string) => process.stdout.write(`${text}\n`);

/** `airpicture audit verify`: says whether the log is whole. Returns the exit code. */
export function verifyAuditCommand(flags: VerifyAuditFlags, config: Config, logger: Logger): Promise<number> {
  return withPool(config, logger, async (pool) => {
    const verdict = await verify(readChain(pool), flags.holds?.toLowerCase() ?? null);
    say(verdict.text);
    return verdict.isWhole ? EXIT.OK : EXIT.FAILED;
  });
}

/** `airpicture audit list`: prints the newest entries, newest first. Returns the exit code. */
export function listAuditCommand(flags: ListAuditFlags, config: Config, logger: Logger): Promise<number> {
  return withPool(config, logger, async (pool) => {
    const { rows } = await listAuditLog(pool, {
      range: { fromMs: 0, toMs: 8_640_000_000_000_000 },
      filter: {},
      page: { limit: flags.last, backward: false, after: null, before: null },
    });
    if (flags.json === true) for (const entry of rows) say(entryJson(entry));
    else if (rows.length === 0) say('Nothing was changed yet.');
    else for (const line of tableLines([HEADINGS, ...rows.map(cellsOf)])) say(line);
    return EXIT.OK;
  });
}

/** Stops at the first entry that is wrong. */
async function verify(
  links: AsyncIterable<ChainLink>,
  noted: string | null,
): Promise<{ readonly isWhole: boolean; readonly text: string }> {
  let last: ChainLink | null = null;
  let isNotedThere = false;
  for await (const link of links) {
    const fault = faultOf(link, last);
    if (fault !== null)
      return { isWhole: false, text: `The audit log is broken at entry ${link.number}: ${fault}.` };
    isNotedThere ||= link.hash === noted;
    last = link;
  }
  if (noted !== null && !isNotedThere)
    return {
      isWhole: false,
      text: 'The audit log follows from itself, but holds no entry with that hash: its end is gone.',
    };
  if (last === null) return { isWhole: true, text: 'The audit log is empty.' };
  return {
    isWhole: true,
    text: `The audit log is whole: ${last.number} entries, the newest with the hash ${last.hash}`,
  };
}

const HEADINGS = ['NUMBER', 'TIME', 'WHO', 'ROLE', 'ADDRESS', 'OPERATION', 'TARGET', 'OUTCOME'];

function cellsOf({ number, atMs, actor, operation, target, outcome }: AuditEntry): string[] {
  return [
    String(number),
    minuteOf(atMs),
    cleanText(actor.name),
    actor.role?.toLowerCase() ?? '',
    actor.address ?? '',
    operation,
    cleanText(target ?? ''),
    outcome.toLowerCase(),
  ];
}

function entryJson({ atMs, ...entry }: AuditEntry): string {
  return JSON.stringify({ ...entry, time: new Date(atMs).toISOString() });
}

import { readFileSync } from 'node:fs';
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type YAMLMap,
} from 'yaml';
import type { KitConfig } from '../domain/kit.js';
import { intervalProblem, intervalsProblem, kitIdProblem, labelProblem, parseApiUrl } from './kit-rules.js';
import type { PollIntervals } from './poll-beats.js';

const KEYS: ReadonlySet<string> = new Set([
  'id',
  'name',
  'api_url',
  'location',
  'enabled',
  'poll_interval',
  'status_poll_interval',
]);

/** The kits file cannot be used. `problems` lists everything that is wrong, each with file, line and key. */
export class KitsFileError extends Error {
  override readonly name = 'KitsFileError';
  readonly code = 'KITS_FILE_INVALID';
  readonly problems: readonly string[];

  constructor(path: string, problems: readonly string[]) {
    super(
      `${path} has ${problems.length} problem(s):\n${problems.map((problem) => `  - ${problem}`).join('\n')}`,
    );
    this.problems = problems;
  }
}

/** As `readKitsFile`, from the file itself. @throws {KitsFileError} also when it cannot be read */
export function kitsOfFile(path: string, defaults: PollIntervals): KitConfig[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new KitsFileError(path, [`cannot be read: ${reason}`]);
  }
  return readKitsFile(path, text, defaults);
}

/**
 * Reads kits from YAML: a list under `kits`, intervals in seconds. A kit without `api_url` pushes.
 *
 * @param path only for messages
 * @param defaults what applies to a kit without intervals of its own
 * @throws {KitsFileError} with every problem at once
 */
export function readKitsFile(path: string, text: string, defaults: PollIntervals): KitConfig[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const problems: string[] = [];
  const report: Report = (at, problem) => {
    problems.push(`${path}:${lines.linePos(at).line}: ${problem}`);
  };
  for (const error of document.errors) report(error.pos[0], error.message);
  const kits = problems.length > 0 ? [] : readKits(document, defaults, report);
  if (problems.length > 0) throw new KitsFileError(path, problems);
  return kits;
}

type Report = (offset: number, problem: string) => void;

interface Entry {
  readonly value: unknown;
  readonly offset: number;
}

function readKits(document: Document.Parsed, defaults: PollIntervals, report: Report): KitConfig[] {
  const root = document.contents as Node | null;
  // An empty file, or one that is all comments, has no kits.
  if (root === null) return [];
  if (!isMap(root)) {
    report(offsetOf(root), 'must be a list of kits under the key kits');
    return [];
  }
  const entries = entriesOf(root, document, report, new Set(['kits']));
  const list = root.get('kits', true) as unknown;
  if (!entries.has('kits') || list === null || (isScalar(list) && list.value === null)) return [];
  if (!isSeq(list)) {
    report(entries.get('kits')?.offset ?? 0, 'kits: must be a list');
    return [];
  }
  const seen = { id: new Map<string, number>(), api_url: new Map<string, number>() };
  const kits: KitConfig[] = [];
  for (const item of list.items as Node[]) {
    const node = isAlias(item) ? item.resolve(document) : item;
    if (!isMap(node)) {
      report(offsetOf(item), 'kits: each must have an id');
      continue;
    }
    const kit = readKit(node, entriesOf(node, document, report, KEYS), defaults, report);
    refuseTwice(seen.id, 'id', kit.kitId, offsetOf(item), report);
    refuseTwice(seen.api_url, 'api_url', kit.apiUrl, offsetOf(item), report);
    const { kitId, name } = kit;
    if (kitId !== null) kits.push({ ...kit, kitId, name: name ?? kitId });
  }
  return kits;
}

function refuseTwice(
  seen: Map<string, number>,
  key: string,
  value: string | null,
  offset: number,
  report: Report,
) {
  if (value === null) return;
  if (seen.has(value)) report(offset, `${key}: ${JSON.stringify(value)} is used by an earlier kit`);
  seen.set(value, offset);
}

function entriesOf(map: YAMLMap, document: Document.Parsed, report: Report, keys: ReadonlySet<string>) {
  const entries = new Map<string, Entry>();
  for (const { key, value } of map.items) {
    const name = isScalar(key) ? String(key.value) : '?';
    const offset = offsetOf(key as Node);
    const node = isAlias(value) ? value.resolve(document) : value;
    if (keys.has(name)) entries.set(name, { value: isScalar(node) ? node.value : node, offset });
    else report(offset, `${name}: unknown key; known are ${[...keys].join(', ')}`);
  }
  return entries;
}

/** A kit as far as it can be understood; what is missing or wrong is null and reported. */
function readKit(
  node: YAMLMap,
  entries: ReadonlyMap<string, Entry>,
  defaults: PollIntervals,
  report: Report,
) {
  /** Null when absent or reported; `check` gives the value to use, or a problem. */
  function read<T>(key: string, check: (value: unknown) => { value: T } | { problem: string }): T | null {
    const entry = entries.get(key);
    if (entry === undefined || entry.value === null) return null;
    const checked = check(entry.value);
    if ('value' in checked) return checked.value;
    report(entry.offset, `${key}: ${checked.problem}`);
    return null;
  }
  if ((entries.get('id')?.value ?? null) === null) report(offsetOf(node), 'id: is missing');
  const kitId = read('id', textThat(kitIdProblem));
  const apiUrl = read('api_url', (value) => {
    const parsed = parseApiUrl(String(value));
    return 'apiUrl' in parsed ? { value: parsed.apiUrl } : parsed;
  });
  const name = read('name', textThat(labelProblem));
  const location = read('location', textThat(labelProblem));
  const enabled = read('enabled', (value) =>
    typeof value === 'boolean' ? { value } : { problem: 'must be true or false' },
  );
  const own = {
    pollIntervalMs: read('poll_interval', seconds),
    statusPollIntervalMs: read('status_poll_interval', seconds),
  };
  const budget = intervalsProblem(own, defaults);
  if (budget !== null) {
    const key = own.pollIntervalMs === null ? 'status_poll_interval' : 'poll_interval';
    report(entries.get(key)?.offset ?? offsetOf(node), `${key}: ${budget}`);
  }
  return { kitId, name, location, apiUrl, enabled: enabled ?? true, ...own };
}

function textThat(problemOf: (text: string) => string | null) {
  return (value: unknown) => {
    // An id such as 7 is a number to YAML.
    if (typeof value !== 'string' && typeof value !== 'number') return { problem: 'must be text' };
    const problem = problemOf(String(value));
    return problem === null ? { value: String(value) } : { problem };
  };
}

function seconds(value: unknown): { value: number } | { problem: string } {
  if (typeof value !== 'number') return { problem: 'must be a number of seconds' };
  const problem = intervalProblem(value * 1000);
  return problem === null ? { value: Math.round(value * 1000) } : { problem };
}

function offsetOf(node: Node): number {
  return node.range?.[0] ?? 0;
}

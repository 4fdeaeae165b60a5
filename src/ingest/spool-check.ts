import { open, type FileHandle } from 'node:fs/promises';
import { PAGE_BYTES } from './spool-file.js';

/*
 * LMDB maps its file into memory and believes what it finds there: an end that is missing, or a page of
 * garbage, kills the process, at every start again. So the file is looked through first. What has what
 * is in LMDB's mdb.c: MDB_page_header, MDB_meta, MDB_db, MDB_node. All of it is little-endian.
 */
const META = { pages: 2, magicAt: 24, magic: 0xbeefc0de, versionAt: 28, version: 2, freeAt: 48, mainAt: 96 };
const META_LAST_PAGE_AT = 144;
const META_TXN_AT = 152;
const META_END = 160;

/** A tree: a table of ours, LMDB's table of tables, or its list of free pages. */
const TREE = { depthAt: 6, entriesAt: 32, rootAt: 40, bytes: 48 };
const NO_ROOT = 2n ** 64n - 1n;
/** LMDB's own limit. */
const MAX_DEPTH = 32;

const PAGE = { flagsAt: 18, lowerAt: 20, upperAt: 22, ownPagesAt: 20, headerBytes: 24 };
const BRANCH = 1;
const LEAF = 2;
const OVERFLOW = 4;

const NODE = { lowAt: 0, highAt: 2, flagsAt: 4, keyBytesAt: 6, headerBytes: 8 };
/** The value is on pages of its own. */
const BIG = 1;
/** The value is another tree. */
const SUBTREE = 2;

/** Pages that are read at once: what was appended together lies together. */
const WINDOW_PAGES = 64;

class Damage extends Error {
  override readonly name = 'Damage';
}

interface Tree {
  /** Left to find. */
  entries: number;
  /** LMDB's list of free pages has numbers for keys, and they are in its own order. */
  readonly isOrdered: boolean;
  /** The first of what was visited so far: it goes from the last to the first. */
  firstKey: Buffer | null;
}

interface Place {
  readonly page: number;
  /** 1 is a leaf. */
  readonly level: number;
  readonly tree: Tree;
}

/** What makes an LMDB file unusable, for a person; null: it is usable, or there is none. */
export async function damageOf(path: string): Promise<string | null> {
  const handle = await open(path, 'r').catch(() => null);
  if (handle === null) return null;
  try {
    const { size } = await handle.stat();
    if (size > 0) await check(handle, size);
    return null;
  } catch (error) {
    if (error instanceof Damage) return error.message;
    throw error;
  } finally {
    await handle.close();
  }
}

async function check(handle: FileHandle, size: number): Promise<void> {
  const { meta, lastPage } = await readMeta(handle, size);
  const read = windowOf(handle, lastPage);
  const trees: Tree[] = [];
  const places: Place[] = [];
  const addTree = (bytes: Buffer, at: number, isOrdered = true) => {
    const depth = bytes.readUInt16LE(at + TREE.depthAt);
    const root = bytes.readBigUInt64LE(at + TREE.rootAt);
    const tree: Tree = {
      entries: Number(bytes.readBigUInt64LE(at + TREE.entriesAt)),
      isOrdered,
      firstKey: null,
    };
    if (depth > MAX_DEPTH || (root === NO_ROOT) !== (depth === 0)) throw new Damage('a tree has no root');
    trees.push(tree);
    if (depth > 0) places.push({ page: Number(root), level: depth, tree });
  };
  addTree(meta, META.freeAt, false);
  addTree(meta, META.mainAt);
  let visited = 0;
  for (let place = places.pop(); place !== undefined; place = places.pop()) {
    if (visited++ > lastPage) throw new Damage('its pages go round in circles');
    const { level, tree } = place;
    const page = await read(place.page, level === 1 ? LEAF : BRANCH);
    const nodes = nodesOf(page);
    if (level > 1) {
      for (const node of nodes) places.push({ page: childOf(page, node), level: level - 1, tree });
      continue;
    }
    tree.entries -= nodes.length;
    for (const node of nodes.toReversed()) {
      checkOrder(tree, keyOf(page, node));
      const { flags, bytes, at } = valueOf(page, node);
      if (flags & SUBTREE && bytes === TREE.bytes) addTree(page, at);
      if (flags & BIG) {
        const pages = Math.ceil((PAGE.headerBytes + bytes) / PAGE_BYTES);
        const first = Number(page.readBigUInt64LE(at));
        const own = await read(first, OVERFLOW);
        const fits = own.readUInt32LE(PAGE.ownPagesAt) === pages && first + pages - 1 <= lastPage;
        if (!fits) throw new Damage(`page ${first} begins something else`);
      }
    }
  }
  if (trees.some(({ entries }) => entries !== 0)) throw new Damage('entries are missing');
}

/** The newer header, of the two that LMDB writes in turn. */
async function readMeta(
  handle: FileHandle,
  size: number,
): Promise<{ readonly meta: Buffer; readonly lastPage: number }> {
  const metas: Buffer[] = [];
  for (let page = 0; page < META.pages; page++) {
    const meta = Buffer.alloc(META_END);
    const { bytesRead } = await handle.read(meta, 0, META_END, page * PAGE_BYTES);
    const isMeta =
      bytesRead === META_END &&
      meta.readUInt32LE(META.magicAt) === META.magic &&
      (meta.readUInt32LE(META.versionAt) & 0xffff) === META.version &&
      meta.readUInt32LE(META.freeAt) === PAGE_BYTES;
    if (!isMeta) throw new Damage('its header is not one');
    metas.push(meta);
  }
  const [first, second] = metas as [Buffer, Buffer];
  const meta = first.readBigUInt64LE(META_TXN_AT) >= second.readBigUInt64LE(META_TXN_AT) ? first : second;
  const lastPage = Number(meta.readBigUInt64LE(META_LAST_PAGE_AT));
  if ((lastPage + 1) * PAGE_BYTES > size) throw new Damage('its end is missing');
  return { meta, lastPage };
}

/** Reads a page of that kind; it is valid until the tree is done with it. */
function windowOf(handle: FileHandle, lastPage: number): (page: number, kind: number) => Promise<Buffer> {
  let bytes = Buffer.alloc(0);
  let firstPage = 0;
  return async (page, kind) => {
    if (page > lastPage) throw new Damage(`page ${page} is missing`);
    let at = (page - firstPage) * PAGE_BYTES;
    if (at < 0 || at + PAGE_BYTES > bytes.length) {
      firstPage = page - (page % WINDOW_PAGES);
      at = (page - firstPage) * PAGE_BYTES;
      // A new one: whoever still looks at a page of the former keeps it.
      const window = Buffer.allocUnsafe(WINDOW_PAGES * PAGE_BYTES);
      const { bytesRead } = await handle.read(window, 0, window.length, firstPage * PAGE_BYTES);
      bytes = window.subarray(0, bytesRead);
    }
    const found = bytes.subarray(at, at + PAGE_BYTES);
    const isIt =
      found.length === PAGE_BYTES &&
      found.readBigUInt64LE(0) === BigInt(page) &&
      (found.readUInt16LE(PAGE.flagsAt) & (BRANCH | LEAF | OVERFLOW)) === kind;
    if (!isIt) throw new Damage(`page ${page} is not what it should be`);
    return found;
  };
}

/** Where each node begins; all of it is inside of the page. */
function nodesOf(page: Buffer): readonly number[] {
  const lower = page.readUInt16LE(PAGE.lowerAt);
  const upper = page.readUInt16LE(PAGE.upperAt);
  const isSound = lower % 2 === 0 && lower <= upper && upper <= PAGE_BYTES - PAGE.headerBytes;
  if (!isSound) throw new Damage('a page is cut up wrongly');
  return Array.from({ length: lower / 2 }, (_, index) => {
    const offset = page.readUInt16LE(PAGE.headerBytes + 2 * index);
    const node = PAGE.headerBytes + offset;
    const begins = offset >= upper && node + NODE.headerBytes <= PAGE_BYTES;
    if (!begins || node + NODE.headerBytes + page.readUInt16LE(node + NODE.keyBytesAt) > PAGE_BYTES) {
      throw new Damage('an entry is outside of its page');
    }
    return node;
  });
}

function keyOf(page: Buffer, node: number): Buffer {
  const at = node + NODE.headerBytes;
  return page.subarray(at, at + page.readUInt16LE(node + NODE.keyBytesAt));
}

function checkOrder(tree: Tree, key: Buffer): void {
  if (!tree.isOrdered) return;
  if (tree.firstKey !== null && key.compare(tree.firstKey) >= 0) throw new Damage('entries are not in order');
  tree.firstKey = key;
}

/** 48 bits: in a branch the flags are the upper part of the page's number. */
function childOf(page: Buffer, node: number): number {
  return page.readUIntLE(node, 6);
}

interface Value {
  readonly flags: number;
  readonly bytes: number;
  readonly at: number;
}

function valueOf(page: Buffer, node: number): Value {
  const flags = page.readUInt16LE(node + NODE.flagsAt);
  const bytes = page.readUInt16LE(node + NODE.lowAt) + page.readUInt16LE(node + NODE.highAt) * 0x10000;
  const at = node + NODE.headerBytes + page.readUInt16LE(node + NODE.keyBytesAt);
  if (at + (flags & BIG ? 8 : bytes) > PAGE_BYTES) throw new Damage('a value is outside of its page');
  return { flags, bytes, at };
}

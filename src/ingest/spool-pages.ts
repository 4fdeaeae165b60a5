import { PAGE_BYTES } from './spool-file.js';

const PAGE_HEADER_BYTES = 24;

/** A record's own header, its key, and its place in the page's table. */
const ENTRY_BYTES = 24;

/** A larger entry gets pages of its own. */
const MAX_INLINE_BYTES = 2000;

/** The branches above what changes, LMDB's own tables, and the list of the pages that become free. */
const PAGES_PER_COMMIT = 24;

/** The most pages that LMDB can need to append records of these sizes. */
export function pagesToAppend(sizes: Iterable<number>): number {
  let inlineBytes = 0;
  let ownPages = 0;
  for (const size of sizes) {
    if (size + ENTRY_BYTES <= MAX_INLINE_BYTES) {
      inlineBytes += size + ENTRY_BYTES;
    } else {
      ownPages += Math.ceil((size + PAGE_HEADER_BYTES) / PAGE_BYTES);
      inlineBytes += 2 * ENTRY_BYTES;
    }
  }
  // A page is at least half full when the next one is begun.
  const leaves = Math.ceil(inlineBytes / ((PAGE_BYTES - PAGE_HEADER_BYTES) / 2));
  return ownPages + leaves + Math.ceil(leaves / 50);
}

/** What LMDB needs besides, to commit `records` that are appended or removed. */
export function pagesToCommit(records: number): number {
  return PAGES_PER_COMMIT + Math.ceil(records / 100);
}

/** Pages that appending leaves alone, so that removing always works. */
export function pagesKeptFree(maxPages: number): number {
  return Math.max(48, Math.min(512, Math.floor(maxPages / 16)));
}

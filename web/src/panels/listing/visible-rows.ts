export interface VisibleRows {
  /** Number of the first row to draw. */
  readonly first: number;
  /** Number behind the last one. */
  readonly end: number;
}

/** Drawn beyond either edge, so that a flick of the wheel shows rows and not a gap. */
const MARGIN_ROWS = 8;

/** Which rows of a long list are worth drawing. */
export function visibleRows(
  scrollTopPx: number,
  heightPx: number,
  rowHeightPx: number,
  count: number,
): VisibleRows {
  // A list that became shorter is scrolled beyond its end until the browser notices.
  const top = Math.min(Math.max(0, scrollTopPx), Math.max(0, count * rowHeightPx - heightPx));
  return {
    first: Math.max(0, Math.floor(top / rowHeightPx) - MARGIN_ROWS),
    end: Math.min(count, Math.ceil((top + heightPx) / rowHeightPx) + MARGIN_ROWS),
  };
}

/** Where to scroll to so that a row is seen whole, moving as little as possible. Null: it is. */
export function scrollTopFor(
  index: number,
  scrollTopPx: number,
  heightPx: number,
  rowHeightPx: number,
): number | null {
  const top = index * rowHeightPx;
  if (top < scrollTopPx) return top;
  const bottom = top + rowHeightPx;
  return bottom > scrollTopPx + heightPx ? bottom - heightPx : null;
}

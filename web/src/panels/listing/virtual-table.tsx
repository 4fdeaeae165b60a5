import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useApp } from '../app-context.js';
import { Empty } from './empty.js';
import { neighbour, selectionKey, sortedBy, type Column, type Listing } from './listing.js';
import { scrollTopFor, visibleRows } from './visible-rows.js';

/** As high as two lines of text; the style sheet is told, so that both count alike. */
const ROW_HEIGHT_PX = 44;
/** The heading lies over what is scrolled; its height is in the style sheet, too. */
const HEAD_HEIGHT_PX = 44;

/** A table of any length, of which only what is in sight is drawn. One place in the tab order, arrows move inside. */
export function VirtualTable<T>({
  listing,
  label,
}: {
  readonly listing: Listing<T>;
  readonly label: string;
}) {
  const { state } = useApp();
  const scroller = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ scrollTopPx: 0, heightPx: 600 });
  const rows = listing.rows.value;
  const selection = state.selection.value;
  const selectedKey = selection === null ? null : selectionKey(selection);
  const selectedAt = selectedKey === null ? -1 : rows.findIndex((row) => listing.keyOf(row) === selectedKey);

  useLayoutEffect(() => {
    const element = scroller.current!;
    const look = () =>
      setView({ scrollTopPx: element.scrollTop, heightPx: element.clientHeight - HEAD_HEIGHT_PX });
    const observer = new ResizeObserver(look);
    observer.observe(element);
    look();
    return () => observer.disconnect();
  }, []);

  // When something else is selected, not whenever the selected one moves: whoever scrolls away wants to be away.
  useLayoutEffect(() => {
    const element = scroller.current!;
    if (selectedAt === -1) return;
    const heightPx = element.clientHeight - HEAD_HEIGHT_PX;
    const top = scrollTopFor(selectedAt, element.scrollTop, heightPx, ROW_HEIGHT_PX);
    if (top !== null) element.scrollTop = top;
  }, [selectedKey]);

  const select = (step: number, event: KeyboardEvent) => {
    event.preventDefault();
    state.selection.value = neighbour({ ...listing, rows }, selection, step) ?? selection;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // The buttons of the heading have keys of their own.
    if (event.target !== event.currentTarget) return;
    const page = Math.max(1, Math.floor(view.heightPx / ROW_HEIGHT_PX) - 1);
    if (event.key === 'ArrowDown') select(1, event);
    else if (event.key === 'ArrowUp') select(-1, event);
    else if (event.key === 'PageDown') select(page, event);
    else if (event.key === 'PageUp') select(-page, event);
    else if (event.key === 'Home') select(-rows.length, event);
    else if (event.key === 'End') select(rows.length, event);
  };

  const { first, end } = visibleRows(view.scrollTopPx, view.heightPx, ROW_HEIGHT_PX, rows.length);
  return (
    <>
      <div
        ref={scroller}
        class="listing-scroll"
        role="grid"
        aria-label={label}
        aria-rowcount={rows.length + 1}
        aria-colcount={listing.columns.length}
        {...(selectedAt >= first && selectedAt < end ? { 'aria-activedescendant': rowId(selectedAt) } : {})}
        tabIndex={0}
        onScroll={({ currentTarget }) => setView({ ...view, scrollTopPx: currentTarget.scrollTop })}
        onKeyDown={onKeyDown}
      >
        <table class="listing-table" role="presentation">
          <Head listing={listing} />
          <tbody role="rowgroup">
            <Spacer heightPx={first * ROW_HEIGHT_PX} span={listing.columns.length} />
            {rows.slice(first, end).map((row, i) => (
              <Row
                key={listing.keyOf(row)}
                listing={listing}
                row={row}
                index={first + i}
                isSelected={first + i === selectedAt}
              />
            ))}
            <Spacer heightPx={(rows.length - end) * ROW_HEIGHT_PX} span={listing.columns.length} />
          </tbody>
        </table>
      </div>
      {rows.length === 0 && <Empty text={listing.empty} />}
    </>
  );
}

/** By number: the keys come from the air, and an id in a page may not be anything. */
const rowId = (index: number) => `row-${index}`;

function classOf({
  isNumber = false,
  isSpare = false,
}: Pick<Column<unknown>, 'isNumber' | 'isSpare'>): string {
  return `${isNumber ? 'end' : ''}${isSpare ? ' spare' : ''}`;
}

function Head<T>({ listing }: { readonly listing: Listing<T> }) {
  const order = listing.order.value;
  return (
    <thead role="rowgroup">
      <tr role="row" aria-rowindex={1}>
        {listing.columns.map((column) => {
          const { id, title, width } = column;
          const isOrder = order.column === id;
          return (
            <th
              key={id}
              role="columnheader"
              scope="col"
              class={classOf(column)}
              style={width === undefined ? undefined : { width }}
              aria-sort={isOrder ? (order.descending ? 'descending' : 'ascending') : 'none'}
            >
              <button
                type="button"
                class="listing-sort"
                onClick={() => (listing.order.value = sortedBy(order, id))}
              >
                {title}
                {isOrder && <span aria-hidden="true">{order.descending ? ' ↓' : ' ↑'}</span>}
              </button>
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

interface RowProps<T> {
  readonly listing: Listing<T>;
  readonly row: T;
  readonly index: number;
  readonly isSelected: boolean;
}

function Row<T>({ listing, row, index, isSelected }: RowProps<T>) {
  const { state } = useApp();
  const habits = state.habits.value;
  return (
    <tr
      id={rowId(index)}
      role="row"
      class={`listing-row${listing.isStale(row) ? ' is-stale' : ''}`}
      style={{ height: `${ROW_HEIGHT_PX}px` }}
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      onClick={() => (state.selection.value = listing.selectionOf(row))}
    >
      {listing.columns.map((column) => (
        <td key={column.id} role="gridcell" class={classOf(column)}>
          {column.cell(row, habits)}
        </td>
      ))}
    </tr>
  );
}

/** Stands for the rows that are not drawn. */
function Spacer({ heightPx, span }: { readonly heightPx: number; readonly span: number }) {
  if (heightPx === 0) return null;
  return (
    <tr class="listing-spacer" aria-hidden="true">
      <td colSpan={span} style={{ height: `${heightPx}px` }} />
    </tr>
  );
}

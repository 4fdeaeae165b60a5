import { useRef } from 'preact/hooks';
import { sheetHeights, useApp, type SheetHeight } from './app-context.js';
import { Icon } from './icons.js';

/** A finger that moved less wanted to press. */
const DRAG_PX = 24;

/** On a phone: pulls the sheet up or down, or steps through its heights when it is pressed. */
export function SheetHandle() {
  const { sheet } = useApp();
  const grip = useRef<number | null>(null);
  const wasDragged = useRef(false);
  const height = sheet.value;
  return (
    <button
      type="button"
      class="sheet-handle"
      aria-label={height === 'full' ? 'Show more of the map' : 'Show less of the map'}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        grip.current = event.clientY;
        wasDragged.current = false;
      }}
      onPointerUp={(event) => {
        const draggedPx = grip.current === null ? 0 : grip.current - event.clientY;
        grip.current = null;
        if (Math.abs(draggedPx) < DRAG_PX) return;
        wasDragged.current = true;
        sheet.value = stepped(height, draggedPx > 0 ? 1 : -1);
      }}
      onPointerCancel={() => (grip.current = null)}
      onClick={() => {
        if (!wasDragged.current) sheet.value = height === 'full' ? 'low' : stepped(height, 1);
        wasDragged.current = false;
      }}
    >
      <Icon name="grip" />
    </button>
  );
}

function stepped(height: SheetHeight, by: 1 | -1): SheetHeight {
  return sheetHeights[sheetHeights.indexOf(height) + by] ?? height;
}

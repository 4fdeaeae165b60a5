import { useEffect, useRef } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { useApp } from './app-context.js';
import { summaryText } from './summary-text.js';

/** Whoever listens wants to know what changed, and not to be talked to all the time. */
const SAID_EVERY_MS = 15_000;

/** For screen readers: what the map shows, said when it is something else than the last time. */
export function ScreenReaderSummary() {
  const { state, listings } = useApp();
  const said = useSignal('');
  const text = summaryText({
    drones: listings.drones.count.value,
    aircraft: listings.aircraft.count.value,
    signals: listings.signals.count.value,
    kits: state.kits.value.size,
    kitsOnline: [...state.kits.value.values()].filter(({ status }) => status === 'ONLINE').length,
  });
  const newest = useRef(text);
  newest.current = text;
  useEffect(() => {
    const timer = setInterval(() => (said.value = newest.current), SAID_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <p class="visually-hidden" role="status" data-testid="summary">
      {said.value}
    </p>
  );
}

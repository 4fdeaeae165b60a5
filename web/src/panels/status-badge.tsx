import { useApp } from './app-context.js';
import { freshnessText } from './freshness-text.js';
import { LevelMark } from './state-mark.js';

/** What another key would help against. */
const keyCodes: readonly string[] = ['UNAUTHENTICATED', 'FORBIDDEN'];

/** How current the picture is. It is always there, so that its absence never has to be interpreted. */
export function StatusBadge() {
  const { state, now, dialog } = useApp();
  const freshness = state.freshness.value;
  // Retries are planned by our clock, not by the server's.
  const { text, meaning, level } = freshnessText(freshness, now.value - state.clockOffsetMs.value);
  return (
    <>
      <span class={`badge badge-${level}`} title={meaning}>
        <LevelMark level={level} />
        <span data-testid="freshness">{text}</span>
      </span>
      {/* Said when the state changes, not with every second that is counted. */}
      <span class="visually-hidden" role="status">
        {freshness.state === 'live' && level === 'warn'
          ? 'Connection: behind'
          : `Connection: ${freshness.state}`}
      </span>
      {freshness.state === 'refused' && keyCodes.includes(freshness.code) && (
        <button type="button" class="button" onClick={() => (dialog.value = 'key')}>
          Enter key
        </button>
      )}
    </>
  );
}

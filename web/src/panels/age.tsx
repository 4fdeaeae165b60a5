import { formatAge, formatInstant } from '../format/time.js';
import { useApp } from './app-context.js';

/** How long ago something was, counting. The instant itself is on hover. */
export function Age({ at }: { readonly at: string | null }) {
  const { now, state } = useApp();
  if (at === null) return <>never</>;
  const atMs = Date.parse(at);
  return (
    <time dateTime={at} title={formatInstant(atMs, state.habits.value.time)}>
      {formatAge(now.value - atMs)}
    </time>
  );
}

import type { ComponentChildren } from 'preact';

export type Level = 'ok' | 'warn' | 'bad' | 'none';

/** A disc, a triangle, a square, a ring: told apart without their colours. */
const shapes: Readonly<Record<Level, string>> = {
  ok: 'M6 1a5 5 0 1 0 0 10A5 5 0 0 0 6 1Z',
  warn: 'M6 1 11.5 11H.5Z',
  bad: 'M1 1h10v10H1Z',
  none: 'M6 1a5 5 0 1 0 0 10A5 5 0 0 0 6 1Zm0 2a3 3 0 1 1 0 6 3 3 0 0 1 0-6Z',
};

export function LevelMark({ level }: { readonly level: Level }) {
  return (
    <svg class="state-mark" viewBox="0 0 12 12" aria-hidden="true">
      <path d={shapes[level]} />
    </svg>
  );
}

/** A state in words, with its mark in front. */
export function StateMark({
  level,
  children,
}: {
  readonly level: Level;
  readonly children: ComponentChildren;
}) {
  return (
    <span class={`state state-${level}`}>
      <LevelMark level={level} />
      {children}
    </span>
  );
}

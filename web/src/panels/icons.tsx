/** Strokes on a grid of 20, drawn here because nothing is loaded from elsewhere. */
const strokes = {
  list: 'M3 5h14M3 10h14M3 15h14',
  trails: 'M3 16c3 0 2-6 6-6s3-5 8-6M14 3l3 1-1 3',
  labels: 'M3 4h8l6 6-7 7-7-7ZM6.5 7.5h.01',
  follow: 'M10 2v4M10 14v4M2 10h4M14 10h4M10 6.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7Z',
  kits: 'M10 9v9M6 18h8M6.5 11a5 5 0 1 1 7 0M4 13.5a8 8 0 1 1 12 0',
  settings: 'M3 6h9M16 6h1M3 14h2M9 14h8M14 4v4M7 12v4',
  help: 'M7.5 7.5a2.5 2.5 0 1 1 3.5 2.3c-.7.3-1 .8-1 1.7M10 14.5h.01M10 2a8 8 0 1 0 0 16 8 8 0 0 0 0-16Z',
  close: 'M5 5l10 10M15 5 5 15',
  filter: 'M3 5h14l-5.5 6v5l-3-1.5V11Z',
  grip: 'M3 8h14M3 12h14',
} as const;

export type IconName = keyof typeof strokes;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg
      class="icon"
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      stroke-width="1.6"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={strokes[name]} />
    </svg>
  );
}

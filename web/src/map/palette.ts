/** How the page looks: what the habit "auto" comes down to is decided elsewhere. */
export type Theme = 'light' | 'dark' | 'night';

/** The colours of a map. Those of the basemap stay behind; those that mean something stand out from them. */
export interface Palette {
  readonly water: string;
  readonly land: string;
  readonly built: string;
  readonly green: string;
  readonly road: string;
  readonly border: string;
  readonly grid: string;
  readonly text: string;
  readonly mutedText: string;
  /** Around symbols and letters, so that they can be told from whatever is below. */
  readonly halo: string;
  readonly selected: string;
  readonly link: string;
  readonly signal: string;
  readonly kit: {
    readonly online: string;
    readonly stale: string;
    readonly offline: string;
    readonly error: string;
  };
  /** From low to high, one for each of `altitudeBands`. */
  readonly altitudes: readonly string[];
  readonly unknownAltitude: string;
}

const light: Palette = {
  water: '#d3e0ea',
  land: '#f3f3ee',
  built: '#e4e3dc',
  green: '#e6ecdf',
  road: '#cfd3d6',
  border: '#9aa5ae',
  grid: '#b4c0c9',
  text: '#131c25',
  mutedText: '#4d5b68',
  halo: '#ffffff',
  selected: '#0a58a6',
  link: '#3a4856',
  signal: '#8a1f8f',
  kit: { online: '#0f6b3a', stale: '#855400', offline: '#4d5b68', error: '#b0241c' },
  altitudes: ['#c2271b', '#b34a00', '#8a6400', '#4a7300', '#00736a', '#1a5fc0', '#6a3cc0'],
  unknownAltitude: '#56626e',
};

const dark: Palette = {
  water: '#0a1219',
  land: '#151c23',
  built: '#1c252d',
  green: '#162119',
  road: '#2b3742',
  border: '#465563',
  grid: '#26323d',
  text: '#e8edf2',
  mutedText: '#a3b1be',
  halo: '#0a0e12',
  selected: '#62b6ff',
  link: '#b9c5d0',
  signal: '#f08cf5',
  kit: { online: '#52c78f', stale: '#f2b83b', offline: '#a3b1be', error: '#ff8079' },
  altitudes: ['#ff6a5c', '#ff9d45', '#f2d04a', '#9ad64f', '#3fcdb4', '#5aaeff', '#b998ff'],
  unknownAltitude: '#b4bec8',
};

/** Red alone: what is low is what matters, so it is bright. Everything that differs by colour differs by its shape, too. */
const night: Palette = {
  water: '#000000',
  land: '#110302',
  built: '#1a0504',
  green: '#130302',
  road: '#2e0a08',
  border: '#551813',
  grid: '#2b0a08',
  text: '#ff6a5c',
  mutedText: '#dd5044',
  halo: '#000000',
  selected: '#ffc4bd',
  link: '#dd5044',
  signal: '#ff8f84',
  kit: { online: '#dd5044', stale: '#ff8375', offline: '#b8443a', error: '#ffb3aa' },
  altitudes: ['#ffc4bd', '#ffa79d', '#ff8b7f', '#f57063', '#e0594c', '#c94a3e', '#b23f34'],
  unknownAltitude: '#a83a31',
};

export const palettes: Readonly<Record<Theme, Palette>> = { light, dark, night };

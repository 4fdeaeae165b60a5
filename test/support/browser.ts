import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const places = [
  process.env['CHROMIUM_PATH'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Where Chromium is on this machine; undefined: it has none. */
export const chromiumPath = places.find((path) => path !== undefined && existsSync(path));

/** For whoever reads the output of the tests; null where they can run. */
export const withoutChromium =
  chromiumPath !== undefined
    ? null
    : `
  ┌────────────────────────────────────────────────────────────────────────┐
  │  THE TESTS OF THE PAGES DID NOT RUN: there is no Chromium here.        │
  │  Install it (Debian, Ubuntu: apt-get install chromium), or say where   │
  │  one is: CHROMIUM_PATH=/path/to/chromium npm test                      │
  └────────────────────────────────────────────────────────────────────────┘
`;

const flags = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** WebGL without a GPU. All that is on a page is drawn so, which takes other pages twice as long. */
const webGlFlags = ['--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'];

/** @throws {Error} there is no Chromium here */
export function launchBrowser({ webGl = true }: { webGl?: boolean } = {}): Promise<Browser> {
  if (chromiumPath === undefined) return Promise.reject(new Error(withoutChromium ?? ''));
  const args = [...flags, ...(webGl ? webGlFlags : ['--disable-3d-apis'])];
  return chromium.launch({ executablePath: chromiumPath, args });
}

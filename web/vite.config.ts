import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { bundledPackages } from './bundled-packages.js';
import { compressedFiles } from './compressed-files.js';

/** For `npm run dev:web`: where `npm run dev` listens, or another server. */
const SERVER = new URL(process.env['AIRPICTURE_URL'] ?? 'http://127.0.0.1:4000').origin;
/** As if the page came from there, which is what servers ask of pages. */
const fromServer = { target: SERVER, changeOrigin: true, rewriteWsOrigin: true, ws: true };

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));

export default defineConfig({
  root: path('.'),
  // Everything is imported by what needs it, so that everything has a name with its hash.
  publicDir: false,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [bundledPackages(), compressedFiles()],
  // MapLibre starts its worker as a module.
  worker: { format: 'es' },
  build: {
    outDir: path('../dist/web'),
    emptyOutDir: true,
    // What is in the page's own files needs no exception in its content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // MapLibre alone is above the limit that is warned of; the page's weight is a test's business.
    chunkSizeWarningLimit: 1500,
    // It counts the compressing, too.
    rolldownOptions: { checks: { bundlerTimings: false } },
  },
  server: {
    host: '127.0.0.1',
    fs: { allow: [path('.'), path('../operations/generated'), path('../node_modules')] },
    proxy: {
      '/graphql': fromServer,
      '/map-config.json': fromServer,
      '/basemap.pmtiles': fromServer,
      '/about': fromServer,
      '/licenses.txt': fromServer,
    },
  },
});

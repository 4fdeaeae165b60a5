import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PMTiles } from 'pmtiles';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApp } from '../../src/app.js';
import type { BasemapConfig } from '../../src/config.js';
import { loadConfig } from '../../src/config.js';
import { BasemapError } from '../../src/server/basemap-archive.js';
import { runCli } from '../support/cli.js';
import { captureLogs } from '../support/logs.js';
import { asBrowser, policyOf, withMapServer, type Get } from '../support/map-server.js';
import type { TestHttpServer } from '../support/http-server.js';
import { pmtilesArchive } from '../support/pmtiles-archive.js';

const IMMUTABLE = 'public, max-age=31536000, immutable';
/** Longer than what readers ask for first, so that tiles are read by ranges of their own. */
const tile = (fill: number) => new Uint8Array(20_000).fill(fill);
const OLD = pmtilesArchive(
  [
    { zxy: [0, 0, 0], data: tile(1) },
    { zxy: [1, 0, 0], data: tile(2) },
    { zxy: [1, 1, 1], data: tile(3) },
  ],
  { metadata: { name: 'old' } },
);
const NEW = pmtilesArchive(
  [
    { zxy: [0, 0, 0], data: tile(4) },
    { zxy: [1, 1, 1], data: tile(6) },
  ],
  { metadata: { name: 'new' } },
);

let folder: string;
let root: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'airpicture-basemap-'));
  root = join(folder, 'dist');
  await mkdir(root);
  await writeFile(join(root, 'index.html'), '<!doctype html>');
  await writeFile(join(folder, 'something.txt'), 'else');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const withBasemap = (basemap: BasemapConfig, work: (get: Get, running: TestHttpServer) => Promise<void>) =>
  withMapServer({ web: { root, basemap } }, work);

async function withArchive(work: (get: Get, path: string, running: TestHttpServer) => Promise<void>) {
  const path = join(folder, '.area.pmtiles');
  await writeFile(path, OLD);
  await withBasemap({ kind: 'pmtiles', path }, (get, running) => work(get, path, running));
}

/** As people do it: written beside it, then put in its place. */
async function replace(path: string): Promise<void> {
  await writeFile(`${path}.new`, NEW);
  await rename(`${path}.new`, path);
}

async function basemapOf(get: Get) {
  const { basemap } = (await (await get('/map-config.json')).json()) as {
    readonly basemap: { readonly kind: string; readonly url?: string };
  };
  return basemap;
}

async function firstByteOf(archive: PMTiles, ...zxy: [number, number, number]) {
  const found = await archive.getZxy(...zxy);
  return found === undefined ? null : [found.data.byteLength, new Uint8Array(found.data)[0]];
}

test('the map is drawn on what comes with it, and nobody may keep that answer', async () => {
  await withBasemap({ kind: 'world' }, async (get) => {
    const response = await get('/map-config.json');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toEqual({ version: '1.2.3', needsKey: false, basemap: { kind: 'world' } });
  });
});

describe('an archive', () => {
  test('is read by the library that reads such archives', async () => {
    await withArchive(async (get, _path, { url }) => {
      const basemap = await basemapOf(get);
      expect(basemap.kind).toBe('pmtiles');
      const archive = new PMTiles(url + basemap.url!);
      expect(await archive.getHeader()).toMatchObject({ specVersion: 3, minZoom: 0, maxZoom: 1 });
      expect(await archive.getMetadata()).toEqual({ name: 'old' });
      expect(await firstByteOf(archive, 0, 0, 0)).toEqual([20_000, 1]);
      expect(await firstByteOf(archive, 1, 1, 1)).toEqual([20_000, 3]);
      expect(await firstByteOf(archive, 1, 0, 1)).toBeNull();
    });
  });

  test('that is replaced is read by who knew the one before, without mixing them', async () => {
    await withArchive(async (get, path, { url }) => {
      const known = (await basemapOf(get)).url!;
      const archive = new PMTiles(url + known);
      expect(await firstByteOf(archive, 0, 0, 0)).toEqual([20_000, 1]);
      await replace(path);
      expect(await firstByteOf(archive, 1, 1, 1)).toEqual([20_000, 6]);
      expect(await firstByteOf(archive, 0, 0, 0)).toEqual([20_000, 4]);
      expect(await firstByteOf(archive, 1, 0, 0)).toBeNull();
      expect((await basemapOf(get)).url).not.toBe(known);
      // Its address says that it is another one.
      expect((await get(known, { range: 'bytes=0-6' })).headers.get('cache-control')).toBe('no-store');
    });
  });

  test('is sent by ranges, not compressed, and kept by browsers for good', async () => {
    await withArchive(async (get, path) => {
      await writeFile(`${path}.gz`, 'not this one');
      const { url } = await basemapOf(get);
      const part = await get(url!, { range: 'bytes=0-6', 'accept-encoding': 'gzip, br' });
      expect([part.status, await part.text()]).toEqual([206, 'PMTiles']);
      expect(part.headers.get('content-range')).toBe(`bytes 0-6/${OLD.length}`);
      expect(part.headers.get('content-encoding')).toBeNull();
      expect(part.headers.get('content-type')).toBe('application/vnd.pmtiles');
      expect(part.headers.get('cache-control')).toBe(IMMUTABLE);
      const end = await get(url!, { range: 'bytes=-5' });
      expect(Buffer.from(await end.arrayBuffer())).toEqual(OLD.subarray(-5));
      const whole = await get(url!, { 'accept-encoding': 'gzip' });
      expect(whole.status).toBe(200);
      expect(Buffer.from(await whole.arrayBuffer()).equals(OLD)).toBe(true);
      const head = await fetch(whole.url, { method: 'HEAD' });
      expect([head.status, head.headers.get('accept-ranges')]).toEqual([200, 'bytes']);
      expect(head.headers.get('content-length')).toBe(String(OLD.length));
    });
  });

  test('is sent whole for several ranges at once, which a server need not know', async () => {
    await withArchive(async (get) => {
      const several = await get((await basemapOf(get)).url!, { range: 'bytes=0-6,20-30' });
      expect(several.status).toBe(200);
      expect((await several.arrayBuffer()).byteLength).toBe(OLD.length);
    });
  });

  test('has no range behind its end; the answer says where that is, and nobody keeps it', async () => {
    await withArchive(async (get) => {
      const behind = await get((await basemapOf(get)).url!, { range: `bytes=${OLD.length}-` });
      expect(behind.status).toBe(416);
      expect(behind.headers.get('content-range')).toBe(`bytes */${OLD.length}`);
      expect(behind.headers.get('cache-control')).toBe('no-store');
    });
  });

  test('goes on by ranges while it is the same, and begins anew when it is another', async () => {
    await withArchive(async (get, path) => {
      const { url } = await basemapOf(get);
      const range = 'bytes=0-6';
      const etag = (await get(url!, { range })).headers.get('etag') ?? '';
      expect(etag).toMatch(/^"/);
      expect((await get(url!, { range, 'if-range': etag })).status).toBe(206);
      const unchanged = { 'if-none-match': etag, 'cache-control': 'max-age=0' };
      expect((await get(url!, unchanged)).status).toBe(304);
      await replace(path);
      const anew = await get(url!, { range, 'if-range': etag });
      expect(anew.status).toBe(200);
      expect((await anew.arrayBuffer()).byteLength).toBe(NEW.length);
      expect((await get(url!, unchanged)).status).toBe(200);
    });
  });

  test('that is gone while the server runs is logged once, and the map is drawn without it until it is back', async () => {
    await withArchive(async (get, path, { logs }) => {
      const { url } = await basemapOf(get);
      await rm(path);
      for (let i = 0; i < 3; i++) expect(await basemapOf(get)).toEqual({ kind: 'world' });
      const gone = await get(url!, { range: 'bytes=0-6' });
      expect([gone.status, gone.headers.get('cache-control')]).toEqual([404, 'no-store']);
      await writeFile(path, NEW);
      expect((await basemapOf(get)).kind).toBe('pmtiles');
      expect(logs.filter(({ level }) => level === 40)).toEqual([
        expect.objectContaining({ path, reason: expect.stringContaining('ENOENT') as string }),
      ]);
    });
  });

  test.each([
    ['is not there', 'missing.pmtiles', 'ENOENT'],
    ['is something else', 'something.txt', 'no PMTiles archive'],
    ['is a folder', 'dist', 'EISDIR'],
  ])('that %s is refused before anything starts', async (_what, name, reason) => {
    const path = join(folder, name);
    const config = loadConfig({ BASEMAP_PMTILES: path, DATA_DIR: join(folder, 'data') });
    const app = createApp(config, captureLogs().logger);
    const refusal = await app.start().catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(BasemapError);
    expect((refusal as Error).message).toContain(`BASEMAP_PMTILES: ${path} cannot be used`);
    expect((refusal as Error).message).toContain(reason);
  });

  test('that cannot be used ends the process as other mistakes in the configuration do', async () => {
    const { code, stderr } = await runCli([], { BASEMAP_PMTILES: join(folder, 'missing.pmtiles') });
    expect(code).toBe(78);
    expect(stderr).toMatch(/^BASEMAP_PMTILES: .*missing\.pmtiles cannot be used: ENOENT/);
    expect(stderr).not.toContain('    at ');
  });
});

test('the map can be drawn in somebody’s style; only then, and only there, may the page look elsewhere', async () => {
  const url = 'https://tiles.example.org/style.json?key=abc';
  await withBasemap({ kind: 'style', url, origins: ['https://sprites.example.org'] }, async (get) => {
    expect(await basemapOf(get)).toEqual({ kind: 'style', url });
    const policy = policyOf(await get('/', asBrowser));
    const elsewhere = 'https://tiles.example.org https://sprites.example.org;';
    expect(policy).toContain(`connect-src 'self' ${elsewhere}`);
    expect(policy).toContain(`img-src 'self' data: blob: ${elsewhere}`);
    expect(policy).toContain("script-src 'self';");
    expect(policy.match(/https:/g)).toHaveLength(4);
  });
});

import { createServer, type Server } from 'node:http';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { crc32, deflateSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { TileType } from 'pmtiles';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { BasemapConfig } from '../../src/config.js';
import { palettes } from '../../web/src/map/palette.js';
import { chromiumPath, launchBrowser } from '../support/browser.js';
import { colourAt } from '../support/colour-at.js';
import { COUNT_DRAWINGS, drawingsOn } from '../support/count-drawings.js';
import { drawnOn, NOTE_WHAT_IS_DRAWN } from '../support/drawn-map.js';
import { startMapApp, type MapApp } from '../support/map-app.js';
import { openMapPage, type MapPage, type MapPageOptions } from '../support/map-page.js';
import { withMapServer } from '../support/map-server.js';
import { pmtilesArchive } from '../support/pmtiles-archive.js';
import { fullVectorTile } from '../support/vector-tile.js';

const dist = fileURLToPath(new URL('../../dist/web', import.meta.url));
const PATIENCE = { timeout: 30_000 } as const;
/** Land of the bundled world, with nothing on it. */
const LAND = { lat: 47.66, lon: 9.48 };
const light: MapPageOptions = { colorScheme: 'light' };

interface Reported {
  readonly id: string;
  readonly lat: number;
  readonly lon: number;
  readonly alt?: number;
  readonly speed?: number;
  readonly direction?: number;
}

/** @throws {Error} it was not taken */
async function report(url: string, ...drones: readonly Reported[]): Promise<void> {
  const messages = drones.map((drone) => ({ type: 'drone', time: Date.now() / 1000, ...drone }));
  const response = await fetch(`${url}/ingest`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ source: 'field', messages }),
  });
  if (!response.ok) throw new Error(`HTTP ${response.status}: ${await response.text()}`);
}

const at = (lat: number, lon: number, zoom: number) => `#at=${lat}/${lon}/${zoom.toFixed(2)}`;

async function middleOf(page: Page): Promise<{ x: number; y: number }> {
  const box = await page.locator('canvas.map-overlay').boundingBox();
  if (box === null) throw new Error('There is no map.');
  return { x: Math.round(box.x + box.width / 2), y: Math.round(box.y + box.height / 2) };
}

/** Where symbols are, seen from the middle of the map. */
async function symbolsOn(page: Page): Promise<{ x: number; y: number }[]> {
  const box = await page.locator('canvas.map-overlay').boundingBox();
  const { symbols } = await drawnOn(page);
  return symbols
    .map(({ x, y }) => ({ x: x - (box?.width ?? 0) / 2, y: y - (box?.height ?? 0) / 2 }))
    .sort((a, b) => a.x - b.x);
}

/** What is loaded when there is nothing else to do is drawn, too: a finer world, when the page is a few seconds old. */
async function untilGroundIsLaid(page: Page): Promise<void> {
  await expect
    .poll(() => page.evaluate('performance.getEntriesByType("resource").map(({ name }) => name)'), PATIENCE)
    .toContainEqual(expect.stringContaining('countries-50m'));
  const drawnIn = async (ms: number) => {
    const { ground } = await drawingsOn(page);
    await page.waitForTimeout(ms);
    return (await drawingsOn(page)).ground - ground;
  };
  await expect.poll(() => drawnIn(2_000), PATIENCE).toBe(0);
}

describe.runIf(chromiumPath !== undefined)('the map', { timeout: 90_000 }, () => {
  let browser: Browser;
  let app: MapApp;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'airpicture-drawing-'));
    browser = await launchBrowser();
    app = await startMapApp({});
    await app.addKit({ kitId: 'field', name: 'Field' });
  }, 120_000);
  afterAll(async () => {
    await app?.stop();
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function onMap(
    view: string,
    work: (opened: MapPage) => Promise<void>,
    options: MapPageOptions = light,
  ): Promise<void> {
    const scripts = [NOTE_WHAT_IS_DRAWN, COUNT_DRAWINGS];
    const opened = await openMapPage(browser, `${app.url}/${view}`, { scripts, ...options });
    try {
      await work(opened);
      expect(opened.problems).toEqual([]);
    } finally {
      await opened.close();
    }
  }

  test('a drone is where it says it is, in the colour of its altitude', async () => {
    await onMap(at(LAND.lat, LAND.lon, 12), async ({ page }) => {
      const { x, y } = await middleOf(page);
      // What is not reported any more fades.
      const reported = async () => {
        await report(app.url, { id: 'drone-colour', ...LAND, alt: 200 });
        return colourAt(page, x, y);
      };
      await expect.poll(reported, { ...PATIENCE, interval: 500 }).toBe(palettes.light.altitudes[2]);
    });
  });

  test('over the antimeridian both sides are asked for, and drawn beside each other', async () => {
    await report(
      app.url,
      { id: 'drone-east', lat: 0, lon: 179.95 },
      { id: 'drone-west', lat: 0, lon: -179.95 },
    );
    await onMap(at(0, 179.99, 9), async ({ page, sent }) => {
      await expect.poll(() => symbolsOn(page), PATIENCE).toHaveLength(2);
      const [east, west] = await symbolsOn(page);
      const pixelsPerDegree = (512 * 2 ** 9) / 360;
      expect((west?.x ?? 0) - (east?.x ?? 0)).toBeCloseTo(0.1 * pixelsPerDegree, -1);
      expect(JSON.stringify(sent)).toMatch(/"minLon":17\d[\d.]*,.*"maxLon":-17\d/);
    });
  });

  test('a click beside a symbol selects it, and one beside everything selects nothing', async () => {
    const place = { lat: 10, lon: 10 };
    await report(app.url, { id: 'drone-picked', ...place });
    await onMap(at(place.lat, place.lon, 12), async ({ page }) => {
      await expect.poll(() => symbolsOn(page), PATIENCE).toHaveLength(1);
      const { x, y } = await middleOf(page);
      await page.mouse.click(x + 8, y - 8);
      await expect.poll(() => page.url(), PATIENCE).toContain('track=drone-picked');
      await page.mouse.click(x - 90, y - 90);
      await expect.poll(() => page.url(), PATIENCE).not.toContain('track=');
    });
  });

  test('what is followed stays in the middle', async () => {
    const place = { lat: 20, lon: 10 };
    await report(app.url, { id: 'drone-followed', ...place });
    await onMap(`${at(place.lat, place.lon, 12)}&track=drone-followed`, async ({ page }) => {
      await expect.poll(() => symbolsOn(page), PATIENCE).toHaveLength(1);
      await page.keyboard.press('f');
      await report(app.url, { id: 'drone-followed', lat: 20, lon: 10.2 });
      await expect.poll(() => page.url(), PATIENCE).toMatch(/at=(19\.9|20\.0)\d*\/10\.2/);
      const [symbol] = await symbolsOn(page);
      expect(Math.abs(symbol?.x ?? Infinity)).toBeLessThan(60);
    });
  });

  test('while a drone moves, the ground is not drawn again', async () => {
    const place = { lat: 30, lon: 10 };
    await report(app.url, { id: 'drone-moving', ...place, speed: 15, direction: 90 });
    await onMap(at(place.lat, place.lon, 15), async ({ page }) => {
      await expect.poll(() => symbolsOn(page), PATIENCE).toHaveLength(1);
      await untilGroundIsLaid(page);
      await report(app.url, { id: 'drone-moving', ...place, speed: 15, direction: 90 });
      const before = await drawingsOn(page);
      await expect
        .poll(async () => (await drawingsOn(page)).overlay - before.overlay, PATIENCE)
        .toBeGreaterThan(10);
      expect((await drawingsOn(page)).ground).toBe(before.ground);
    });
  });

  test('who wants less motion sees what was reported, and nothing between', async () => {
    const place = { lat: 40, lon: 10 };
    const moving = { id: 'drone-still', ...place, speed: 15, direction: 90 };
    await report(app.url, moving);
    await onMap(
      at(place.lat, place.lon, 15),
      async ({ page }) => {
        await expect.poll(() => symbolsOn(page), PATIENCE).toHaveLength(1);
        const [first] = await symbolsOn(page);
        const before = await drawingsOn(page);
        await expect
          .poll(async () => (await drawingsOn(page)).overlay - before.overlay, PATIENCE)
          .toBeGreaterThan(1);
        expect(await symbolsOn(page)).toEqual([first]);
      },
      { ...light, reducedMotion: 'reduce' },
    );
  });

  test.each([
    ['latlon', /°/],
    ['mgrs', /^32T \w\w$/],
  ])('the grid is that of the coordinates which are shown: %s', async (coordinates, name) => {
    const note = `{
      if (location.protocol === 'http:')
        localStorage.setItem('airpicture-habits', JSON.stringify({ coordinates: '${coordinates}' }));
      window.__written = [];
      const fillText = CanvasRenderingContext2D.prototype.fillText;
      CanvasRenderingContext2D.prototype.fillText = function (text, ...place) {
        if (this.canvas.className === 'map-backdrop') window.__written.push(text);
        return fillText.call(this, text, ...place);
      };
    }`;
    await onMap(
      at(LAND.lat, LAND.lon, 11),
      async ({ page }) => {
        const written = () => page.evaluate<string[]>('window.__written');
        await expect.poll(written, PATIENCE).toContainEqual(expect.stringMatching(name));
        expect((await written()).some((text) => text.includes('°'))).toBe(coordinates === 'latlon');
      },
      { scripts: [note] },
    );
  });

  /** The colour of a place in the middle of Europe, with nothing but a basemap. */
  async function groundOf(basemap: BasemapConfig, wanted: string): Promise<void> {
    await withMapServer({ web: { root: dist, basemap } }, async (_get, { url }) => {
      const opened = await openMapPage(browser, `${url}/${at(LAND.lat, LAND.lon, 9.5)}`, light);
      const { page } = opened;
      await page.locator('canvas.map-overlay').waitFor(PATIENCE);
      const { x, y } = await middleOf(page);
      await expect.poll(() => colourAt(page, x + 23, y + 31), PATIENCE).toBe(wanted);
      await opened.close();
    });
  }

  test('without anything else, it is drawn on the world that comes with it', async () => {
    await groundOf({ kind: 'world' }, palettes.light.land);
  });

  test('vector tiles of an archive are drawn in the colours of the theme', async () => {
    const path = join(folder, 'vector.pmtiles');
    const tiles = [{ zxy: [0, 0, 0], data: fullVectorTile('water') }] as const;
    const metadata = { vector_layers: [{ id: 'water', fields: {} }] };
    await writeFile(path, pmtilesArchive(tiles, { tileType: TileType.Mvt, metadata }));
    await groundOf({ kind: 'pmtiles', path }, palettes.light.water);
  });

  test('pictures of an archive are drawn as they are', async () => {
    const path = join(folder, 'raster.pmtiles');
    await writeFile(path, pmtilesArchive([{ zxy: [0, 0, 0], data: onePixel([0x33, 0x66, 0x99]) }]));
    await groundOf({ kind: 'pmtiles', path }, '#336699');
  });

  test('a style of another server is drawn, with its own sources', async () => {
    const styles = await serveStyle('#804020');
    const { port } = styles.address() as AddressInfo;
    try {
      await groundOf({ kind: 'style', url: `http://127.0.0.1:${port}/style.json`, origins: [] }, '#804020');
    } finally {
      styles.closeAllConnections();
      styles.close();
    }
  });
});

/** A PNG of one pixel. */
function onePixel(colour: readonly number[]): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const content = Buffer.concat([Buffer.from(type), data]);
    const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    check.writeUInt32BE(crc32(content));
    return Buffer.concat([length, content, check]);
  };
  const header = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0]);
  const row = deflateSync(Buffer.from([0, ...colour]));
  const signature = Buffer.from('\u0089PNG\r\n\u001a\n', 'latin1');
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', row),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A style whose land is a file beside it. */
async function serveStyle(colour: string): Promise<Server> {
  const ring = [
    [-180, -80],
    [180, -80],
    [180, 80],
    [-180, 80],
    [-180, -80],
  ];
  const files: Readonly<Record<string, object>> = {
    '/style.json': {
      version: 8,
      sources: { land: { type: 'geojson', data: '/land.json' } },
      layers: [{ id: 'land', type: 'fill', source: 'land', paint: { 'fill-color': colour } }],
    },
    '/land.json': { type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates: [ring] } },
  };
  const server = createServer(({ url = '' }, response) => {
    const { port } = server.address() as AddressInfo;
    const file = files[url];
    const text = JSON.stringify(file)?.replace('/land.json', `http://127.0.0.1:${port}/land.json`);
    response
      .writeHead(file === undefined ? 404 : 200, {
        'content-type': 'application/json',
        'access-control-allow-origin': '*',
      })
      .end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

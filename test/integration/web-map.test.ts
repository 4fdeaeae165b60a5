import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath, launchBrowser } from '../support/browser.js';
import {
  drawnOn,
  lookForMovement,
  movementOn,
  NOTE_WHAT_IS_DRAWN,
  type DrawnSymbol,
} from '../support/drawn-map.js';
import { details, overlay, rows, untilLive } from '../support/map-panels.js';
import { startMapWorld, type MapWorld } from '../support/map-world.js';
import { shortestOf } from '../support/shortest-of.js';
import { waitFor } from '../support/wait-for.js';
import { openWatchedPage } from '../support/watched-page.js';

/** From opening the page to drones that move. */
const SOON_MS = 3_000;
const VIEW = { lat: 47.662, lon: 9.485, zoom: 13 };
/** The side of the square of the whole world at zoom 0, CSS pixels. */
const WORLD_PX = 512;
/** Between reports a track is carried on for as long as 8 s; the server and the page are not asked at the same moment. */
const CARRIED_ON_S = 9;
/** Signals are drawn around the kit that hears them. */
const BESIDE_KIT_PX = 80;
const EDGE_PX = 60;

/** As if it were not the processor that draws. */
const SAY_HARDWARE = `{
  const { getParameter } = WebGL2RenderingContext.prototype;
  const unmaskedRenderer = 0x9246;
  WebGL2RenderingContext.prototype.getParameter = function (name) {
    return name === unmaskedRenderer ? 'Some graphics hardware' : getParameter.call(this, name);
  };
}`;
/** Which of the canvases are kept in memory for the processor. */
const READS_OFTEN = `[...document.querySelectorAll('canvas.map-backdrop, canvas.map-overlay')].map(
  (canvas) => canvas.getContext('2d').getContextAttributes().willReadFrequently,
)`;

interface Things {
  readonly liveTracks: readonly {
    readonly droneId: string;
    readonly kind: string;
    readonly lat: number | null;
    readonly lon: number | null;
    readonly speedMps: number | null;
  }[];
  readonly kits: { readonly nodes: readonly { position: { lat: number; lon: number } | null }[] };
}

describe.runIf(chromiumPath !== undefined)('the live map, in a browser', { timeout: 120_000 }, () => {
  let world: MapWorld;
  let browser: Browser;
  beforeAll(async () => {
    world = await startMapWorld();
    browser = await launchBrowser();
    await waitFor(async () => expect((await thingsOf(world)).liveTracks.length).toBeGreaterThan(3));
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await world?.stop();
  });

  test('shows symbols that move within 3 s of opening', async () => {
    const movedMs = await shortestOf(SOON_MS, async () => {
      const opened = await openWatchedPage(browser, world.url, { scripts: [NOTE_WHAT_IS_DRAWN] });
      const tookMs = await movementOn(opened.page);
      // It would draw on while the next is measured.
      await opened.close();
      return tookMs;
    });
    expect(movedMs).toBeLessThanOrEqual(SOON_MS);
  });

  test('draws each thing that the server knows where it says that it is, and nothing else', async () => {
    const { page } = await openAt(VIEW);
    await waitFor(async () => {
      const [expected, { symbols }] = await Promise.all([placesOf(page, world), drawnOn(page)]);
      const isNear = (reach: number) => (a: DrawnSymbol, b: DrawnSymbol) =>
        Math.hypot(a.x - b.x, a.y - b.y) <= reach;
      const missing = expected.filter(
        (thing) => isInside(thing, thing) && !symbols.some((symbol) => isNear(thing.reachPx)(thing, symbol)),
      );
      const unknown = symbols.filter(
        (symbol) => !expected.some((thing) => isNear(thing.reachPx)(thing, symbol)),
      );
      expect({ missing, unknown }).toEqual({ missing: [], unknown: [] });
      expect(symbols.length).toBeGreaterThan(4);
    });
  });

  test('selects what is clicked on', async () => {
    const { page } = await openAt(VIEW);
    const canvas = (await overlay(page).boundingBox())!;
    await waitFor(async () => {
      const [{ kits }, { symbols }] = await Promise.all([thingsOf(world), drawnOn(page)]);
      const kitPlaces = kits.nodes
        .flatMap(({ position }) => position ?? [])
        .map((place) => toPx(place, canvas));
      const drone = symbols.find(
        ({ x, y }) =>
          isInside({ x, y }, canvas) &&
          kitPlaces.every((kit) => Math.hypot(kit.x - x, kit.y - y) > BESIDE_KIT_PX),
      )!;
      await page.mouse.click(canvas.x + drone.x, canvas.y + drone.y);
      await details(page).waitFor({ timeout: 2_000 });
    });
    await waitFor(async () => {
      const chosen = new URLSearchParams(new URL(page.url()).hash.slice(1)).get('track');
      expect((await thingsOf(world)).liveTracks.map(({ droneId }) => droneId)).toContain(chosen);
      expect(await page.locator('tr[aria-selected="true"]').count()).toBe(1);
    });
  });

  test('goes over to graphics hardware where there is some', async () => {
    const { page } = await openWatchedPage(browser, world.url, {
      scripts: [SAY_HARDWARE, NOTE_WHAT_IS_DRAWN],
    });
    await page.locator('.maplibregl-ctrl-zoom-in').waitFor();
    await waitFor(async () => {
      expect(await page.locator('canvas.map-overlay').count()).toBe(1);
      expect(await page.locator('canvas.map-backdrop').count()).toBe(1);
      expect(await page.evaluate(READS_OFTEN)).toEqual([false, false]);
    });
    await lookForMovement(page);
    await movementOn(page);
  });

  test('is there without WebGL: the picture, the list of everything, and what is selected in it', async () => {
    const plain = await launchBrowser({ webGl: false });
    try {
      const { page } = await openWatchedPage(plain, world.url, {
        expected: /^The map below the picture cannot be drawn/,
        scripts: [NOTE_WHAT_IS_DRAWN],
      });
      await page.getByText('This browser cannot draw the map below the picture').waitFor();
      await untilLive(page);
      await waitFor(async () => {
        const { liveTracks } = await thingsOf(world);
        expect(await rows(page).count()).toBe(liveTracks.filter(isDrone).length);
        expect((await drawnOn(page)).symbols.length).toBeGreaterThan(3);
      });
      const { x, y } = (await drawnOn(page)).symbols[0]!;
      await overlay(page).click({ position: { x, y }, force: true });
      await details(page).waitFor();
      await movementOn(page);
    } finally {
      await plain.close();
    }
  });

  async function openAt({ lat, lon, zoom }: typeof VIEW) {
    const opened = await openWatchedPage(browser, `${world.url}/#at=${lat}/${lon}/${zoom}`, {
      scripts: [NOTE_WHAT_IS_DRAWN],
    });
    await untilLive(opened.page);
    return opened;
  }
});

const isDrone = ({ kind }: { kind: string }) => kind === 'DRONE';

async function thingsOf(world: MapWorld): Promise<Things> {
  return world.query<Things>(`{
    liveTracks { droneId kind lat lon speedMps }
    kits(first: 10) { nodes { position { lat lon } } }
  }`);
}

interface Place {
  readonly lat: number;
  readonly lon: number;
}
interface Size {
  readonly width: number;
  readonly height: number;
}

/** Where everything should be, and how far from there its symbol may be. */
async function placesOf(page: Page, world: MapWorld) {
  const { liveTracks, kits } = await thingsOf(world);
  const size = (await overlay(page).boundingBox())!;
  const metresPerPx = (40_075_017 * Math.cos((VIEW.lat * Math.PI) / 180)) / (WORLD_PX * 2 ** VIEW.zoom);
  const tracks = liveTracks.flatMap(({ lat, lon, speedMps }) => {
    if (lat === null || lon === null) return [];
    const reachPx = ((speedMps ?? 0) * CARRIED_ON_S + 100) / metresPerPx;
    return [{ ...toPx({ lat, lon }, size), ...sizeOf(size), reachPx }];
  });
  const stations = kits.nodes.flatMap(({ position }) =>
    position === null ? [] : [{ ...toPx(position, size), ...sizeOf(size), reachPx: BESIDE_KIT_PX }],
  );
  return [...tracks, ...stations];
}

const sizeOf = ({ width, height }: Size): Size => ({ width, height });

/** On a Mercator map of this size around the view. */
function toPx({ lat, lon }: Place, { width, height }: Size): DrawnSymbol {
  const sidePx = WORLD_PX * 2 ** VIEW.zoom;
  const northing = (deg: number) => Math.log(Math.tan(Math.PI / 4 + (deg * Math.PI) / 360)) / (2 * Math.PI);
  return {
    x: width / 2 + ((lon - VIEW.lon) / 360) * sidePx,
    y: height / 2 - (northing(lat) - northing(VIEW.lat)) * sidePx,
  };
}

function isInside({ x, y }: DrawnSymbol, { width, height }: Size): boolean {
  return x > EDGE_PX && y > EDGE_PX && x < width - EDGE_PX && y < height - EDGE_PX;
}

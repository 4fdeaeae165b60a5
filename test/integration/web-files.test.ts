import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openAccess } from '../../src/access/access.js';
import { asBrowser, policyOf, withMapServer, type Get } from '../support/map-server.js';
import type { TestHttpServer } from '../support/http-server.js';

const PAGE = '<!doctype html><script type="module" src="/assets/index-a1.js"></script>';
const SCRIPT = 'export const answer = 42;'.repeat(100);

let folder: string;
let root: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'airpicture-web-'));
  root = join(folder, 'dist');
  await mkdir(join(root, 'assets'), { recursive: true });
  await writeFile(join(root, 'index.html'), PAGE);
  await writeFile(join(root, 'licenses.txt'), 'by others');
  await writeFile(join(root, 'packages.json'), '[]');
  await writeFile(join(root, 'assets', 'index-a1.js'), SCRIPT);
  await writeFile(join(root, 'assets', 'index-a1.js.br'), brotliCompressSync(SCRIPT));
  await writeFile(join(root, 'assets', 'index-a1.js.gz'), gzipSync(SCRIPT));
  await writeFile(join(root, 'assets', 'plain-b2.css'), 'body{}');
  await writeFile(join(folder, 'secret.txt'), 'S3NT1NEL');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const withServer = (work: (get: Get, running: TestHttpServer) => Promise<void>) =>
  withMapServer({ web: { root, basemap: { kind: 'world' } } }, work);

describe('the page', () => {
  test('is the map for browsers, and still says to programs where things are', async () => {
    await withServer(async (get) => {
      const page = await get('/', asBrowser);
      expect([page.status, await page.text()]).toEqual([200, PAGE]);
      expect(page.headers.get('content-type')).toMatch(/^text\/html; charset=utf-8$/i);
      expect(page.headers.get('vary')?.toLowerCase()).toMatch(/\baccept\b(?!-)/);
      expect(await (await get('/')).json()).toMatchObject({
        name: 'airpicture',
        links: { graphql: '/graphql' },
      });
    });
  });

  test('is asked for again each time, and not sent again while it is the same', async () => {
    await withServer(async (get) => {
      const page = await get('/', asBrowser);
      expect(page.headers.get('cache-control')).toBe('no-cache');
      const again = await get('/', {
        ...asBrowser,
        'if-none-match': page.headers.get('etag') ?? '',
        // Otherwise `fetch` says no-cache, which asks for all of it.
        'cache-control': 'max-age=0',
      });
      expect(again.status).toBe(304);
    });
  });

  test('runs its own scripts only, asks for no camera or place, and may not be framed', async () => {
    await withServer(async (get) => {
      for (const path of ['/', '/assets/index-a1.js']) {
        const response = await get(path, asBrowser);
        const policy = policyOf(response);
        expect(policy).toContain("default-src 'none'");
        expect(policy).toContain("script-src 'self';");
        expect(policy).toContain("worker-src 'self';");
        expect(policy).toContain("connect-src 'self';");
        expect(policy).toContain("frame-ancestors 'none'");
        expect(policy).not.toMatch(/unsafe|https?:|\*/);
        expect(response.headers.get('permissions-policy')).toContain('geolocation=()');
        expect(response.headers.get('cross-origin-opener-policy')).toBe('same-origin');
        expect(response.headers.get('x-content-type-options')).toBe('nosniff');
        expect(response.headers.get('referrer-policy')).toBe('no-referrer');
      }
    });
  });

  test('is for everybody where others need a key, and tells nobody more than that they do', async () => {
    const access = {
      ...openAccess,
      needsKey: true,
      authenticate: () => Promise.reject(new Error('nobody was asked who they are')),
    };
    await withMapServer({ access, web: { root, basemap: { kind: 'world' } } }, async (get) => {
      expect(await (await get('/', asBrowser)).text()).toBe(PAGE);
      expect((await get('/assets/index-a1.js')).status).toBe(200);
      expect(await (await get('/map-config.json')).json()).toEqual({
        version: '1.2.3',
        needsKey: true,
        basemap: { kind: 'world' },
      });
    });
  });

  test('that was not built says how it is; the log does, too, and the rest works', async () => {
    const web = { root: join(folder, 'nothing'), basemap: { kind: 'world' } } as const;
    await withMapServer({ web }, async (get, { logs }) => {
      const page = await get('/', asBrowser);
      expect(page.status).toBe(503);
      expect(await page.text()).toContain('npm run build');
      expect((await get('/assets/index-a1.js')).status).toBe(404);
      expect((await get('/licenses.txt')).status).toBe(404);
      expect((await get('/')).status).toBe(200);
      expect(logs.map(({ msg }) => msg)).toContain('the live map was not built: npm run build makes it');
    });
  });

  test('is found from the one that says where things are', async () => {
    await withServer(async (get) => {
      const about = await get('/about', asBrowser);
      expect(about.status).toBe(200);
      const text = await about.text();
      for (const link of ['/', '/graphql', '/ready', '/licenses.txt'])
        expect(text).toContain(`href="${link}"`);
      expect(text).not.toContain('npm run build');
    });
  });
});

describe('its files', () => {
  test('are kept by browsers for good, as their names change with them', async () => {
    await withServer(async (get) => {
      const script = await get('/assets/index-a1.js');
      expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      expect(script.headers.get('content-type')).toMatch(/^(text|application)\/javascript/);
      const absent = await get('/assets/index-a2.js');
      expect([absent.status, absent.headers.get('cache-control')]).toEqual([404, null]);
    });
  });

  test.each(['br', 'gzip'])(
    'are sent as %s, as they were compressed when they were built',
    async (encoding) => {
      await withServer(async (get) => {
        const script = await get('/assets/index-a1.js', { 'accept-encoding': encoding });
        expect(script.headers.get('content-encoding')).toBe(encoding);
        expect(script.headers.get('vary')).toContain('accept-encoding');
        expect(Number(script.headers.get('content-length'))).toBeLessThan(SCRIPT.length);
        expect(await script.text()).toBe(SCRIPT);
      });
    },
  );

  test('that were not compressed, and for who cannot decompress, are sent plain', async () => {
    await withServer(async (get) => {
      expect(await (await get('/assets/plain-b2.css')).text()).toBe('body{}');
      const script = await get('/assets/index-a1.js', { 'accept-encoding': 'identity' });
      expect(script.headers.get('content-encoding')).toBeNull();
      expect(await script.text()).toBe(SCRIPT);
    });
  });

  test.each(['/', '/assets/index-a1.js', '/licenses.txt', '/map-config.json', '/about'])(
    'and the page can be asked for without what is in them: %s',
    async (path) => {
      await withServer(async (get, { url }) => {
        const whole = await get(path, { ...asBrowser, 'accept-encoding': 'identity' });
        const head = await fetch(url + path, {
          method: 'HEAD',
          headers: { ...asBrowser, 'accept-encoding': 'identity' },
        });
        expect([head.status, await head.text()]).toEqual([200, '']);
        for (const name of ['content-type', 'content-length', 'etag', 'content-security-policy'])
          expect(head.headers.get(name)).toBe(whole.headers.get(name));
      });
    },
  );

  test('are told of by the licences of whose they are', async () => {
    await withServer(async (get) => {
      const licenses = await get('/licenses.txt');
      expect([licenses.status, await licenses.text()]).toEqual([200, 'by others']);
      expect(licenses.headers.get('content-type')).toMatch(/^text\/plain/);
      expect(licenses.headers.get('cache-control')).toBe('no-cache');
    });
  });

  test.each([
    '/assets/',
    '/assets',
    '/assets/nope.js',
    '/assets/../index.html',
    '/assets/../../secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/assets/%2e%2e/%2e%2e/secret.txt',
    '/assets/....//secret.txt',
    '/assets/..\\..\\secret.txt',
    '/assets/%00',
    '/assets//index-a1.js',
    '//assets/index-a1.js',
    '/index.html',
    '/packages.json',
    '/basemap.pmtiles',
  ])('are all that is served: %s is not', async (path) => {
    await withServer(async (_get, { url }) => {
      const { status, headers, body } = await askExactly(url, path);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
      expect(headers['content-type']).toMatch(/^application\/json/);
      expect(headers['content-security-policy']).toBe("default-src 'none'; frame-ancestors 'none'");
      expect(body).not.toContain('S3NT1NEL');
    });
  });
});

/** `fetch` tidies up paths before it asks for them. */
function askExactly(url: string, path: string) {
  return new Promise<{ status: number; headers: Record<string, unknown>; body: string }>(
    (resolve, reject) => {
      const asking = request(url, { path, headers: asBrowser }, (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (body += chunk));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
        );
      });
      asking.on('error', reject).end();
    },
  );
}

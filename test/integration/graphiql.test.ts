import { existsSync } from 'node:fs';
import { chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startHttpServer, type TestHttpServer } from '../support/http-server.js';

const examples = [
  { query: 'query Greeting {\n  hello\n}\n' },
  {
    query: 'mutation Shout($text: String!) {\n  shout(text: $text)\n}\n',
    variables: { text: 'hostile </script> text' },
  },
  { query: 'subscription Countdown {\n  count(to: 3)\n}\n' },
];
const chromiumPath = [process.env['CHROMIUM_PATH'], '/usr/bin/chromium'].find(
  (path) => path !== undefined && existsSync(path),
);
const chromiumFlags = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

let running: TestHttpServer;
beforeAll(async () => {
  running = await startHttpServer({ examples });
});
afterAll(() => running.server.stop({ deadlineMs: 1_000 }));

const getPage = (headers: Record<string, string> = {}) =>
  fetch(`${running.url}/graphql`, {
    headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8', ...headers },
  });

test('the page loads nothing from elsewhere, and forbids it', async () => {
  const response = await getPage();
  const page = await response.text();
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(page).not.toMatch(/<(script|img|iframe)[^>]*\ssrc=["']?(https?:)?\/\//);
  expect(page).not.toMatch(/<link[^>]*\shref=["']?(https?:)?\/\//);
  expect(page).not.toMatch(/(@import|url\()\s*["']?(https?:)?\/\//);
  const policy = response.headers.get('content-security-policy');
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("connect-src 'self'");
});

test.each(['br', 'gzip'])(
  'the page is sent as %s, and not again while the browser has it',
  async (encoding) => {
    const response = await getPage({ 'accept-encoding': encoding });
    expect(response.headers.get('content-encoding')).toBe(encoding);
    expect(Number(response.headers.get('content-length'))).toBeLessThan(4e6);
    expect(await response.text()).toContain('Airpicture GraphiQL');
    const again = await getPage({
      'accept-encoding': encoding,
      'if-none-match': response.headers.get('etag') ?? '',
    });
    expect(again.status).toBe(304);
  },
);

test('the page is sent plain to who cannot decompress', async () => {
  const response = await getPage({ 'accept-encoding': 'identity, br;q=0' });
  expect(response.headers.get('content-encoding')).toBeNull();
  expect(await response.text()).toContain('Airpicture GraphiQL');
});

if (chromiumPath !== undefined) {
  test('in a browser the example tabs run, the subscription over a WebSocket, and no request leaves the server', async () => {
    const browser = await chromium.launch({ executablePath: chromiumPath, args: chromiumFlags });
    try {
      const page = await browser.newPage({ viewport: { width: 1400, height: 800 } });
      const asked: string[] = [];
      const problems: string[] = [];
      page.on('request', (request) => asked.push(request.url()));
      page.on('websocket', (socket) => asked.push(socket.url()));
      page.on('pageerror', (error) => problems.push(error.message));
      page.on('console', (message) => void (message.type() === 'error' && problems.push(message.text())));

      await page.goto(`${running.url}/graphql`);
      await page.locator('.graphiql-tab').nth(2).waitFor();
      expect(
        (await page.locator('.graphiql-tab-button').allTextContents()).map((title) => title.trim()),
      ).toEqual(['Greeting', 'Shout', 'Countdown']);
      const answers = ['"hello": "hello world"', '"shout": "HOSTILE </SCRIPT> TEXT"', '"count": 3'];
      for (const index of [0, 1, 2, 1, 0, 2, 0]) {
        await openTab(page, index);
        await run(page, answers[index]!);
      }

      const { host } = new URL(running.url);
      expect(asked.filter((url) => new URL(url.replace(/^blob:/, '')).host !== host)).toEqual([]);
      expect(asked).toContain(`ws://${host}/graphql`);
      expect(problems).toEqual([]);
    } finally {
      await browser.close();
    }
  });
}

/** Clicks on a tab as a person does, who holds the mouse still and its button down for a moment. */
async function openTab(page: Page, index: number): Promise<void> {
  const tab = page.locator('.graphiql-tab').nth(index);
  const { x, y, width, height } = (await tab.locator('.graphiql-tab-button').boundingBox())!;
  await page.mouse.click(x + width / 2, y + height / 2, { delay: 80 });
  await expect.poll(() => tab.getAttribute('aria-selected')).toBe('true');
}

/** Runs the open tab until the answer shows: GraphiQL learns a little later which operation a tab has. */
async function run(page: Page, answer: string): Promise<void> {
  await vi.waitFor(
    async () => {
      await page.locator('.graphiql-execute-button').click();
      await vi.waitFor(async () =>
        expect((await page.locator('.graphiql-response').innerText()).replaceAll('\u00a0', ' ')).toContain(
          answer,
        ),
      );
    },
    { timeout: 20_000, interval: 500 },
  );
}

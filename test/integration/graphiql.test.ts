import { afterAll, beforeAll, expect, test } from 'vitest';
import { chromiumPath, launchBrowser } from '../support/browser.js';
import { openTab, run } from '../support/graphiql-page.js';
import { startHttpServer, type TestHttpServer } from '../support/http-server.js';

const examples = [
  { query: 'query Greeting {\n  hello\n}\n' },
  {
    query: 'mutation Shout($text: String!) {\n  shout(text: $text)\n}\n',
    variables: { text: 'hostile </script> text' },
  },
  { query: 'subscription Countdown {\n  count(to: 3)\n}\n' },
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
    const browser = await launchBrowser({ webGl: false });
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
  }, 120_000);

  test('K13: in a browser a hostile text in an answer is shown as text, and runs nothing', async () => {
    // Short enough to stand on one line there.
    const text = '<img src=x onerror=alert(1)>';
    const hostile = await startHttpServer({
      examples: [{ query: `query Hello {\n  hello(name: "${text}")\n}\n` }],
    });
    const browser = await launchBrowser({ webGl: false });
    try {
      const page = await browser.newPage({ viewport: { width: 1400, height: 800 } });
      const dialogs: string[] = [];
      page.on('dialog', (dialog) => {
        dialogs.push(dialog.message());
        void dialog.dismiss();
      });
      await page.goto(`${hostile.url}/graphql`);
      await page.locator('.graphiql-tab').first().waitFor();
      await run(page, `"hello": "hello ${text}"`);
      expect(await page.locator('img[src="x"]').count()).toBe(0);
      expect(dialogs).toEqual([]);
    } finally {
      await browser.close();
      await hostile.server.stop({ deadlineMs: 1_000 });
    }
  }, 120_000);
}

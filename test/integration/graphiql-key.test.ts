import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Role } from '../../src/domain/viewer.js';
import { startApp, type RunningApp } from '../support/app.js';
import { chromiumPath, launchBrowser } from '../support/browser.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { openTab, run } from '../support/graphiql-page.js';
import { makeKey } from '../support/keys.js';
import { waitFor } from '../support/wait-for.js';

let database: TestDatabase;
let app: RunningApp;
beforeAll(async () => {
  database = await createTestDatabase();
  app = await startApp(database, { AUTH_MODE: 'token' });
});
afterAll(async () => {
  await app.stop();
  await database.drop();
});

/** A key that the server knows already. */
async function goodKey(name: string, role: Role): Promise<string> {
  const { text } = await makeKey(database.pool, { name, role });
  await waitFor(async () => {
    const headers = { authorization: `Bearer ${text}` };
    expect((await fetch(`${app.url}/graphql?query={viewer{name}}`, { headers })).status).toBe(200);
  });
  return text;
}

test('the page needs no key, and holds none', async () => {
  const response = await fetch(`${app.url}/graphql`, { headers: { accept: 'text/html' } });
  expect(response.status).toBe(200);
  expect(await response.text()).not.toMatch(/air_[0-9a-f]{12}_/);
});

describe.runIf(chromiumPath !== undefined)('in a browser', { timeout: 90_000 }, () => {
  /** Opens the page with a profile of its own. */
  async function inBrowser(work: (page: Page) => Promise<void>) {
    const browser = await launchBrowser({ webGl: false });
    try {
      const profile = await browser.newContext({ viewport: { width: 1400, height: 800 } });
      const page = await profile.newPage();
      await page.goto(`${app.url}/graphql`);
      await work(page);
    } finally {
      await browser.close();
    }
  }
  const use = async (page: Page, key: string) => {
    await page.getByLabel('API key or token').fill(key);
    await page.getByRole('button', { name: 'Use' }).click();
  };
  const note = (page: Page) => page.getByRole('status').first().innerText();
  const kept = (page: Page) =>
    page.evaluate<[string, string, string, string]>(
      '[JSON.stringify(sessionStorage), JSON.stringify(localStorage), document.cookie, location.href]',
    );

  test('a key that is wrong is said to be wrong, and not kept', async () => {
    await inBrowser(async (page) => {
      await expect.poll(() => note(page)).toContain('This server asks for a key');
      const wrong = `air_${'0'.repeat(12)}_${'a'.repeat(43)}`;
      await use(page, wrong);
      await expect.poll(() => note(page)).toBe('The API key is not valid here.');
      expect((await kept(page)).join()).not.toContain('air_');
      await use(page, 'two words');
      await expect.poll(() => note(page)).toContain('That is no key');
    });
  });

  test('a key is kept for the tab alone, until it is forgotten, and goes with operations and subscriptions', async () => {
    const text = await goodKey('Ada <b>', 'ADMIN');
    await inBrowser(async (page) => {
      const sockets: string[] = [];
      page.on('websocket', (socket) =>
        socket.on('framesent', ({ payload }) => sockets.push(String(payload))),
      );
      await use(page, text);
      await expect.poll(() => note(page)).toContain('You are Ada <b> (ADMIN).');
      await page.locator('.graphiql-tab').nth(2).waitFor();
      await run(page, '"liveTracks"');
      await page.reload();
      await expect.poll(() => note(page)).toContain('You are Ada <b> (ADMIN).');

      await page.locator('.graphiql-tab').nth(2).waitFor();
      await run(page, '"liveTracks"');
      await openTab(page, 2);
      await run(page, '"tracks"');
      expect(sockets[0]).toContain(text);

      const [session, local, cookie, url] = await kept(page);
      expect(session).toContain(text);
      expect([local, cookie, url].join()).not.toContain(text);
      const other = await page.context().newPage();
      await other.goto(`${app.url}/graphql`);
      await expect.poll(() => note(other)).toContain('This server asks for a key');

      await page.getByRole('button', { name: 'Forget' }).click();
      await expect.poll(() => note(page)).toContain('This server asks for a key');
      expect((await kept(page)).join()).not.toContain(text);
    });
  });

  test('who may not read the schema is told so', async () => {
    const text = await goodKey('screen', 'VIEWER');
    await inBrowser(async (page) => {
      await use(page, text);
      await expect.poll(() => note(page)).toContain('This key may not read the schema');
    });
  });
});

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Role } from '../../src/domain/viewer.js';
import { startApp, type RunningApp } from '../support/app.js';
import { chromiumPath, launchBrowser } from '../support/browser.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { focused } from '../support/focus.js';
import { makeKey } from '../support/keys.js';
import { dialog, openKitManager, says } from '../support/kit-manager.js';
import { badgeIs } from '../support/map-hands.js';
import { SMALL, type MapPage } from '../support/map-page.js';
import { pushSmallSky } from '../support/small-sky.js';
import { waitFor } from '../support/wait-for.js';
import { openWatchedPage } from '../support/watched-page.js';

const ASK_EVERY_MS = 1_000;
/** So long it tries at most twice to connect again. */
const WHILE_MS = 3_000;

describe.runIf(chromiumPath !== undefined)('a server that asks for a key', { timeout: 120_000 }, () => {
  let database: TestDatabase;
  let app: RunningApp;
  let browser: Browser;
  let keys: Readonly<Record<Role, { readonly keyId: string; readonly text: string }>>;
  beforeAll(async () => {
    database = await createTestDatabase();
    app = await startApp(database, {
      AUTH_MODE: 'token',
      INGEST_AUTO_REGISTER: 'true',
      TRACK_TIMEOUT: '3600',
      LOG_LEVEL: 'trace',
    });
    const roles = ['ADMIN', 'OPERATOR', 'VIEWER', 'INGEST'] as const;
    const made = await Promise.all(roles.map(async (role) => [role, await goodKey(role)] as const));
    keys = Object.fromEntries(made) as typeof keys;
    await pushSmallSky(app.url, keys.ADMIN.text);
    browser = await launchBrowser();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await app?.stop();
    await database?.drop();
  });

  const ask = (key: string, query: string, variables = {}) =>
    fetch(`${app.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({ query, variables }),
    });

  /** A key that the server knows already. */
  async function goodKey(role: Role): Promise<{ keyId: string; text: string }> {
    const key = await makeKey(database.pool, { role });
    // Seldom: whoever asks often with what is no key yet is told to wait, and so is the page.
    await waitFor(
      async () => expect((await ask(key.text, '{ viewer { name } }')).status).toBe(200),
      ASK_EVERY_MS,
    );
    return key;
  }

  /** Opens the map in a new profile, which asks for a key. */
  async function openMap(): Promise<MapPage> {
    // Chromium writes each answer 401 into the console.
    const opened = await openWatchedPage(browser, app.url, { expected: /401/, viewport: SMALL });
    await keyDialog(opened.page).waitFor();
    return opened;
  }

  const keyDialog = (page: Page) => page.getByRole('dialog', { name: 'Key' });
  const rows = (page: Page) => page.locator('tr.listing-row');
  const enter = async (page: Page, key: string) => {
    await page.getByLabel('API key or token').fill(key);
    await keyDialog(page).getByRole('button', { name: 'Use' }).click();
  };
  const problem = (page: Page) => page.locator('#key-problem');
  const stored = (page: Page) =>
    page.evaluate<[string, string]>(
      '[JSON.stringify(sessionStorage), [JSON.stringify(localStorage), document.cookie, location.href].join()]',
    );
  const isShown = (page: Page) => rows(page).first().waitFor();

  test('a wrong key is refused in words at its field, and a good one shows the picture', async () => {
    const opened = await openMap();
    const { page } = opened;
    await says(keyDialog(page), 'This server asks for a key.');
    expect((await focused(page)).name).toBe('API key or token');
    expect(await rows(page).count()).toBe(0);
    await keyDialog(page).getByRole('button', { name: 'Use' }).click();
    await says(problem(page), 'Enter a key first.');
    await enter(page, 'two words');
    await says(problem(page), 'That is no key');
    await enter(page, `air_${'0'.repeat(12)}_${'a'.repeat(43)}`);
    await says(problem(page), 'The API key is not valid here.');
    expect((await focused(page)).name).toBe('API key or token');
    await enter(page, keys.INGEST.text);
    await says(problem(page), 'may not see the picture');
    expect((await stored(page)).join()).not.toContain('air_');

    await enter(page, keys.ADMIN.text);
    await isShown(page);
    expect(await dialog(page).count()).toBe(0);
    await badgeIs(page, 'Live');
  });

  test('a key stays in its tab until it is forgotten, and is in no address and in no log', async () => {
    const opened = await openMap();
    const { page } = opened;
    const admin = keys.ADMIN.text;
    await enter(page, admin);
    await isShown(page);
    await page.reload();
    await isShown(page);
    const [session, elsewhere] = await stored(page);
    expect(session).toContain(admin);
    expect(elsewhere).not.toContain(admin);
    const other = await page.context().newPage();
    await other.goto(app.url);
    await keyDialog(other).waitFor();
    await other.close();

    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('button', { name: 'Key…' }).click();
    await keyDialog(page).getByRole('button', { name: 'Forget the key' }).click();
    await says(keyDialog(page), 'This server asks for a key.');
    expect((await stored(page)).join()).not.toContain(admin);
    expect(opened.asked.join()).not.toContain('air_');
    expect(opened.sent.some((message) => JSON.stringify(message).includes(admin))).toBe(true);
    expect(JSON.stringify(app.logs.entries)).not.toContain(admin);
    await page.reload();
    await keyDialog(page).waitFor();
  });

  test('a viewer sees kits, and why nothing can be done to them', async () => {
    const { page } = await openMap();
    await enter(page, keys.VIEWER.text);
    await isShown(page);
    await openKitManager(page);
    await says(dialog(page), 'With your key you may see kits, not change them.');
    await says(dialog(page), 'kit-a');
    for (const name of ['Add a kit', 'Enabled', 'Poll now', 'Edit', 'Remove…'])
      expect(await dialog(page).getByRole('button', { name }).count()).toBe(0);
    await page.keyboard.press('Escape');
    // From the details of a kit neither.
    await page.getByRole('tab', { name: /^Kits/ }).click();
    await rows(page).first().click();
    await page.getByRole('complementary').getByRole('button', { name: 'Edit' }).click();
    await says(dialog(page), 'With your key you may see kits, not change them.');
    expect(await page.getByLabel('Name', { exact: true }).count()).toBe(0);
  });

  test('an operator may change kits, and not delete what they reported', async () => {
    const { page } = await openMap();
    await enter(page, keys.OPERATOR.text);
    await isShown(page);
    await openKitManager(page);
    await dialog(page).getByRole('button', { name: 'Remove…' }).first().click();
    await dialog(page).getByRole('button', { name: 'Keep' }).waitFor();
    expect(await dialog(page).getByRole('checkbox').count()).toBe(0);
  });

  test('a key that is revoked leads back to the question, and to no further try', async () => {
    const opened = await openMap();
    const { page, sockets } = opened;
    // The last test, since nobody has it afterwards.
    const { keyId, text } = keys.VIEWER;
    await enter(page, text);
    await isShown(page);
    const mutation = 'mutation ($keyId: String!) { revokeApiKey(keyId: $keyId) { __typename } }';
    expect(await (await ask(keys.ADMIN.text, mutation, { keyId })).text()).toContain('Success');
    await keyDialog(page).waitFor();
    await says(keyDialog(page), 'The key is not good, or no longer.');
    const before = sockets.length;
    await page.waitForTimeout(WHILE_MS);
    expect(sockets).toHaveLength(before);
    await badgeIs(page, 'Refused');
    await enter(page, keys.ADMIN.text);
    await badgeIs(page, 'Live');
  });
});

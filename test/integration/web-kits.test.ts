import { randomBytes } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { startApp, type RunningApp } from '../support/app.js';
import { chromiumPath, launchBrowser } from '../support/browser.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import {
  aDroneRecord,
  anAircraftRecord,
  aSignalRecord,
  aStatus,
  startFakeKit,
  type FakeAnswers,
  type FakeKit,
} from '../support/fake-kit.js';
import { focused, tabTo } from '../support/focus.js';
import {
  addKit,
  dialog,
  kitItem,
  kitSettings,
  openKitManager,
  problemAt,
  removeKit,
  says,
} from '../support/kit-manager.js';
import { SMALL } from '../support/map-page.js';
import { waitFor } from '../support/wait-for.js';
import { openWatchedPage } from '../support/watched-page.js';

describe.runIf(chromiumPath !== undefined)('kits through the page', { timeout: 120_000 }, () => {
  let database: TestDatabase;
  let app: RunningApp;
  let browser: Browser;
  beforeAll(async () => {
    database = await createTestDatabase();
    app = await startApp(database, { SECRETS_KEY: randomBytes(32).toString('hex'), POLL_INTERVAL: '2' });
    browser = await launchBrowser();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await app?.stop();
    await database?.drop();
  });

  const settingsOf = (kitId: string) => kitSettings(app.url, kitId);
  const remove = (kitId: string) => removeKit(app.url, kitId);

  /** A kit that nobody has registered, and that nobody has at the end of the test. */
  async function startKit(kitId: string, answers: FakeAnswers = {}): Promise<FakeKit> {
    const kit = await startFakeKit(answers);
    onTestFinished(async () => {
      await remove(kitId);
      await kit.stop();
    });
    return kit;
  }

  async function openManager(): Promise<Page> {
    const { page } = await openWatchedPage(browser, app.url, { viewport: SMALL });
    await openKitManager(page);
    return page;
  }

  test('a kit is probed and added, changed, switched off and on, and removed', async () => {
    const kit = await startKit('fair', {
      drones: [aDroneRecord(), anAircraftRecord()],
      signals: [aSignalRecord()],
    });
    const page = await openManager();
    await dialog(page).getByRole('button', { name: 'Add a kit' }).click();
    await page.getByLabel('Address of its API').fill(kit.url);
    await dialog(page).getByRole('button', { name: 'Probe' }).click();
    const found = page.locator('.found');
    await says(found, 'wardragon-SIM00000');
    await says(found, /lists 2 drones and aircraft and 1 signal, and reports its status/);
    expect(await settingsOf('wardragon-SIM00000')).toBeNull();

    await page.getByLabel('Kit id').fill('fair');
    await page.getByLabel('Name', { exact: true }).fill('Fairground');
    await dialog(page).getByRole('button', { name: 'Add kit' }).click();
    const item = kitItem(page, 'Fairground');
    await says(item, /Online\s+Polling well\s+Asked as usual/);
    await says(item, '100 % of requests');

    await item.getByRole('button', { name: 'Edit' }).click();
    await waitFor(async () =>
      expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Fairground'),
    );
    await page.getByLabel('Name', { exact: true }).fill('Harbour');
    await page.getByLabel('Where it stands').fill('By the river');
    await page.getByLabel('Seconds between polls', { exact: true }).fill('1,5');
    await dialog(page).getByRole('button', { name: 'Save' }).click();
    const renamed = kitItem(page, 'Harbour');
    await renamed.waitFor();
    expect(await settingsOf('fair')).toMatchObject({
      name: 'Harbour',
      location: 'By the river',
      apiUrl: kit.url,
      pollIntervalS: 1.5,
    });

    await renamed.getByRole('button', { name: 'Enabled' }).click();
    await says(renamed, 'Disabled');
    expect(await settingsOf('fair')).toMatchObject({ enabled: false });
    expect(await renamed.getByRole('button', { name: 'Poll now' }).count()).toBe(0);
    await renamed.getByRole('button', { name: 'Enabled' }).click();
    await says(renamed, 'Online');
    expect(await settingsOf('fair')).toMatchObject({ enabled: true });

    await renamed.getByRole('button', { name: 'Remove…' }).click();
    await renamed.getByRole('button', { name: 'Keep' }).click();
    expect(await settingsOf('fair')).not.toBeNull();
    await renamed.getByRole('button', { name: 'Remove…' }).click();
    await renamed.getByRole('button', { name: 'Remove', exact: true }).click();
    await renamed.waitFor({ state: 'detached' });
    expect(await settingsOf('fair')).toBeNull();
    await says(dialog(page), 'No kit is registered.');
  });

  test('what is refused is said at the field that it is about, and the focus goes there', async () => {
    const kit = await startKit('taken');
    const other = await startKit('other', { status: aStatus({ uid: 'wardragon-SIM00001' }) });
    const page = await openManager();
    await addKit(page, { 'Address of its API': kit.url, 'Kit id': 'taken', Name: 'Taken' });
    await dialog(page).getByRole('button', { name: 'Add a kit' }).click();

    const good = { apiUrl: other.url, kitId: '', name: '', location: '', pollIntervalS: '' };
    const refused: readonly (readonly [keyof typeof good, string, string])[] = [
      ['apiUrl', 'the roof', 'must not contain spaces'],
      ['apiUrl', 'roof', 'must be a URL such as http://192.168.1.100:8088'],
      ['apiUrl', 'http://8.8.8.8:8088', 'not in KIT_ALLOWED_NETWORKS'],
      ['apiUrl', kit.url, 'is registered already, as kit "taken"'],
      ['kitId', 'taken', 'A kit "taken" is registered already.'],
      ['kitId', 'kit 1', 'must be 1 to 64 letters, digits'],
      ['name', 'n'.repeat(129), 'must be at most 128 characters long'],
      ['location', 'l'.repeat(129), 'must be at most 128 characters long'],
      ['pollIntervalS', 'often', 'must be a number of seconds'],
      ['pollIntervalS', '0', 'must be between 0.05 and 86400 seconds'],
      ['pollIntervalS', '0.5', 'requests a minute, but a kit answers 100'],
    ];
    for (const [field, text, problem] of refused) {
      for (const [name, value] of Object.entries({ ...good, [field]: text }))
        await page.locator(`#kit-${name}`).fill(value);
      await dialog(page).getByRole('button', { name: 'Add kit' }).click();
      await waitFor(async () => expect(await problemAt(page, field)).toContain(problem));
      expect(await page.locator('.field-problem, .notice').count()).toBe(1);
      expect(await page.locator(`#kit-${field}:focus`).count()).toBe(1);
    }
    // Whoever mends it is not told of it any more.
    await page.getByLabel('Seconds between polls', { exact: true }).fill('5');
    await waitFor(async () => expect(await problemAt(page, 'pollIntervalS')).toBe(''));

    await page.getByLabel('Address of its API').fill('http://127.0.0.1:9');
    await dialog(page).getByRole('button', { name: 'Probe' }).click();
    await waitFor(async () =>
      expect(await problemAt(page, 'apiUrl')).toContain('No DragonSync kit answered'),
    );
    expect(await settingsOf('other')).toBeNull();
  });

  test('a kit that somebody else removed meanwhile is said to be gone', async () => {
    const kit = await startKit('brief');
    const page = await openManager();
    await addKit(page, { 'Address of its API': kit.url, 'Kit id': 'brief', Name: 'Brief' });
    await kitItem(page, 'Brief').getByRole('button', { name: 'Edit' }).click();
    await page.getByLabel('Where it stands').fill('Nowhere');
    await remove('brief');
    await dialog(page).getByRole('button', { name: 'Save' }).click();
    await says(dialog(page).getByRole('alert'), 'No kit has the id "brief".');
    expect((await focused(page)).name).toContain('No kit has the id');
    expect(await page.getByLabel('Where it stands').inputValue()).toBe('Nowhere');
    await page.keyboard.press('Escape');
    await says(dialog(page), 'No kit is registered.');
  });

  test('the list says how each kit is: its clock, its failures and its last error', async () => {
    const kit = await startKit('late');
    kit.setClockSkewMs(90_000);
    const page = await openManager();
    await addKit(page, { 'Address of its API': kit.url, 'Kit id': 'late', Name: 'Late' });
    const item = kitItem(page, 'Late');
    await says(item, /(89|90|91) s ahead/);
    await kit.goAway();
    await says(item, 'Offline');
    await says(item.locator('.notice'), 'nothing answers there');
    await says(item, /[0-9]{1,2} % of requests/);
    await kit.comeBack();
    await item.getByRole('button', { name: 'Poll now' }).click();
    await waitFor(async () => expect(await item.locator('.notice').count()).toBe(0));
    expect(await item.innerText()).not.toContain('Offline');
  });

  test('credentials can be written and not be read', async () => {
    const kit = await startKit('locked');
    const newest = () => kit.authorizations.at(-1);
    const page = await openManager();
    await dialog(page).getByRole('button', { name: 'Add a kit' }).click();
    await page.getByLabel('Address of its API').fill(kit.url);
    await page.getByLabel('Kit id').fill('locked');
    await page.getByLabel('Name', { exact: true }).fill('Locked');
    await page.getByText('A token', { exact: true }).click();
    await dialog(page).getByRole('button', { name: 'Add kit' }).click();
    await waitFor(async () => expect(await problemAt(page, 'bearer')).toContain('must be letters, digits'));
    await page.getByLabel('Token', { exact: true }).fill('token-of-the-kit');
    await dialog(page).getByRole('button', { name: 'Add kit' }).click();
    await kitItem(page, 'Locked').waitFor();
    await waitFor(() => expect(newest()).toBe('Bearer token-of-the-kit'));

    await kitItem(page, 'Locked').getByRole('button', { name: 'Edit' }).click();
    await page.getByLabel('As stored').waitFor({ state: 'attached' });
    expect(await page.getByLabel('As stored').isChecked()).toBe(true);
    expect(await page.content()).not.toContain('token-of-the-kit');
    await page.getByLabel('Where it stands').fill('In the cellar');
    await dialog(page).getByRole('button', { name: 'Save' }).click();
    await kitItem(page, 'Locked').waitFor();
    expect(await settingsOf('locked')).toMatchObject({ location: 'In the cellar', hasCredentials: true });

    await kitItem(page, 'Locked').getByRole('button', { name: 'Edit' }).click();
    await page.getByText('Nothing', { exact: true }).click();
    await dialog(page).getByRole('button', { name: 'Save' }).click();
    await waitFor(() => expect(newest()).toBeNull());
    expect(await settingsOf('locked')).toMatchObject({ hasCredentials: false });
  });

  test('all of that goes by keyboard alone, and the focus is never lost', async () => {
    const kit = await startKit('quay');
    const { page } = await openWatchedPage(browser, app.url, { viewport: SMALL });
    const press = (key: string) => page.keyboard.press(key);
    const isOn = (name: string | RegExp) =>
      waitFor(async () => expect((await focused(page)).name).toMatch(name));
    await page.getByRole('button', { name: 'Manage kits' }).waitFor();

    await tabTo(page, 'Manage kits');
    await press('Enter');
    await dialog(page).getByRole('button', { name: 'Add a kit' }).waitFor();
    await tabTo(page, 'Add a kit');
    await press('Enter');
    await isOn('Address of its API');
    await page.keyboard.type(kit.url);
    await tabTo(page, 'Probe');
    await press('Enter');
    await page.locator('.found').waitFor();
    await isOn('Probe');
    await tabTo(page, 'Kit id');
    await page.keyboard.type('quay');
    await tabTo(page, 'Name');
    await page.keyboard.type('Quay');
    // Through everything once: a dialog lets nobody out.
    for (let stop = 0; stop < 14; stop++) {
      await press('Tab');
      expect(await focused(page)).toMatchObject({ isInDialog: true });
    }
    await tabTo(page, 'Add kit');
    await press('Enter');
    await isOn('Add a kit');

    const item = kitItem(page, 'Quay');
    await says(item, 'Online');
    await tabTo(page, 'Enabled');
    await press('Space');
    await says(item, 'Disabled');
    await isOn('Enabled');
    await press('Space');
    await says(item, 'Online');
    await tabTo(page, 'Edit');
    await press('Enter');
    await isOn('Address of its API');
    await press('Escape');
    await isOn('Edit');
    await press('Enter');
    await isOn('Address of its API');
    await tabTo(page, 'Where it stands');
    await page.keyboard.type('At the quay');
    await press('Enter');
    await isOn('Edit');
    expect(await settingsOf('quay')).toMatchObject({ location: 'At the quay' });

    await tabTo(page, 'Remove…');
    await press('Enter');
    await isOn('Keep');
    await press('Enter');
    await isOn('Remove…');
    await press('Enter');
    await isOn('Keep');
    await tabTo(page, 'Remove');
    await press('Enter');
    await item.waitFor({ state: 'detached' });
    await isOn('Add a kit');
    expect(await settingsOf('quay')).toBeNull();
    await press('Enter');
    await isOn('Address of its API');
    await press('Escape');
    await isOn('Add a kit');
    await press('Escape');
    await dialog(page).waitFor({ state: 'detached' });
    await isOn('Manage kits');
  });
});

import type { Page } from 'playwright-core';
import { expect, vi } from 'vitest';

/** Clicks on a tab as a person does, who holds the mouse still and its button down for a moment. */
export async function openTab(page: Page, index: number): Promise<void> {
  const tab = page.locator('.graphiql-tab').nth(index);
  const { x, y, width, height } = (await tab.locator('.graphiql-tab-button').boundingBox())!;
  await page.mouse.click(x + width / 2, y + height / 2, { delay: 80 });
  await expect.poll(() => tab.getAttribute('aria-selected')).toBe('true');
}

/** Runs the open tab until the answer shows: GraphiQL learns a little later which operation a tab has. */
export async function run(page: Page, answer: string): Promise<void> {
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

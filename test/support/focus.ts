import type { Page } from 'playwright-core';

export interface Focused {
  /** As people know it: by its label, or what stands on it. */
  readonly name: string;
  /** Whether one can see that it has the focus. */
  readonly isVisible: boolean;
  /** Whether it is in the dialog that is open, or in nothing at all, as between the last and the first. */
  readonly isInDialog: boolean;
}

// A text of its own, as the page has types that this side does not.
const LOOK = `(() => {
  const element = document.activeElement;
  if (element === null || element === document.body) return { name: '', isVisible: false, isInDialog: true };
  const label = element.labels?.[0]?.textContent;
  const name = element.getAttribute('aria-label') ?? label ?? element.textContent ?? '';
  // The ring of a radio button is drawn around its text.
  const shown = element.matches('input[type=radio]') ? element.nextElementSibling : element;
  const { outlineStyle, outlineWidth } = getComputedStyle(shown);
  const { width, height } = shown.getBoundingClientRect();
  return {
    name: name.trim(),
    isVisible: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1 && width > 0 && height > 0,
    isInDialog: document.querySelector('dialog[open]')?.contains(element) === true,
  };
})()`;

/** What has the focus. */
export function focused(page: Page): Promise<Focused> {
  return page.evaluate<Focused>(LOOK);
}

const MOST_STOPS = 80;

/** Presses Tab until something has the focus that is called so. @throws {Error} nothing is */
export async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const met: string[] = [];
  for (let stop = 0; stop < MOST_STOPS; stop++) {
    await page.keyboard.press('Tab');
    const here = await focused(page);
    if (typeof name === 'string' ? here.name === name : name.test(here.name)) return;
    met.push(here.name);
  }
  throw new Error(`Tab does not lead to ${String(name)}, but to ${met.join(', ')}`);
}

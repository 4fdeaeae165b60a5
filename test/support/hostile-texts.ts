/** What somebody with a radio might send for a name, or anybody might write into the address of the page. */
export const hostileTexts = {
  /** Would run in whatever way it got into the page. */
  markup: `"'><img src=x onerror="window.__pwned=1"><svg onload="window.__pwned=2"></svg><script>window.__pwned=3</script>`,
  link: 'javascript:window.__pwned=4//${window.__pwned=5}{{window.__pwned=6}}',
  /** Letters that are read from right to left, and marks that make what is behind them so. */
  turned: 'exe.\u05e9\u05dc\u05d5\u05dd\u200f(123)\u061c \u202egpj\u2067',
  controls: 'one\u0000two\u0007three\u001b[31mfour\r\nfive\u007f\u0085\u2028six',
  long: `long${'W'.repeat(496)}`,
  tall: `tall${'Z\u0351\u0489\u0352'.repeat(60)}`,
} as const;

export type HostileName = keyof typeof hostileTexts;

/** What is left of each wherever it is shown, and nowhere else on the page. */
export const traces: Readonly<Record<HostileName, string>> = {
  markup: 'window.__pwned=1',
  link: 'window.__pwned=4',
  turned: '\u05e9\u05dc\u05d5\u05dd',
  controls: 'four',
  long: 'WWWWWWWW',
  tall: 'Z\u0351',
};

/**
 * Runs in the page and says what hostile texts did to it: what ran, what elements they became, which parts of the page they
 * made wider than their place, and which of them could turn around the words beside them.
 */
export const WHAT_THEY_DID = `(() => {
  const traces = ${JSON.stringify(Object.values(traces))};
  const dangerous = 'img, iframe, object, embed, base, link[href^="javascript" i], a[href^="javascript" i], [onerror], [onload]';
  const scripts = [...document.querySelectorAll('script')].filter(({ src }) => new URL(src, location.href).origin !== location.origin || src === '');
  const parts = ['html', '.app-bar', '.app-listing', '.listing-scroll', '.app-map', '.app-details', '.details', 'dialog', '.dialog-body'];
  const wide = parts.flatMap((part) =>
    [...document.querySelectorAll(part)]
      .filter((element) => element.scrollWidth > element.clientWidth + 1)
      .map((element) => part + ' ' + element.scrollWidth + ' > ' + element.clientWidth),
  );
  const turning = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { data, parentElement } = walker.currentNode;
    if (!traces.some((trace) => data.includes(trace))) continue;
    let element = parentElement;
    while (element.textContent === data || getComputedStyle(element).display.startsWith('inline')) {
      if (/isolate|plaintext/.test(getComputedStyle(element).unicodeBidi)) break;
      element = element.parentElement;
    }
    const isAlone = !getComputedStyle(element).display.startsWith('inline') && element.textContent === data;
    if (!isAlone && !/isolate|plaintext/.test(getComputedStyle(element).unicodeBidi)) turning.push(parentElement.outerHTML.slice(0, 120));
  }
  return {
    ran: window.__pwned ?? null,
    became: [...document.querySelectorAll(dangerous), ...scripts].map((element) => element.outerHTML.slice(0, 120)),
    wide,
    turning,
    title: document.title,
  };
})()`;

export const NOTHING_DONE = { ran: null, became: [], wide: [], turning: [], title: 'Airpicture' };

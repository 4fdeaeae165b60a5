import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

/** The live map in a browser, and what it did that it should not. */
export interface MapPage {
  readonly page: Page;
  /** Addresses that it asked for, WebSockets included. */
  readonly asked: readonly string[];
  /**
   * Errors and warnings in the console, errors that nobody caught, requests that failed or were refused, and what the
   * content security policy forbade. Browsers write each connection that fails into the console as well.
   */
  readonly problems: readonly string[];
  /** What a script showed that was not ours. */
  readonly dialogs: readonly string[];
  /** Messages that it sent over WebSockets, parsed. */
  readonly sent: readonly Record<string, unknown>[];
  /** How many WebSockets it has opened, or tried to. */
  readonly sockets: readonly string[];
  close(): Promise<void>;
}

export interface MapPageOptions extends BrowserContextOptions {
  /** Source text of scripts that run in each page before its own. */
  readonly scripts?: readonly string[];
}

export const DESKTOP = { width: 1440, height: 900 };
/** For tests of what lies over the map: drawing it without a GPU takes its time. */
export const SMALL = { width: 800, height: 600 };
export const PHONE = { width: 390, height: 844 };

/** What Chromium says of drawing without a GPU: true wherever the tests run, and nothing that a page can mend. */
const OF_THE_MACHINE = /GL Driver Message|software WebGL/;
/** Whoever closes the details takes the questions back that they asked. */
const TAKEN_BACK = 'net::ERR_ABORTED';

const REPORT_POLICY = `addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) =>
  console.error('The policy forbids: ' + effectiveDirective + ' ' + blockedURI))`;

/** Opens the map with a profile of its own. */
export async function openMapPage(
  browser: Browser,
  url: string,
  { scripts = [], ...options }: MapPageOptions = {},
): Promise<MapPage> {
  const context = await browser.newContext({ viewport: DESKTOP, ...options });
  for (const content of [REPORT_POLICY, ...scripts]) await context.addInitScript({ content });
  const asked: string[] = [];
  const problems: string[] = [];
  const dialogs: string[] = [];
  const sent: Record<string, unknown>[] = [];
  const sockets: string[] = [];
  context.on('request', (request) => asked.push(request.url()));
  context.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? '';
    if (why !== TAKEN_BACK) problems.push(`${request.method()} ${request.url()}: ${why}`);
  });
  context.on('response', (response) => {
    if (response.status() >= 400) problems.push(`HTTP ${response.status()}: ${response.url()}`);
  });
  context.on('weberror', (error) => problems.push(error.error().message));
  context.on('console', (message) => {
    const isProblem = message.type() === 'error' || message.type() === 'warning';
    if (isProblem && !OF_THE_MACHINE.test(message.text())) problems.push(message.text());
  });
  context.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  const page = await context.newPage();
  page.on('websocket', (socket) => {
    asked.push(socket.url());
    sockets.push(socket.url());
    socket.on(
      'framesent',
      ({ payload }) => void sent.push(JSON.parse(String(payload)) as (typeof sent)[number]),
    );
  });
  await page.goto(url);
  return { page, asked, problems, dialogs, sent, sockets, close: () => context.close() };
}

/** Addresses of other servers among those that were asked for. */
export function elsewhere({ asked }: MapPage, url: string): string[] {
  const { host } = new URL(url);
  const isInside = (address: string) => /^(data|blob):/.test(address) || new URL(address).host === host;
  return asked.filter((address) => !isInside(address));
}

/** Shows a page in a real browser, over HTTP, and sees to it that the page asks for nothing and complains of nothing. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { after, before } from 'node:test';
import type { Browser, BrowserContextOptions, Page } from 'playwright';
import { listen } from '../listen.ts';
import { startChromium } from './browser.ts';

/** Running during the tests of a file. */
export let browser: Browser;
let server: Server;
let served = '';
/** The places where the page is shown. */
export let base = '';

before(async () => {
  browser = await startChromium();
  server = createServer((_, response) => response.setHeader('Content-Type', 'text/html; charset=utf-8').end(served));
  base = `${await listen(server)}/`;
});

after(async () => {
  await browser.close();
  server.close();
});

/** A page that is shown. */
interface Opened {
  readonly page: Page;
}

/** Shows a page to `look`, which it is closed after; nothing it does may ask for anything or be an error. */
export async function show(
  content: string,
  look: (opened: Opened) => Promise<void>,
  { fragment = '', options = {} }: { fragment?: string; options?: BrowserContextOptions } = {},
): Promise<void> {
  served = content;
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  const requests: string[] = [];
  const errors: string[] = [];
  await page.route('**/*', async (route) => {
    const url = route.request().url();
    if (route.request().isNavigationRequest() && url.split('#')[0] === base && requests.length === 0)
      return route.continue();
    requests.push(url);
    return route.abort();
  });
  page.on('console', (message) => errors.push(message.text()));
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('dialog', (dialog) => {
    errors.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(base + fragment);
  await look({ page });
  assert.deepEqual(errors, []);
  assert.deepEqual(requests, []);
  await context.close();
}

/**
 * Takes the pictures of the README: a finding and the top of the page, light and dark, of a run against an independent server with a
 * defect. Run it with `npm run pictures` when the page changes.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright';
import { start } from '../independent/goact/server.ts';
import { root, runCommand } from '../start-process.ts';
import { startChromium } from './browser.ts';

const images = path.join(root, 'docs/images');
const schemes = ['light', 'dark'] as const;

/** A run that finds something. @returns its page */
async function findSomething(reports: string): Promise<URL> {
  const server = await start({ defect: 'password-case-blind' });
  const settings = { ...server.settings, TARGET_URL: server.url, REPORTS_DIR: reports };
  const { output } = await runCommand(['run'], settings);
  await server.close();
  console.log(output);
  return pathToFileURL(path.join(reports, 'conformance.html'));
}

async function take(browser: Browser, page: URL, colorScheme: (typeof schemes)[number]): Promise<void> {
  const context = await browser.newContext({ colorScheme, viewport: { width: 900, height: 620 } });
  const tab = await context.newPage();
  await tab.goto(page.href);
  const at = (name: string): string => path.join(images, `${name}-${colorScheme}.png`);
  await tab.screenshot({ path: at('page') });
  const finding = tab.locator('#findings article').first();
  // Elements that are out of sight have no height of their own yet.
  await finding.scrollIntoViewIfNeeded();
  await tab.setViewportSize({ width: 900, height: 1200 });
  await finding.screenshot({ path: at('finding') });
  await context.close();
}

const reports = mkdtempSync(path.join(tmpdir(), 'pictures-'));
const browser = await startChromium();
try {
  mkdirSync(images, { recursive: true });
  const page = await findSomething(reports);
  for (const scheme of schemes) await take(browser, page, scheme);
} finally {
  await browser.close();
  rmSync(reports, { recursive: true });
}

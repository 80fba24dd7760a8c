/** An installed Chromium, for the tests that look at the report as a person does. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright';
import type { Browser } from 'playwright';

/** The options that keep Chromium from talking to anybody but the page. */
const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** The names under which systems install it. */
const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The path of an installed Chromium: `CHROMIUM_PATH`, one on the `PATH`, or Playwright's own; undefined without any. */
export function findChromium(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '');
  const candidates = [
    process.env['CHROMIUM_PATH'] ?? '',
    ...names.flatMap((name) => folders.map((folder) => path.join(folder, name))),
    chromium.executablePath(),
  ];
  return candidates.find((candidate) => candidate !== '' && existsSync(candidate));
}

/** Starts Chromium. @throws Error that says how to install it when there is none */
export async function startChromium(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined)
    throw new Error(
      'No Chromium was found. Install one with "apt-get install --no-install-recommends chromium" or ' +
        '"npx playwright install chromium", or set CHROMIUM_PATH to the one you have.',
    );
  return chromium.launch({ executablePath, args: quiet });
}

/** Makes sure that there is a Chromium for the tests of the reports: finds one, or installs Debian's. */
import { execFileSync } from 'node:child_process';
import { findChromium } from './browser.ts';

function apt(...args: string[]): void {
  execFileSync('apt-get', args, { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
}

function install(): void {
  try {
    console.log('No Chromium is installed; installing the package "chromium"');
    apt('update');
    apt('install', '-y', '--no-install-recommends', 'chromium');
  } catch {
    console.error('It could not be installed. Install a Chromium yourself, or set CHROMIUM_PATH to the one you have.');
    process.exit(1);
  }
}

if (findChromium() === undefined) install();
console.log(`Chromium: ${findChromium() ?? 'none'}`);

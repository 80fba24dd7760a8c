/** The report as a person meets it: in a real browser, over HTTP, and from disk once. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright';
import { compare } from '../../src/report/compare.ts';
import { renderPage } from '../../src/report/page/page.ts';
import { startChromium } from './browser.ts';
import { makeReport } from './reports.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const failing = makeReport({ apis: 2, requirements: 60, findings: 6 });
const clean = makeReport({ apis: 1, requirements: 30, findings: 0 });

let browser: Browser;
let server: Server;
let served = '';
let base = '';

before(async () => {
  browser = await startChromium();
  server = createServer((_, response) => response.setHeader('Content-Type', 'text/html; charset=utf-8').end(served));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});

after(async () => {
  await browser.close();
  server.close();
});

interface Opened {
  readonly page: Page;
  /** URLs asked for beside the page itself. */
  readonly requests: readonly string[];
  readonly errors: readonly string[];
}

/** Shows a page to `look`, which it is closed after; nothing it does may ask for anything or be an error. */
async function show(
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
  await look({ page, requests, errors });
  assert.deepEqual(errors, []);
  assert.deepEqual(requests, []);
  await context.close();
}

/** Opens every folded part, and lays out what is out of view: axe takes its place for that of others otherwise. */
const unfold =
  'document.querySelectorAll("details").forEach((each) => (each.open = true));' +
  'document.querySelectorAll(".finding").forEach((each) => (each.style.contentVisibility = "visible"))';
const rows = '.requirements tbody tr:visible';
const counted = '#filters output';

test('says on top why a target does not conform, and leads to the finding', () =>
  show(renderPage(failing), async ({ page }) => {
    assert.match(await page.locator('h1').innerText(), /Does not conform/);
    assert.equal(await page.locator('.why li').count(), 5);
    await page.locator('.why a').first().click();
    const first = page.locator('.finding').first();
    assert.match(await first.innerText(), /Expected\s+status 404 for request 0\s+Actual\s+status 200 for request 0/);
    assert.deepEqual(await first.locator('.difference mark').allInnerTexts(), ['404', '200']);
    assert.match(await first.innerText(), /api1\.txt:1\b/);
    assert.match(await first.innerText(), /The text leaves it open/);
    await first.locator('.conversation summary').first().click();
    assert.match(await first.locator('.talk').first().innerText(), /POST https:\/\/api\.example\.com\/session\/login/);
    assert.equal(await first.locator('.talk mark').first().innerText(), '  "user": "someone",');
    await first.locator('.repeat summary').click();
    assert.match(await first.locator('.repeat').innerText(), /sh repeat\/api1-00000000\.sh/);
  }));

test('shows a clean run as clean', () =>
  show(renderPage(clean), async ({ page }) => {
    assert.match(await page.locator('h1').innerText(), /^✓ Conforms$/);
    assert.equal(await page.locator('.finding').count(), 0);
    assert.match(await page.locator('#findings').innerText(), /None: everything that was tested holds/);
    assert.equal(await page.locator(rows).count(), 30);
    assert.match(await page.locator('#not-testable').innerText(), /A setting changes this[^]*TARGET_SECOND_USERNAME/);
    assert.match(await page.locator('#undocumented').innerText(), /\/extra\s+4 answers[^]*x-powered-by/);
    assert.match(await page.locator('#timings').innerText(), /4\.2 ms/);
    assert.match(await page.locator('#document').innerText(), /says two things/);
  }));

test('says that a clean but incomplete run is incomplete', () =>
  show(renderPage({ ...clean, complete: false, incomplete: '10 of 30 cases were run' }), async ({ page }) => {
    assert.match(await page.locator('#verdict').innerText(), /as far as it was tested[^]*10 of 30 cases were run/);
  }));

test('filters by API, flow, level, verdict and text, and keeps the view in the URL', () =>
  show(renderPage(failing), async ({ page }) => {
    await page.getByRole('combobox', { name: 'API' }).selectOption('api1');
    assert.equal(await page.locator(rows).count(), 60);
    await page.getByRole('combobox', { name: 'Flow' }).selectOption('login');
    await page.getByRole('combobox', { name: 'Level' }).selectOption('documented');
    await page.getByRole('combobox', { name: 'Verdict' }).selectOption('failed');
    assert.equal(await page.locator(counted).innerText(), '2 of 120 requirements, 2 of 12 findings');
    await page.getByRole('searchbox').fill('number 4 ');
    assert.equal(await page.locator(rows).count(), 1);
    const shared = page.url();
    assert.match(shared, /#\?api=api1&flow=login&level=documented&verdict=failed&text=number\+4\+$/);
    await page.getByRole('button', { name: 'Clear' }).click();
    assert.equal(await page.locator(rows).count(), 120);
    assert.equal(page.url(), base);
    await page.getByRole('searchbox').fill('nothing like it');
    assert.match(await page.locator('#requirements').innerText(), /No requirement matches the filters/);
  }));

test('opens with the view of its URL, and shows what a link leads to whatever is filtered', () =>
  show(
    renderPage(failing),
    async ({ page }) => {
      assert.equal(await page.locator(rows).count(), 2);
      assert.equal(await page.getByRole('combobox', { name: 'Verdict' }).inputValue(), 'warned');
      await page.locator('.picture a.cell').first().click();
      assert.equal(await page.locator(rows).count(), 120);
      assert.ok(await page.locator('.requirements tbody tr').first().isVisible());
    },
    { fragment: '#?verdict=warned&api=api2' },
  ));

test('works with the keyboard alone', () =>
  show(renderPage(failing), async ({ page }) => {
    const focused = (): Promise<string> => page.locator(':focus').innerText();
    await page.keyboard.press('Tab');
    assert.equal(await focused(), 'Skip to the report');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    assert.match(await focused(), /Answers request number/);
    await page.locator('.picture a.cell').first().focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    assert.match((await page.locator(':focus').getAttribute('class')) ?? '', /cell/);
    const picture = page.locator('table.picture').first();
    await page.keyboard.press('Tab');
    assert.equal(await picture.locator(':focus').count(), 0, 'one stop for each picture');
    await page.getByRole('combobox', { name: 'Verdict' }).focus();
    await page.keyboard.type('not');
    assert.match(page.url(), /verdict=not-testable/);
    await page.locator('#filters').getByRole('button').focus();
    await page.keyboard.press('Enter');
    await page.locator('.conversation summary').first().focus();
    await page.keyboard.press('Enter');
    assert.ok(await page.locator('.talk').first().isVisible());
  }));

test('leaves nothing that axe objects to: light, dark, narrow, with everything unfolded', async () => {
  const report = makeReport({ apis: 2, requirements: 24, findings: 3 });
  const content = renderPage(report, compare(makeReport({ apis: 2, requirements: 24, findings: 2 }), report));
  const views: BrowserContextOptions[] = [
    { colorScheme: 'light' },
    { colorScheme: 'dark' },
    { colorScheme: 'light', viewport: { width: 320, height: 640 } },
  ];
  for (const options of views)
    await show(
      content,
      async ({ page }) => {
        await page.evaluate(unfold);
        await page.evaluate(axe);
        const found = await page.evaluate(
          'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + " " + nodes[0].html + nodes[0].failureSummary))',
        );
        assert.deepEqual(found, []);
        const wide = await page.evaluate<number>('document.documentElement.scrollWidth');
        assert.ok(wide <= (options.viewport?.width ?? 1280), `the page is ${wide} px wide`);
      },
      { options },
    );
});

test('runs no script that a server plants, and follows no link of its', async () => {
  const planted =
    `</script></style></title></pre><script>planted=1;alert(1)</script><img src=x onerror="planted=1"><svg onload=planted=1>` +
    `<a href="javascript:planted=1">x</a>" onmouseover="planted=1" autofocus onfocus="planted=1' --><!-- \u2028\u202E{{7*7}}\${planted=1}`;
  const report = makeReport({ apis: 2, requirements: 8, findings: 3, planted });
  const nasty = { ...report, incomplete: planted, complete: false, problems: [planted] };
  await show(
    renderPage(nasty, compare(makeReport({ apis: 1, requirements: 8, findings: 5, planted }), nasty)),
    async ({ page }) => {
      await page.evaluate(unfold);
      await page.mouse.move(300, 300);
      await page.getByRole('searchbox').fill('<script>');
      assert.equal(await page.evaluate('typeof planted'), 'undefined');
      assert.equal(await page.locator('script').count(), 1);
      assert.equal(await page.locator('img, svg[onload], [onmouseover], [onfocus], iframe, base, link').count(), 0);
      assert.equal(await page.locator('a:not([href^="#"])').count(), 0);
      assert.match(
        (await page.locator('.finding pre').first().textContent()) ?? '',
        /<script>planted=1;alert\(1\)<\/script>/,
      );
    },
  );
});

test('reads without its script', () =>
  show(
    renderPage(failing),
    async ({ page }) => {
      assert.ok(await page.locator('#filters').isHidden());
      assert.equal(await page.locator(rows).count(), 120);
      assert.equal(await page.locator('.finding').count(), 12);
    },
    { options: { javaScriptEnabled: false } },
  ));

test('compares: what is new, fixed and unchanged', () => {
  const earlier = makeReport({ apis: 1, requirements: 60, findings: 7 });
  const now = makeReport({ apis: 1, requirements: 60, findings: 5 });
  return show(renderPage(now, compare(earlier, now)), async ({ page }) => {
    const text = await page.locator('#comparison').innerText();
    assert.match(text, /New 0[^]*Fixed 2[^]*api1-00000005[^]*Unchanged 5/);
  });
});

test('opens in less than a second and stays below 5 MB with 500 requirements and 200 findings of 5 APIs', async (t) => {
  const content = renderPage(makeReport({ apis: 5, requirements: 100, findings: 40 }));
  const size = Buffer.byteLength(content);
  assert.ok(size < 5_000_000, `${size} bytes`);
  await show(content, async ({ page }) => {
    // Time of the page's own thread: other work of this machine is not its own.
    const times: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      const tab = await page.context().newPage();
      const session = await page.context().newCDPSession(tab);
      await session.send('Performance.enable', { timeDomain: 'threadTicks' });
      await tab.goto(base);
      await tab.locator('h1').innerText();
      const { metrics } = await session.send('Performance.getMetrics');
      times.push(1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Infinity));
      await tab.close();
    }
    t.diagnostic(`${size} bytes, open after ${times.map(Math.round).join(', ')} ms`);
    assert.ok(Math.min(...times) < 1000, `it takes ${Math.min(...times)} ms to open`);
  });
});

test('opens from disk, filters included', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'report-'));
  const file = path.join(folder, 'conformance.html');
  writeFileSync(file, renderPage(failing));
  const page = await browser.newPage();
  const errors: string[] = [];
  page.on('console', (message) => errors.push(message.text()));
  await page.goto(pathToFileURL(file).href);
  await page.getByRole('combobox', { name: 'Verdict' }).selectOption('warned');
  assert.match(page.url(), /#\?verdict=warned$/);
  await page.reload();
  assert.equal(await page.locator(rows).count(), 6 - 2);
  assert.deepEqual(errors, []);
  await page.close();
  rmSync(folder, { recursive: true });
});

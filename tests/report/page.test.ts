/** The report as a person meets it: in a real browser, over HTTP, and from disk once. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright';
import { asvsCoverage } from '../../src/report/asvs.ts';
import { compare } from '../../src/report/compare.ts';
import { renderPage } from '../../src/report/page/page.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { makeReport } from './reports.ts';
import { base, browser, show } from './show.ts';

const failing = makeReport({ apis: 2, requirements: 60, findings: 6 });
const clean = makeReport({ apis: 1, requirements: 30, findings: 0 });

const rows = '.requirements tbody tr:visible';
const counted = '#filters output';

test('shows the reasons of a failed run at the top, with links to the findings', () =>
  show(renderPage(failing), async ({ page }) => {
    assert.match(await page.locator('h1').innerText(), /Does NOT conform/);
    assert.equal(await page.locator('.why li').count(), 5);
    await page.locator('.why a').first().click();
    const first = page.locator('.finding').first();
    assert.match(await first.innerText(), /Expected\s+status 404 for request 0\s+Actual\s+status 200 for request 0/);
    assert.deepEqual(await first.locator('.difference mark').allInnerTexts(), ['404', '200']);
    assert.match(await first.innerText(), /api1\.txt:1\b/);
    assert.match(await first.innerText(), /The text is unclear/);
    await first.locator('.conversation summary').first().click();
    assert.match(await first.locator('.talk').first().innerText(), /POST https:\/\/api\.example\.com\/session\/login/);
    const said = first.locator('.talk').first();
    assert.deepEqual(await said.locator('.said:not(.answer) mark').allInnerTexts(), [
      '  "password": "‹0a1b2c3d›"',
      '  "password": "‹4e5f6a7b›"',
    ]);
    assert.equal(await said.locator('.answer mark').first().innerText(), '  "user": "someone",');
    assert.match(await said.innerText(), /Changed: password is the password, cut/);
    await first.locator('.repeat summary').click();
    assert.match(
      await first.locator('.repeat').innerText(),
      /TARGET_USERNAME, TARGET_PASSWORD\.[^]*node repeat\/api1-00000000\.mjs[^]*repeat\/api1-00000000\.txt/,
    );
  }));

test('has no class that is empty', () => {
  assert.doesNotMatch(renderPage(failing), /class="(?:[^"]* )?"/);
});

test('shows a clean run as clean', () =>
  show(renderPage(clean), async ({ page }) => {
    assert.match(await page.locator('h1').innerText(), /^✓ Conforms$/);
    assert.equal(await page.locator('.finding').count(), 0);
    assert.match(await page.locator('#findings').innerText(), /No findings: the target meets all tested requirements/);
    assert.equal(await page.locator(rows).count(), 1, 'passed ones are folded');
    await page.locator('.passed-rows summary').click();
    assert.equal(await page.locator(rows).count(), 30);
    assert.match(await page.locator('#not-testable').innerText(), /A setting changes this[^]*TARGET_SECOND_USERNAME/);
    assert.match(await page.locator('#undocumented').innerText(), /\/extra\s+4 responses[^]*x-powered-by/);
    assert.match(await page.locator('#timings').innerText(), /4\.2 ms/);
    assert.match(await page.locator('#document').innerText(), /says two things/);
    assert.match(await page.locator('#left').innerText(), /7 accounts\s+2$/);
    await page.locator('#left summary').click();
    assert.match(await page.locator('#left').innerText(), /conformance\.1f2e3d\.6@example\.com/);
  }));

test('marks an incomplete run without findings as incomplete', () =>
  show(renderPage({ ...clean, complete: false, incomplete: '10 of 30 cases were run' }), async ({ page }) => {
    assert.match(await page.locator('#verdict').innerText(), /incomplete run[^]*10 of 30 cases were run/);
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
    // The fields are empty only after the event.
    await page.waitForURL(base);
    assert.equal(await page.locator(rows).count(), 120);
    await page.getByRole('searchbox').fill('nothing like it');
    assert.match(await page.locator('#requirements').innerText(), /No requirement matches the filters/);
  }));

test('opens with the view of its URL, and shows the target of a link despite filters', () =>
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

/** The distance of a heading from what covers the top of the window. */
const clearance = (id: string): string => `(() => {
  const bar = document.querySelector('#filters');
  const { top, bottom } = bar.getBoundingClientRect();
  const covered = getComputedStyle(bar).position === 'sticky' && top <= 0 ? Math.max(0, bottom) : 0;
  return document.querySelector('#${id} h2').getBoundingClientRect().top - covered;
})()`;

test('links lead to their targets at every width', async () => {
  for (const width of [1280, 768, 400])
    await show(
      renderPage(makeReport({ apis: 1, requirements: 60, findings: 20 })),
      async ({ page }) => {
        for (const id of ['requirements', 'not-testable', 'document', 'findings', 'picture']) {
          await page.locator(`nav a[href="#${id}"]`).click();
          await page.waitForFunction(`location.hash === '#${id}'`);
          const away = await page.evaluate<number>(clearance(id));
          assert.ok(away >= 0 && away < 100, `${id} at ${width} px is ${away} px away`);
          await page.evaluate('scrollTo(0, 0)');
        }
        assert.equal(await page.getByRole('combobox', { name: 'API' }).count(), 0, 'there is one API only');
        await page.locator('.picture a.cell.failed').first().click();
        assert.match(page.url(), /#finding\/api1-00000000$/);
        const label = await page.evaluate(
          'getComputedStyle(document.querySelector(".defects td:last-child"), "::before").content',
        );
        assert.equal(label, width === 400 ? '"Interpretation"' : 'none');
      },
      { options: { viewport: { width, height: 800 } } },
    );
});

test('works with the keyboard', () =>
  show(renderPage(failing), async ({ page }) => {
    const focused = (): Promise<string> => page.locator(':focus').innerText();
    await page.keyboard.press('Tab');
    assert.equal(await focused(), 'Skip to the report');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    assert.match(await focused(), /login responds 200 instead of 404 to request/);
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
    const conversation = page.locator('.conversation summary').first();
    await conversation.waitFor();
    await conversation.press('Enter');
    await page.locator('.talk').first().waitFor();
  }));

test('reads without its script', () =>
  show(
    renderPage(failing),
    async ({ page }) => {
      assert.ok(await page.locator('#filters').isHidden());
      assert.equal(await page.locator('.requirements tbody tr').count(), 120);
      assert.equal(await page.locator('.finding').count(), 12);
    },
    { options: { javaScriptEnabled: false } },
  ));

test('says what a defect of security leads to, and which chapters of ASVS were tested', () => {
  const security = { topic: 'enumeration', asvs: ['V6.3.8'], cwe: ['CWE-204'], apiTop10: [] };
  const apis = failing.apis.map((api) => ({
    ...api,
    requirements: api.requirements.map((each, index) => (index < 10 ? { ...each, security } : each)),
  }));
  const asvs = asvsCoverage(apis.flatMap((api) => api.requirements));
  return show(renderPage({ ...failing, apis, asvs }), async ({ page }) => {
    const text = await page.locator('#security').innerText();
    assert.match(text, /Leak[^]*20 of 20 requirements[^]*login responds 200 instead of 404/);
    assert.match(text, /7 more findings/);
    assert.match(text, /V6 Authentication\s+1 of 47 entries\s+V6\.3\.8[^]*V7 Sessions\s+0 of 19 entries\s+none/);
  });
});

test('prints verdict and findings, and the rest on request', () =>
  show(renderPage(failing), async ({ page }) => {
    await page.emulateMedia({ media: 'print' });
    const shown = (place: string): Promise<boolean> => page.locator(place).first().isVisible();
    for (const place of ['#verdict', '.finding .difference', '.finding .facts']) assert.ok(await shown(place), place);
    for (const place of ['#picture', '#requirements', '#security', '#timings', '.conversation', '.printing'])
      assert.ok(!(await shown(place)), place);
    const short = await pagesOf(page);
    await page.emulateMedia({ media: 'screen' });
    await page.getByRole('checkbox', { name: 'Print all sections' }).check();
    await page.emulateMedia({ media: 'print' });
    for (const place of ['#picture', '#requirements', '#timings', '.conversation'])
      assert.ok(await shown(place), place);
    assert.ok((await pagesOf(page)) > 2 * short, `${short} pages of findings`);
  }));

/** The number of printed pages of A4. */
async function pagesOf(page: Page): Promise<number> {
  const printed = await page.pdf({ format: 'A4' });
  return printed.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0;
}

test('verdict and a few findings fit on two printed pages', () =>
  show(renderPage(makeReport({ apis: 1, requirements: 60, findings: 4 })), async ({ page }) => {
    assert.ok((await pagesOf(page)) <= 2);
  }));

test('names the command of the runner that found it', () => {
  const command = /npx (?:session-conformance run|playwright test) -g/;
  for (const [runner, start] of [
    ['session-conformance', 'npx session-conformance run -g'],
    ['playwright', 'npx playwright test -g'],
  ] as const)
    assert.equal(command.exec(renderPage({ ...failing, runner }))?.[0], start);
});

test('a body is cut neither in a character nor in a tag', () => {
  const [api] = failing.apis;
  const [finding] = api?.findings ?? [];
  const [each] = finding?.evidence ?? [];
  const [exchange] = each?.exchanges ?? [];
  assert.ok(api !== undefined && finding !== undefined && each !== undefined && exchange?.response !== undefined);
  const pageWith = (body: string): string => {
    const evidence = [
      { ...each, exchanges: [{ ...exchange, response: { ...exchange.response, headers: [], status: 200, body } }] },
    ];
    return renderPage({ ...failing, apis: [{ ...api, findings: [{ ...finding, evidence }] }] });
  };
  assert.match(pageWith(`<p>${'x'.repeat(4080)}</p><a href="https://example.com">there</a>`), /x&lt;\/p&gt;… \(cut;/);
  assert.match(pageWith(`${'x'.repeat(4099)}😀😀`), /x… \(cut;/);
});

test('shows new, fixed and unchanged findings', () => {
  const earlier = makeReport({ apis: 1, requirements: 60, findings: 7 });
  const now = makeReport({ apis: 1, requirements: 60, findings: 5 });
  return show(renderPage(now, compare(earlier, now)), async ({ page }) => {
    const text = await page.locator('#comparison').innerText();
    assert.match(text, /New 0[^]*Fixed 2[^]*api1-00000005[^]*Unchanged 5/);
  });
});

test('opens from disk, filters included', async () => {
  const folder = temporaryFolder('report');
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
});

/** Qualities of every report: accessible, harmless whatever a server sends, and quick. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import type { BrowserContextOptions } from 'playwright';
import { compare } from '../../src/report/compare.ts';
import { renderPage } from '../../src/report/page/page.ts';
import { makeReport } from './reports.ts';
import { base, show } from './show.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Opens every folded part, and lays out what is out of view: axe takes its place for that of others otherwise. */
const unfold =
  'document.querySelectorAll("details").forEach((each) => (each.open = true));' +
  'document.querySelectorAll(".finding").forEach((each) => (each.style.contentVisibility = "visible"))';

test('passes axe in light, dark and narrow views, unfolded', async () => {
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

test('executes no script of a server and follows no link of it', async () => {
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

test('opens in less than a second and stays below 5 MB with 2,500 requirements and 300 findings of 8 APIs', async (t) => {
  const content = renderPage(makeReport({ apis: 8, requirements: 313, findings: 38 }));
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

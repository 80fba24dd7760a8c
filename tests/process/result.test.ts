/** The result of a run says of how much, and security can decide it by itself: on servers written from the documents alone. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, request as forward } from 'node:http';
import path from 'node:path';
import { test } from 'node:test';
import type { ConformanceReport } from '../../src/generated/conformance.ts';
import * as flame from '../independent/flame/server.ts';
import * as goact from '../independent/goact/server.ts';
import { runCommand } from '../start-process.ts';
import { readReport } from '../../src/report/read-report.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { listen } from '../listen.ts';
import { runPlaywright } from './run-playwright.ts';

const folder = temporaryFolder('result');

interface Ran {
  readonly code: number | null;
  readonly output: string;
  readonly report: ConformanceReport;
  readonly page: string;
}

let count = 0;

/** Runs a selection without Playwright, whose exit code the other tests of this folder show. */
async function run(settings: Readonly<Record<string, string>>, grep = ''): Promise<Ran> {
  count += 1;
  const reports = path.join(folder, String(count));
  const { code, output } = await runCommand(['run', ...(grep === '' ? [] : ['--grep', grep])], {
    TARGET_MAX_WAIT_SECONDS: '0',
    ...settings,
    REPORTS_DIR: reports,
  });
  const report = readReport(path.join(reports, 'conformance.json'));
  return { code, output, report, page: readFileSync(path.join(reports, 'conformance.html'), 'utf8') };
}

test('conforming is of so many requirements, and a gate may want more of them', async () => {
  const server = await goact.start();
  const { TARGET_USERNAME = '', TARGET_PASSWORD = '', TARGET_API = 'goact' } = server.settings;
  const settings = { TARGET_API, TARGET_URL: server.url, TARGET_USERNAME, TARGET_PASSWORD };
  const summary = path.join(folder, 'summary.md');
  try {
    const part = await run({ ...settings, GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary });
    assert.equal(part.code, 0, part.output);
    const line = /^Conforms, as far as tested: (\d+) of (\d+) requirements; (\d+) more with TARGET_ALLOW_REGISTER=1/m;
    const [, tested = '', of = '', more = ''] = line.exec(part.output) ?? [];
    assert.ok(Number(more) > 50 && Number(tested) + Number(more) <= Number(of), part.output);
    const { coverage, asvs = [] } = part.report;
    assert.deepEqual([coverage?.tested, coverage?.of], [Number(tested), Number(of)]);
    assert.deepEqual(coverage?.more[0], { settings: 'TARGET_ALLOW_REGISTER=1', requirements: Number(more) });
    const heading = `Conforms, as far as tested: ${tested} of ${of} requirements`;
    assert.ok(part.page.includes(heading) && readFileSync(summary, 'utf8').includes(`## ✅ ${heading}`));
    assert.ok(part.page.indexOf('TARGET_ALLOW_REGISTER=1') < part.page.indexOf('id="findings"'), 'first on the page');
    const about = (id: string): unknown => asvs.find((each) => each.id === id)?.place;
    assert.deepEqual([about('V6.2.8'), about('V6.1.1'), about('V6.5.2')], ['here', 'documents', 'inside']);

    const gated = await run({ ...settings, MIN_TESTED: '90' });
    assert.equal(gated.code, 1, gated.output);
    assert.match(
      gated.output,
      /^! MIN_TESTED asks for 90 % of the requirements, and \d+ of \d+ were tested \(\d+ %\)$/m,
    );
  } finally {
    await server.close();
  }
});

test('a case that is repeated is one case', async () => {
  const server = await flame.start();
  try {
    const settings = { ...server.settings, TARGET_URL: server.url };
    const args = ['--repeat-each=3', '--grep', '@flame/login/wrong-password(?![-\\w])'];
    const { code, output, report } = await runPlaywright(settings, args);
    assert.equal(code, 0, output);
    assert.equal(report?.result, 'conforms');
  } finally {
    await server.close();
  }
});

test('the exchanges of a finding are called after a requirement that they violate', async () => {
  const server = await goact.start({ defect: 'password-case-blind' });
  try {
    const { report, output } = await run({ ...server.settings, TARGET_URL: server.url }, 'accent|another case');
    const [api] = report.apis;
    const finding = api?.findings.find(({ requirements }) => requirements.length > 1);
    assert.ok(finding !== undefined, output);
    const violated = api?.requirements.filter(({ id }) => finding.requirements.includes(id));
    const statements = violated?.map(({ statement }) => statement) ?? [];
    for (const { title } of finding.evidence) assert.ok(statements.includes(title), title);
    assert.ok(finding.evidence.length > 1);
  } finally {
    await server.close();
  }
});

test('security decides by itself, with its known deviations', async () => {
  const server = await flame.start({ defect: 'token-counts-upwards' });
  const settings = { ...server.settings, TARGET_URL: server.url, FAIL_ON_SECURITY: 'advice' };
  const grep = 'login/(unguessable-token|wrong-password)$';
  try {
    const without = await run({ ...settings, FAIL_ON_SECURITY: '' }, grep);
    assert.equal(without.code, 0, without.output);
    const gated = await run(settings, grep);
    assert.equal(gated.code, 1, gated.output);
    const [finding] = gated.report.apis.flatMap(({ findings }) => findings);
    assert.deepEqual([finding?.level, finding?.gating], ['advice', true]);
    const known = path.join(folder, 'known.yaml');
    const entry = { requirement: 'flame/login/unguessable-token', target: '*', reason: 'old', owner: 'ann' };
    writeFileSync(known, JSON.stringify([{ ...entry, expires: '2199-12-31' }]));
    const accepted = await run({ ...settings, KNOWN_DEVIATIONS: known }, grep);
    assert.equal(accepted.code, 0, accepted.output);
  } finally {
    await server.close();
  }
});

test('what is not about security does not decide with it', async () => {
  const server = await flame.start();
  const { port } = new URL(server.url);
  const proxy = createServer((request, response) => {
    const { method, url: path, headers } = request;
    const onward = forward({ host: '127.0.0.1', port, method, path, headers }, (answer) => {
      const { allow: _, ...others } = answer.headers;
      response.writeHead(answer.statusCode ?? 500, others);
      answer.pipe(response);
    });
    request.pipe(onward);
  });
  const url = await listen(proxy);
  try {
    const settings = { ...server.settings, TARGET_URL: url };
    const { code, output, report } = await run({ ...settings, FAIL_ON_SECURITY: 'advice' }, 'login/(allow|success)$');
    assert.equal(code, 0, output);
    assert.equal(report.counts.warned, 1, output);
    assert.equal((await run({ ...settings, FAIL_ON: 'standard' }, 'login/(allow|success)$')).code, 1);
  } finally {
    proxy.closeAllConnections();
    proxy.close();
    await server.close();
  }
});

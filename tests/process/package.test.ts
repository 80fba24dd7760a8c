/** The npm package as its users install it: both ways to a verdict, in an empty repository. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import ts from 'typescript';
import { createTarget } from '../../reference/create.ts';
import { serve } from '../../reference/serve.ts';
import type { Served } from '../../reference/serve.ts';
import type { ConformanceReport } from '../../src/generated/conformance.ts';
import { settingNames, optionOf } from '../../src/settings/names.ts';
import { start } from '../independent/flame/server.ts';
import { root, startNode } from '../start-process.ts';
import { installPackage } from './installed-package.ts';
import type { Repository } from './installed-package.ts';

let team: Repository;
let server: Served;
let settings: Record<string, string>;

before(async () => {
  team = installPackage();
  const target = createTarget('flame');
  server = await serve(target.handler);
  settings = { ...target.settings, TARGET_URL: server.url };
});

after(async () => {
  await server.close();
  rmSync(team.folder, { recursive: true, force: true });
});

/** The report of the last run, in the team's own folder. */
function report(): ConformanceReport {
  return JSON.parse(team.read('reports/conformance.json')) as ConformanceReport;
}

const threeLines = `import { conformance } from 'session-conformance';

export default conformance({ api: 'flame' });
`;

test('the package has built modules with types and maps, and runs no script when it is installed', () => {
  const files = readdirSync(path.join(team.folder, 'node_modules/session-conformance'), {
    recursive: true,
    encoding: 'utf8',
  });
  assert.deepEqual(
    files.filter((file) => /(?<!\.d)\.ts$/.test(file)),
    [],
  );
  for (const file of ['dist/index.js', 'dist/index.js.map', 'dist/index.d.ts', 'LICENSE', 'README.md'])
    assert.ok(files.includes(path.normalize(file)), file);
  assert.deepEqual(
    Object.keys(team.manifest.scripts).filter((name) => /^(pre|post)?install$|^prepare$/.test(name)),
    [],
  );
});

test('init reads a document, and run gives a verdict with reports in the folder of the team', async () => {
  team.write('package.json', '{}');
  const json = (schema: object): object => ({ content: { 'application/json': { schema } } });
  const text = { type: 'string' };
  const login = {
    operationId: 'login',
    requestBody: {
      required: true,
      ...json({ type: 'object', required: ['email', 'password'], properties: { email: text, password: text } }),
    },
    responses: {
      200: { description: 'ok', ...json({ type: 'object', required: ['token'], properties: { token: text } }) },
      401: { description: 'no' },
    },
  };
  const document = { openapi: '3.1.0', info: { title: 'Shop', version: '1' }, paths: { '/login': { post: login } } };
  team.write('openapi.json', JSON.stringify(document));
  const init = await team.run('session-conformance', ['init', 'openapi.json']);
  assert.equal(init.code, 0, init.output);
  assert.ok(existsSync(path.join(team.folder, 'openapi.overlay.yaml')), init.output);
  assert.match(team.read('.env'), /TARGET_API=openapi\.json/);
  const run = await team.run('session-conformance', ['run'], settings);
  assert.equal(run.code, 0, run.output);
  assert.equal(report().conforms, true);
});

test('run and Playwright refuse to test nothing', async () => {
  rmSync(path.join(team.folder, '.env'));
  team.write('playwright.config.ts', threeLines.replace("{ api: 'flame' }", ''));
  for (const { code, output } of [
    await team.run('session-conformance', ['run']),
    await team.run('playwright', ['test']),
  ]) {
    assert.equal(code, 2, output);
    assert.match(output, /no target is set/);
  }
});

test('three lines of configuration do in a CommonJS repository, and settings come from its .env', async () => {
  team.write('playwright.config.ts', threeLines);
  const { TARGET_API: _, ...others } = settings;
  const lines = Object.entries(others).map(([name, value]) => `${name}=${value}\n`);
  team.write('.env', lines.join(''));
  const { code, output } = await team.run('playwright', ['test']);
  assert.equal(code, 0, output);
  assert.equal(report().apis[0]?.id, 'flame');
  assert.ok(existsSync(path.join(team.folder, 'reports/junit.xml')));
});

test('beside the tests of a team, in an ES module repository, each has its own result', async () => {
  team.write('package.json', '{ "type": "module" }');
  team.write(
    'playwright.config.ts',
    `import { defineConfig } from '@playwright/test';
import { conformance } from 'session-conformance';

export default defineConfig(conformance({ api: 'flame' }), { projects: [{ name: 'e2e', testDir: './e2e' }] });
`,
  );
  team.write(
    'e2e/own.spec.ts',
    `import { expect, test } from '@playwright/test';
test('passes', () => expect(1).toBe(1));
test('is known to fail', () => { test.fail(); expect(1).toBe(2); });
`,
  );
  const both = await team.run('playwright', ['test', '-g', 'wrong password|passes|is known to fail']);
  assert.equal(both.code, 0, both.output);
  assert.match(team.read('reports/junit.xml'), /is known to fail/);
  const alone = await team.run('playwright', ['test', 'own.spec.ts']);
  assert.equal(alone.code, 0, alone.output);
  // Without settings, those who work on other projects are left alone.
  rmSync(path.join(team.folder, '.env'));
  const other = await team.run('playwright', ['test', '--project', 'e2e']);
  assert.equal(other.code, 0, other.output);
  assert.match(other.output, /2 passed/);
});

/** A goAct-like server behind a gateway, which answers wrong passwords with another status than the document says. */
async function startBehindGateway(): Promise<Served & { readonly settings: Record<string, string> }> {
  const { handler, settings: own } = createTarget('goact');
  const served = await serve(async (request) => {
    if (request.headers.get('X-Gateway') !== gatewayKey) return new Response('no gateway key', { status: 403 });
    const response = await handler(request);
    return response.status === 404 ? new Response(response.body, { status: 401, headers: response.headers }) : response;
  });
  return { ...served, settings: own };
}

const gatewayKey = 'gateway-key-5b1f0c';

test('hooks of a team prepare a run, give accounts and headers, and are told what to take back', async (t) => {
  const gateway = await startBehindGateway();
  t.after(() => gateway.close());
  rmSync(path.join(team.folder, '.env'), { force: true });
  const { TARGET_USERNAME: username = '', TARGET_PASSWORD: password = '', ...client } = gateway.settings;
  team.write('package.json', '{}');
  team.write(
    'fixtures.ts',
    `import { appendFileSync } from 'node:fs';
import type { Accounts, Hooks } from 'session-conformance';

const note = (text: string) => appendFileSync('noted.txt', text + '\\n');
const fetchAccount = async (): Promise<Accounts> => ({ username: '${username}', password: '${password}' });

export const hooks: Hooks = {
  beforeRun: () => note('before'),
  account: async () => { note('account'); return fetchAccount(); },
  headers: async () => ({ 'X-Gateway': '${gatewayKey}' }),
  reset: ({ accounts }) => note('reset ' + accounts.every((each) => each.startsWith('conformance.')) + ' ' + (accounts.length > 0)),
};
`,
  );
  team.write(
    'playwright.config.ts',
    `import { conformance } from 'session-conformance';
import { hooks } from './fixtures';

export default conformance({ api: 'goact', url: '${gateway.url}', allowRegister: true, hooks });
`,
  );
  const run = await team.run(
    'playwright',
    ['test', '-g', '@goact/(login/wrong-password|register/success)(?!\\S)'],
    client,
  );
  assert.equal(run.code, 1, run.output);
  assert.equal(team.read('noted.txt'), 'before\naccount\nreset true true\n');
  const { findings = [], requirements = [] } = report().apis[0] ?? {};
  assert.ok(requirements.some(({ verdict }) => verdict === 'passed'));
  assert.ok(
    findings.some(({ summary }) => summary.includes('401 to a wrong password; the document says 404')),
    run.output,
  );
  const own = findings.flatMap(({ settings: names = [] }) => names);
  assert.ok(own.includes('TARGET_HEADERS') && own.includes('TARGET_USERNAME'), own.join());
  const files = readdirSync(path.join(team.folder, 'reports'), { recursive: true, withFileTypes: true });
  for (const file of files.filter((each) => each.isFile())) {
    const text = readFileSync(path.join(file.parentPath, file.name), 'latin1');
    for (const secret of [gatewayKey, password]) assert.ok(!text.includes(secret), `${file.name} has ${secret}`);
  }
  assert.ok(!run.output.includes(gatewayKey) && !run.output.includes(password));
  const script = findings.map(({ id }) => path.join(team.folder, 'reports/repeat', `${id}.mjs`))[0] ?? '';
  const again = await startNode(
    [script],
    {
      ...gateway.settings,
      TARGET_URL: gateway.url,
      TARGET_ALLOW_REGISTER: '1',
      TARGET_HEADERS: `X-Gateway: ${gatewayKey}`,
    },
    team.folder,
  ).ended;
  assert.equal(again.code, 1, again.output);

  const configured = { TARGET_USERNAME: username, TARGET_PASSWORD: password };
  await team.run('playwright', ['test', '-g', 'wrong-password$'], configured);
  assert.equal(team.read('noted.txt').match(/account/g)?.length, 1, 'the environment has an account');
});

test('a hook that fails ends the run before its first request, in one message', async () => {
  team.write(
    'playwright.config.ts',
    `import { conformance } from 'session-conformance';

export default conformance({ api: 'goact', url: 'http://127.0.0.1:1', hooks: { account: () => { throw new Error('no database'); } } });
`,
  );
  const { code, output } = await team.run('playwright', ['test']);
  assert.equal(code, 2, output);
  assert.match(output, /^hooks\.account failed: no database$/m);
  assert.doesNotMatch(output, / at .*\.(?:ts|js):/);
});

test('a finding of a built run has a script that reproduces it', async () => {
  const broken = await start({ defect: 'password-prefix' });
  const own = { ...broken.settings, TARGET_URL: broken.url };
  const run = await team.run('session-conformance', ['run', '-g', 'password-cut$'], own);
  assert.equal(run.code, 1, run.output);
  const repeat = path.join(team.folder, 'reports/repeat');
  const script = readdirSync(repeat).find((file) => file.endsWith('.mjs') && file !== 'engine.mjs');
  const again = await startNode([path.join(repeat, script ?? '')], own, team.folder).ended;
  await broken.close();
  assert.equal(again.code, 1, again.output);
});

test("Allure's reporter has cases, tags, requests and masked exchanges of a run", async () => {
  symlinkSync(
    path.join(root, 'node_modules/allure-playwright'),
    path.join(team.folder, 'node_modules/allure-playwright'),
    'junction',
  );
  const broken = await start({ defect: 'password-prefix' });
  const own = { ...broken.settings, TARGET_URL: broken.url };
  team.write(
    'playwright.config.ts',
    `import { defineConfig } from '@playwright/test';
import { conformance } from 'session-conformance';

const harness = conformance({ api: 'flame' });

export default defineConfig(harness, {
  reporter: [...(Array.isArray(harness.reporter) ? harness.reporter : []), ['allure-playwright']],
});
`,
  );
  const run = await team.run('playwright', ['test', '-g', '@flame/login/(success|password-cut)(?!\\S)'], own);
  await broken.close();
  assert.equal(run.code, 1, run.output);
  const files = readdirSync(path.join(team.folder, 'allure-results'));
  const results = files
    .filter((file) => file.endsWith('-result.json'))
    .map((file) => JSON.parse(team.read(`allure-results/${file}`)) as AllureResult);
  assert.deepEqual(results.map(({ status }) => status).sort(), ['failed', 'passed']);
  const failed = results.find(({ status }) => status === 'failed');
  assert.ok(failed !== undefined);
  assert.ok(failed.labels.some(({ name, value }) => name === 'tag' && value === 'flame/login/password-cut'));
  assert.ok(
    failed.steps.some(({ name }) => /^POST .*: 201 \(\d+ ms\)$/.test(name)),
    JSON.stringify(failed.steps),
  );
  const [exchange] = attachmentsOf(failed);
  assert.match(team.read(`allure-results/${exchange?.source ?? ''}`), /^> POST http/m);
  const { TARGET_PASSWORD: password = '' } = broken.settings;
  for (const file of files) assert.ok(!team.read(`allure-results/${file}`).includes(password), file);
  assert.match(run.output, /allure-results/);
});

interface AllureStep {
  readonly name: string;
  readonly steps: readonly AllureStep[];
  readonly attachments: readonly { readonly source: string }[];
}

interface AllureResult extends AllureStep {
  readonly status: string;
  readonly labels: readonly { readonly name: string; readonly value: string }[];
}

/** The attachments of a result and of its steps. */
function attachmentsOf({ attachments, steps }: AllureStep): AllureStep['attachments'] {
  return [...attachments, ...steps.flatMap(attachmentsOf)];
}

test('every setting is a typed option, and a wrong option is an error of the compiler', () => {
  const problemsOf = (options: string): string[] => {
    team.write('options.ts', `import { conformance } from 'session-conformance';\nconformance(${options});\n`);
    const compilerOptions = {
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      module: ts.ModuleKind.NodeNext,
      types: [],
    };
    const program = ts.createProgram([path.join(team.folder, 'options.ts')], compilerOptions);
    const all = ts.getPreEmitDiagnostics(program);
    return all.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
  };
  const names = [...settingNames.map(optionOf), 'hooks'];
  assert.match(problemsOf('{ hooks: { account: () => ({ username: 1 }) } }').join('\n'), /not assignable/);
  assert.deepEqual(problemsOf(`{ ${names.map((name) => `${name}: undefined`).join(', ')} }`), []);
  assert.match(problemsOf(`{ apis: 'flame' }`).join('\n'), /'apis' does not exist/);
});

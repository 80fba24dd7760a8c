/** The scripts of a finding show the defect again on the target that has it, and not on one that does not. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { textMutations } from '../../src/plan/mutations/texts.ts';
import { loadSuite } from '../../src/plan/suite.ts';
import { Masker } from '../../src/engine/masking/mask.ts';
import { playwrightTransport } from '../../src/engine/http/playwright-transport.ts';
import { saboteur } from '../../src/proof/fault-proxy.ts';
import { allFaults } from '../../src/proof/work.ts';
import type { FindingReport } from '../../src/generated/conformance.ts';
import { createTarget } from '../../reference/create.ts';
import { serve } from '../../reference/serve.ts';
import { buildReport } from '../../src/report/document.ts';
import { changes } from '../../src/repeat/script/changes.js';
import { resolved, templateOf } from '../../src/repeat/templates.ts';
import { scriptsOf } from '../../src/repeat/write-repeats.ts';
import { runSuite } from '../../src/engine/run-suite.ts';
import { settingsFrom } from '../../src/settings/settings.ts';
import type { Target } from '../../src/settings/target.ts';

const samples = {
  flame: ['password-prefix', 'id-missing', 'logout-forgets-nothing', 'wrong-password-500', 'token-extended-accepted'],
  goact: ['login-user-string', 'register-duplicate-overwrites', 'info-prefix-accepted', 'register-secret-prefix'],
  uprogress: ['jwt-not-verified', 'jwt-alg-none-accepted', 'current-email-null', 'wrong-password-200'],
  dood: [
    'duplicate-accepted',
    'logout-extended-accepted',
    'start-code-string',
    'login-get-anonymous',
    'second-login-refused',
  ],
  ar: ['signature-not-verified', 'nonce-replayed', 'signature-body-change-tolerated', 'login-secret-missing'],
} as const;

/** Faults of the reference target, whose findings are harder to tell again. */
const faults: Partial<Record<Api, readonly string[]>> = {
  flame: [
    'flame-no-escapes',
    'flame-login-success-body-latin-1',
    'flame-cookie-session',
    'flame-crash-not-utf-8',
    'flame-crash-half-a-pair',
    'flame-refusals-with-trace',
    'flame-password-back',
    'flame-password-decoded-again',
    'flame-password-tags-stripped',
    'flame-login-from-query',
    'flame-token-in-header',
    'flame-login-shows-tokens',
    'flame-login-shows-identities',
    'flame-sessions-listed',
    'flame-logout-shows-tokens',
    'flame-logout-hands-out-token',
  ],
  uprogress: ['uprogress-user-with-hash'],
  goact: ['goact-password-of-the-example', 'goact-info-password-hash', 'goact-info-public', 'goact-info-of-asked'],
  dood: ['dood-login-200-doodwronglogin-body-empty-object', 'dood-session-fixed', 'dood-password-20-characters'],
  ar: ['ar-client-unknown-without-secret'],
};

type Api = keyof typeof samples;

interface Started {
  readonly url: string;
  readonly settings: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

const folder = mkdtempSync(path.join(tmpdir(), 'repeat-'));
after(() => rmSync(folder, { recursive: true, force: true }));

async function start(api: Api, defect?: string): Promise<Started> {
  const server = (await import(`../independent/${api}/server.ts`)) as {
    start(how: { defect?: string }): Promise<Started>;
  };
  return server.start(defect === undefined ? {} : { defect });
}

/** The reference target with a fault of behaviour, or behind something that spoils its answers; without one, as it is. */
async function startReference(api: Api, id?: string): Promise<Started> {
  const fault = id === undefined ? undefined : (await allFaults(api)).find((each) => each.id === id);
  if (id !== undefined && fault === undefined) throw new Error(`there is no fault ${id}`);
  const clock = { now: () => Date.now() };
  const reference = fault?.kind === 'behaviour' ? fault.start(clock) : createTarget(api, { clock });
  const server = await serve(reference.handler);
  if (fault?.kind !== 'form') return { ...server, settings: reference.settings };
  const { contract } = await loadSuite(api);
  const proxy = await serve(saboteur(contract, server.url, fault, () => undefined));
  return {
    url: proxy.url,
    settings: reference.settings,
    close: async () => {
      await proxy.close();
      await server.close();
    },
  };
}

function targetOf({ url, settings }: Started): Target {
  const { target } = settingsFrom({ ...settings, TARGET_URL: url, TARGET_MAX_WAIT_SECONDS: '0' });
  assert.ok(target);
  return target;
}

/** What a run finds on a server, in a plain loop. */
async function findingsOn(api: Api, server: Started): Promise<readonly FindingReport[]> {
  const suite = await loadSuite(api);
  const target = targetOf(server);
  const transport = playwrightTransport(target.url);
  try {
    const results = await runSuite(
      suite.cases,
      {
        contract: suite.contract,
        requirements: suite.requirements,
        target,
        transport,
        cleanUp: true,
        newMasker: () => new Masker('salt'),
        now: () => Date.now(),
        wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
      },
      'implied',
    );
    const facts = {
      startedAt: new Date(),
      duration: 1,
      failOn: 'implied',
      incomplete: undefined,
      problems: [],
    } as const;
    return buildReport([{ suite, target: target.url, results }], facts).apis[0]?.findings ?? [];
  } finally {
    await transport.close();
  }
}

/** Does something with a server, and ends it. */
async function on<T>(starting: Promise<Started>, action: (server: Started) => Promise<T>): Promise<T> {
  const server = await starting;
  try {
    return await action(server);
  } finally {
    await server.close();
  }
}

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

function run(command: string, file: string, { url, settings }: Started): Promise<Ended> {
  const env = { PATH: process.env['PATH'], ...settings, TARGET_URL: url };
  return new Promise((resolve) => {
    const child = spawn(command, [file], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (data: Buffer) => (output += data.toString()));
    child.stderr.on('data', (data: Buffer) => (output += data.toString()));
    child.on('close', (code) => resolve({ code, output }));
  });
}

test('scripts change texts as the harness does', () => {
  const made: Record<string, ((text: string) => string | undefined) | undefined> = changes;
  for (const [name, mutation] of Object.entries(textMutations))
    for (const text of ['Kate.Smith@example.com', 'q7Xw2zT9', 'Grüße aus 42', '4711', 'x', 'X9x'])
      assert.equal(made[name]?.(text), mutation(text), `${name}: ${text}`);
});

test('every request of every case can be written into a script', async () => {
  for (const api of Object.keys(samples)) {
    const { contract, cases } = await loadSuite(api);
    for (const each of cases)
      for (const step of each.steps)
        assert.doesNotThrow(
          () => templateOf(resolved(contract, step), each, contract, { body: undefined, tokenHeader: undefined }),
          each.id,
        );
  }
});

function assertNoSecret(text: string, { settings }: Started): void {
  for (const [name, value] of Object.entries(settings))
    if (/PASSWORD|SECRET/.test(name)) assert.ok(!text.includes(value), `${name} stands in a script`);
}

for (const api of Object.keys(samples) as Api[])
  for (const [begin, defect] of [
    ...samples[api].map((each) => [start, each] as const),
    ...(faults[api] ?? []).map((each) => [startReference, each] as const),
  ])
    test(`${api}: ${defect} shows again, and not on the clean server`, async () => {
      const suite = await loadSuite(api);
      const { finding, scripts } = await on(begin(api, defect), async (faulty) => {
        const findings = await findingsOn(api, faulty);
        const found = findings.find(({ gating }) => gating) ?? findings[0];
        assert.ok(found, 'the run finds it');
        const { node, shell } = scriptsOf(found, suite, faulty.url, targetOf(faulty));
        assertNoSecret(node + shell, faulty);
        return { finding: found, scripts: { node, shell } };
      });
      const files = { node: path.join(folder, `${finding.id}.mjs`), sh: path.join(folder, `${finding.id}.sh`) };
      writeFileSync(files.node, scripts.node);
      writeFileSync(files.sh, scripts.shell);
      for (const [command, file] of Object.entries(files)) {
        const again = await on(begin(api, defect), (faulty) => run(command, file, faulty));
        assert.equal(again.code, 1, `${command} on the faulty server: ${again.output}`);
        assert.match(again.output, /The defect shows/);
        const not = await on(begin(api), (clean) => run(command, file, clean));
        assert.equal(not.code, 0, `${command} on the clean server: ${not.output}`);
        assert.match(not.output, /The defect does not show/);
      }
    });

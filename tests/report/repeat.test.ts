/** The scripts of a finding reproduce the defect on the target that has it, and not on one that does not. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { apis, createTarget } from '../../reference/create.ts';
import { serve } from '../../reference/serve.ts';
import type { Api } from '../../reference/create.ts';
import { realTime } from '../../src/engine/context.ts';
import { playwrightTransport } from '../../src/engine/http/playwright-transport.ts';
import { Masker } from '../../src/engine/masking/mask.ts';
import { runSuite } from '../run-suite.ts';
import type { FindingReport } from '../../src/generated/conformance.ts';
import { loadSuite } from '../../src/plan/suite.ts';
import { saboteur } from '../../src/proof/fault-proxy.ts';
import { tryScripts } from '../../src/proof/scripts.ts';
import { allFaults } from '../../src/proof/work.ts';
import { filesOf } from '../../src/repeat/write.ts';
import { buildReport } from '../../src/report/document.ts';
import { settingsFrom } from '../../src/settings/settings.ts';
import type { Target } from '../../src/settings/target.ts';
import { run, scriptFolder } from './scripts.ts';

/** Defects of independent servers, and faults of the reference target. */
const samples: Partial<Record<Api, { readonly defects: readonly string[]; readonly faults: readonly string[] }>> = {
  flame: { defects: ['password-prefix', 'logout-forgets-nothing'], faults: ['flame-login-success-body-latin-1'] },
  goact: { defects: ['register-secret-prefix'], faults: ['goact-password-of-the-example'] },
  uprogress: { defects: ['jwt-alg-none-accepted'], faults: ['uprogress-user-with-hash'] },
  dood: { defects: ['login-ends-other-sessions'], faults: ['dood-session-fixed'] },
  ar: { defects: ['nonce-replayed'], faults: ['ar-client-unknown-without-secret'] },
  lodge: { defects: ['csrf-of-others-accepted', 'refresh-reusable'], faults: ['lodge-session-fixed'] },
};

interface Started {
  readonly url: string;
  readonly settings: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

let folder = '';
let remove = (): void => undefined;

before(async () => {
  ({ path: folder, remove } = await scriptFolder());
});

after(() => remove());

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

/** The findings of a run on a server, in a plain loop. */
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
        ...realTime,
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

function assertNoSecret(text: string, { settings }: Started): void {
  for (const [name, value] of Object.entries(settings))
    if (/PASSWORD|SECRET/.test(name)) assert.ok(!text.includes(value), `${name} stands in a script`);
}

for (const api of apis)
  for (const [begin, defect] of [
    ...(samples[api]?.defects ?? []).map((each) => [start, each] as const),
    ...(samples[api]?.faults ?? []).map((each) => [startReference, each] as const),
  ])
    test(`${api}: ${defect} is reproduced, and not on the clean server`, async () => {
      const suite = await loadSuite(api);
      const name = await on(begin(api, defect), async (faulty) => {
        const findings = await findingsOn(api, faulty);
        const found = findings.find(({ gating }) => gating) ?? findings[0];
        assert.ok(found, 'the run finds it');
        for (const [file, text] of filesOf(found, suite, { TARGET_MAX_WAIT_SECONDS: '0' })) {
          assertNoSecret(text, faulty);
          writeFileSync(path.join(folder, file), text);
        }
        return `${found.id}.mjs`;
      });
      const script = path.join(folder, name);
      const settingsOf = ({ url, settings }: Started): Record<string, string> => ({ ...settings, TARGET_URL: url });
      const again = await on(begin(api, defect), (faulty) => run('node', script, settingsOf(faulty)));
      assert.equal(again.code, 1, again.output);
      assert.match(again.output, /^Reproduced: /m);
      const not = await on(begin(api), (clean) => run('node', script, settingsOf(clean)));
      assert.equal(not.code, 0, not.output);
      assert.match(not.output, /^Not reproduced: the target /m);
    });

/** Fixed, so that a run fails only for what was changed. */
const offset = 3;

test('the scripts of a tenth of the catalogue tell the faulty target from the healthy one', async (context) => {
  context.diagnostic(`every tenth fault, from the one at ${offset}; npm run faults -- --scripts tries all`);
  const problems: string[] = [];
  for (const api of apis)
    for (const fault of (await allFaults(api)).filter((_, index) => index % 10 === offset))
      problems.push(...(await tryScripts(fault)).problems);
  assert.deepEqual(problems, []);
});

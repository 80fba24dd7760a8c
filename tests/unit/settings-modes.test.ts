/** Other settings, same target: nothing fails, and what cannot be tested names the setting that would change that. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadSuite } from '../../src/plan/suite.ts';
import { handlerTransport } from '../../src/engine/http/handler-transport.ts';
import { Masker } from '../../src/engine/masking/mask.ts';
import { createTarget } from '../../reference/create.ts';
import type { RequirementResult } from '../../src/engine/run-case.ts';
import { runSuite } from '../run-suite.ts';
import { settingsFrom } from '../../src/settings/settings.ts';

async function results(settings: Readonly<Record<string, string>>): Promise<RequirementResult[]> {
  const { handler, settings: own } = createTarget('ar');
  const { target } = settingsFrom({ ...own, TARGET_URL: 'http://127.0.0.1:1', ...settings });
  assert.ok(target);
  const { contract, requirements, cases } = await loadSuite('ar');
  const stage = {
    contract,
    requirements,
    target,
    transport: handlerTransport(handler),
    newMasker: () => new Masker(),
    now: () => Date.now(),
    wait: () => Promise.resolve(),
  };
  return (await runSuite(cases, stage, 'implied')).flatMap((each) => each.results);
}

const none = {
  TARGET_ALLOW_REGISTER: '',
  TARGET_SECOND_USERNAME: '',
  TARGET_SECOND_PASSWORD: '',
  TARGET_LIMITED_CLIENT_ID: '',
  TARGET_LIMITED_CLIENT_SECRET: '',
  TARGET_PROBE_PATH: '',
};

const modes: [title: string, settings: Record<string, string>, least: number, reasons: string[]][] = [
  ['everything configured', {}, 170, []],
  ['a JSON body', { TARGET_BODY: 'json' }, 155, ['TARGET_BODY']],
  ['HMAC-SHA256', { TARGET_SIGNATURE_METHOD: 'HMAC-SHA256' }, 170, []],
  ['PLAINTEXT', { TARGET_SIGNATURE_METHOD: 'PLAINTEXT' }, 130, ['TARGET_SIGNATURE_METHOD']],
  ['a second account that has to be registered', { TARGET_SECOND_USERNAME: '', TARGET_SECOND_PASSWORD: '' }, 170, []],
  [
    'one account and nothing else',
    none,
    70,
    ['TARGET_ALLOW_REGISTER', 'TARGET_SECOND_USERNAME', 'TARGET_LIMITED_CLIENT_ID', 'TARGET_PROBE_PATH'],
  ],
];

for (const [title, settings, least, reasons] of modes)
  test(title, async () => {
    const all = await results(settings);
    const wrong = all.filter(({ verdict }) => verdict !== 'passed' && verdict !== 'not-testable');
    assert.deepEqual(
      wrong.map(({ requirement, verdict }) => `${verdict} ${requirement.id}`),
      [],
    );
    const open = all.filter(({ verdict }) => verdict === 'not-testable').map(({ reason }) => reason?.settings ?? []);
    for (const reason of reasons)
      assert.ok(
        open.some((settings) => settings.includes(reason)),
        `nothing says ${reason}`,
      );
    for (const settings of open)
      assert.ok(
        reasons.some((reason) => settings.includes(reason)),
        settings.join(),
      );
    assert.ok(all.length - open.length >= least, `${all.length - open.length} requirements were tested`);
  });

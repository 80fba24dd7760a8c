/** A login that is sent as invalid is not testable where values of the configured accounts make it valid. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { apis, createTarget } from '../../reference/create.ts';
import { missingPrerequisite } from '../../src/engine/prerequisites.ts';
import type { Reason } from '../../src/engine/results/reason.ts';
import { loadSuite } from '../../src/plan/suite.ts';
import { settingsFrom } from '../../src/settings/settings.ts';

/** The cases that settings make untestable, by the reason that is given. */
async function untestable(api: (typeof apis)[number], changes: Record<string, string>): Promise<Map<string, Reason>> {
  const { settings } = createTarget(api);
  const { target } = settingsFrom({ ...settings, TARGET_URL: 'http://127.0.0.1:1', ...changes });
  assert.ok(target);
  const { contract, cases } = await loadSuite(api);
  return new Map(
    cases.flatMap((each) => {
      const reason = missingPrerequisite(each, contract, target);
      return reason === undefined ? [] : [[each.id, reason]];
    }),
  );
}

for (const api of apis) {
  const password = 'Correct-Horse-9';

  test(`${api}: two accounts with one password`, async () => {
    const before = await untestable(api, { TARGET_PASSWORD: password });
    const equal = await untestable(api, { TARGET_PASSWORD: password, TARGET_SECOND_PASSWORD: password });
    const more = [...equal].filter(([id]) => !before.has(id));
    assert.ok(
      more.some(([id]) => id === `${api}/login/password-of-another-account`),
      JSON.stringify(more),
    );
    assert.ok(more.length <= 3, JSON.stringify(more));
    for (const [, reason] of more)
      assert.deepEqual(new Set(reason.settings), new Set(['TARGET_PASSWORD', 'TARGET_SECOND_PASSWORD']));
  });

  test(`${api}: a password that is the user name`, async () => {
    const [name, before] = ['kate-9@example.com', await untestable(api, {})];
    const equal = await untestable(api, { TARGET_USERNAME: name, TARGET_PASSWORD: name });
    const more = [...equal].filter(([id]) => !before.has(id));
    assert.deepEqual(
      more.map(([id]) => id),
      ['password-is-identity', 'identity-and-password-swapped'].map((slug) => `${api}/login/${slug}`),
    );
  });
}

/** Servers written by others from the documents alone: no false alarm on them, and their defects are seen. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { loadSuite } from '../../src/plan/suite.ts';
import { Masker } from '../../src/engine/masking/mask.ts';
import { playwrightTransport } from '../../src/engine/http/playwright-transport.ts';
import { mismatchText } from '../../src/words/mismatches.ts';
import { reasonText } from '../../src/words/reasons.ts';
import type { RequirementResult } from '../../src/engine/run-case.ts';
import { runSuite } from '../../src/engine/run-suite.ts';
import { settingsFrom } from '../../src/settings/settings.ts';
import * as ar from '../independent/ar/server.ts';
import * as dood from '../independent/dood/server.ts';
import * as flame from '../independent/flame/server.ts';
import * as goact from '../independent/goact/server.ts';
import * as uprogress from '../independent/uprogress/server.ts';

const servers = { ar, flame, uprogress, goact, dood };

/** The variants that answer slowly on purpose are about time, not about form. */
const slow = new Set(['slow']);

/** Each defect stands for a kind of mistake; the fault catalogue has the rest. */
const defects: Record<keyof typeof servers, readonly string[]> = {
  ar: [
    'signature-without-query',
    'limited-client-logs-in',
    'duplicate-refused-but-overwrites',
    'password-8-bytes',
    'login-secret-missing',
  ],
  flame: [
    'password-prefix',
    'logout-forgets-nothing',
    'logout-forgets-everybody',
    'token-in-query',
    'id-string',
    'any-user',
  ],
  uprogress: [
    'jwt-not-verified',
    'jwt-alg-none-accepted',
    'minimum-7',
    'current-latest-user',
    'denied-403',
    'provider-mandatory',
  ],
  goact: [
    'login-wrong-password-401',
    'register-id-only',
    'register-persists-nothing',
    'info-says-latest',
    'login-expires-in-string',
  ],
  dood: [
    'login-codes-swapped',
    'weak-password-five',
    'logout-prefix-accepted',
    'keys-shared-by-users',
    'login-get-refused',
  ],
};

async function verdicts(
  api: keyof typeof servers,
  options: { variant?: string; defect?: string },
): Promise<RequirementResult[]> {
  const server = await servers[api].start(options);
  const { contract, requirements, cases } = await loadSuite(api);
  const { target } = settingsFrom({
    TARGET_MAX_WAIT_SECONDS: '0',
    ...server.settings,
    TARGET_API: api,
    TARGET_URL: server.url,
  });
  assert.ok(target);
  const transport = playwrightTransport(server.url);
  try {
    const stage = {
      contract,
      requirements,
      target,
      transport,
      newMasker: () => new Masker(),
      now: () => Date.now(),
      wait: (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds)),
    };
    return (await runSuite(cases, stage, 'implied')).flatMap(({ results }) => results);
  } finally {
    await transport.close();
    await server.close();
  }
}

function described(results: readonly RequirementResult[]): string {
  return results
    .map(
      ({ requirement, verdict, reason, mismatches }) =>
        `${verdict} ${requirement.id}: ${reason === undefined ? mismatches.map(mismatchText).join('; ') : reasonText(reason)}`,
    )
    .join('\n');
}

/** Declares the tests of one server: every legal variant of it conforms, and each of its defects is seen. */
export function testServer(api: keyof typeof servers): void {
  describe(`an independent server of ${api}`, () => {
    for (const variant of [undefined, ...Object.keys(servers[api].variants).filter((id) => !slow.has(id))])
      test(variant === undefined ? 'conforms' : `conforms as "${variant}"`, async () => {
        const results = await verdicts(api, variant === undefined ? {} : { variant });
        const wrong = results.filter(
          ({ verdict }) => verdict === 'failed' || verdict === 'blocked' || verdict === 'error',
        );
        assert.equal(described(wrong), '');
      });
    for (const defect of defects[api])
      test(`is found out with "${defect}"`, async () => {
        assert.ok(Object.hasOwn(servers[api].defects, defect), 'there is no such defect');
        const results = await verdicts(api, { defect });
        assert.ok(results.some(({ verdict }) => verdict === 'failed'));
      });
  });
}

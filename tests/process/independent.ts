/** Servers written by others from the documents alone: no false alarm on them, and their defects are seen. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { loadSuite } from '../../src/plan/suite.ts';
import { Newcomers } from '../../src/engine/accounts/newcomers.ts';
import { realTime } from '../../src/engine/context.ts';
import { Masker } from '../../src/engine/masking/mask.ts';
import type { Transport } from '../../src/engine/http/http.ts';
import { usualLimits } from '../../src/engine/http/limits.ts';
import { nodeTransport } from '../../src/engine/http/node-transport.ts';
import { playwrightTransport } from '../../src/engine/http/playwright-transport.ts';
import { mismatchText } from '../../src/words/mismatches.ts';
import { reasonText } from '../../src/words/reasons.ts';
import type { Api } from '../../reference/create.ts';
import { runCase } from '../../src/engine/run-case.ts';
import type { CaseResult, RequirementResult } from '../../src/engine/run-case.ts';
import type { Case } from '../../src/plan/model.ts';
import { withUnattributed } from '../../src/report/unattributed.ts';
import { settingsFrom } from '../../src/settings/settings.ts';
import { startFront } from '../independent/front.ts';
import type { Choice } from '../independent/front.ts';

/** The exports of an API's folder in tests/independent, which may start a program in another language. */
interface IndependentServer {
  start(options: { variant?: string; defect?: string }): Promise<{
    readonly url: string;
    readonly settings: Readonly<Record<string, string>>;
    close(): Promise<void>;
  }>;
  readonly variants: Readonly<Record<string, unknown>>;
  readonly defects: Readonly<Record<string, unknown>>;
}

async function serverOf(api: Api): Promise<IndependentServer> {
  return (await import(`../independent/${api}/server.ts`)) as IndependentServer;
}

/** The variants that answer slowly on purpose are about time, not about form. */
const slow = new Set(['slow']);

/** Defects that are not reported, and why: the documents do not exclude them, or nobody outside can tell. */
const unreported: Readonly<Record<string, string>> = {
  'ar/nonce-forgotten-on-failure': 'no document says that a refused request uses up its nonce',
  'ar/timestamp-future-accepted': 'no document says how far ahead a timestamp may be',
  'ar/wrong-type-500': 'this API is sent forms, in which every value is text',
  'flame/email-masked': 'the address may be shown in any form',
  'flame/logout-302-when-gone': 'a redirect is a refusal too',
  'goact/register-wrong-type-200': 'a number may be taken for its text',
  'dood/second-login-refused':
    'it answers with the code for a limit, and a limit of sessions is legal; the run says so and is not green',
  'dood/logout-other-case-accepted': 'the keys are hexadecimal, which means the same in either case',
  'uprogress/token-exp-ignored': 'a server may take a token for five minutes beyond its end, which no test waits for',
  'uprogress/denied-array': 'the document gives a text and not its place: it may stand in a list',
};

/** Settings of a server that its document does not contain. */
const more: Partial<Record<Api, Readonly<Record<string, string>>>> = {
  ar: { TARGET_PROBE_PATH: '/users/me' },
};

/** Playwright's part is proved by a quarter of the variants: the others, and a thousand defects, are asked for their behavior alone. */
export const light = (url: string): Transport =>
  nodeTransport(url, { limits: usualLimits, insecureTls: false, keepAlive: true });

/** The conduct of a server: its own choices or defects, and choices of a server in front of it. */
interface Conduct {
  readonly variant?: string;
  readonly defect?: string;
  readonly front?: readonly Choice[];
  readonly settings?: Readonly<Record<string, string>>;
}

/** Runs cases on a server until one makes `enough`. */
export async function on(
  api: Api,
  { front = [], settings = {}, ...options }: Conduct,
  cases: readonly Case[],
  transportTo: (url: string) => Transport,
  isEnough: (result: CaseResult) => boolean = () => false,
): Promise<CaseResult[]> {
  const server = await (await serverOf(api)).start(options);
  const { TARGET_USERNAME: name = '', TARGET_PASSWORD: password = '' } = server.settings;
  const { TARGET_SECOND_USERNAME: other = '', TARGET_SECOND_PASSWORD: otherPassword = '' } = server.settings;
  const accounts = new Map([
    [name, password],
    [other, otherPassword],
  ]);
  const before = front.length === 0 ? undefined : await startFront(server.url, front, accounts);
  const url = before?.url ?? server.url;
  const { contract, requirements } = await loadSuite(api);
  const { target } = settingsFrom({
    TARGET_MAX_WAIT_SECONDS: '0',
    ...more[api],
    ...server.settings,
    TARGET_API: api,
    TARGET_URL: url,
    ...settings,
  });
  assert.ok(target);
  const transport = transportTo(url);
  const results: CaseResult[] = [];
  try {
    const context = {
      contract,
      requirements,
      target,
      transport,
      newcomers: new Newcomers(),
      newMasker: () => new Masker(),
      ...realTime,
    };
    for (const each of cases) {
      const result = await runCase(each, context, 'implied');
      results.push(result);
      if (isEnough(result)) break;
    }
    return results;
  } finally {
    await transport.close();
    await before?.close();
    await server.close();
  }
}

const reported = (results: readonly CaseResult[]): string[] =>
  results
    .flatMap((each) => each.results)
    .filter(({ verdict }) => verdict === 'failed' || verdict === 'warned')
    .map(({ requirement }) => requirement.id);

/** Tries the cases in an order of its own, so that what found one defect is tried first on the next. */
async function missedOf(api: Api, defects: readonly string[]): Promise<string[]> {
  const suite = await loadSuite(api);
  const usual = new Set(reported(await on(api, {}, suite.cases, light)));
  const isNews = (results: readonly CaseResult[]): boolean => reported(results).some((id) => !usual.has(id));
  const missed: string[] = [];
  let order = [...suite.cases];
  for (const defect of defects) {
    const results = await on(api, { defect }, order, light, (result) => isNews([result]));
    const last = order[results.length - 1];
    if (last !== undefined && isNews(results)) order = [last, ...order.filter((each) => each !== last)];
    else if (!isNews(withUnattributed(suite, await on(api, { defect }, suite.cases, light), 'implied')))
      missed.push(defect);
  }
  return missed;
}

export function described(results: readonly RequirementResult[]): string {
  return results
    .map(
      ({ requirement, verdict, reason, mismatches }) =>
        `${verdict} ${requirement.id}: ${reason === undefined ? mismatches.map(mismatchText).join('; ') : reasonText(reason)}`,
    )
    .join('\n');
}

/** Declares the tests of one server: every legal variant of it conforms, and each of its defects is seen. */
export function testServer(api: Api): void {
  describe(`an independent server of ${api}`, async () => {
    const server = await serverOf(api);
    const variants = [undefined, ...Object.keys(server.variants).filter((id) => !slow.has(id))];
    for (const [index, variant] of variants.entries())
      test(variant === undefined ? 'conforms' : `conforms as "${variant}"`, async () => {
        const { cases } = await loadSuite(api);
        const run = await on(
          api,
          variant === undefined ? {} : { variant },
          cases,
          index % 4 === 0 ? playwrightTransport : light,
        );
        const results = run.flatMap((each) => each.results);
        const wrong = results.filter(
          ({ verdict }) => verdict === 'failed' || verdict === 'blocked' || verdict === 'error',
        );
        assert.equal(described(wrong), '');
      });
    const listed = Object.keys(server.defects).filter((id) => !(`${api}/${id}` in unreported));
    test(`is reported with each of ${listed.length} defects`, async () => {
      assert.deepEqual(await missedOf(api, listed), []);
    });
  });
}

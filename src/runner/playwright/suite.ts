/** Makes a Playwright test of each case. */
import { _baseTest as base } from '@playwright/test';
import type { TestInfo } from '@playwright/test';
import type { Case } from '../../plan/model.ts';
import { loadSuite, wordsOf } from '../../plan/suite.ts';
import type { Suite } from '../../plan/suite.ts';
import type { HttpFailure, Transport } from '../../engine/http/http.ts';
import { Masker } from '../../engine/masking/mask.ts';
import { Vocabulary } from '../../engine/masking/secret-index.ts';
import { bundledApis } from '../../contract/bundled.ts';
import type { Flow } from '../../contract/model.ts';
import { conversationName, evidenceName } from '../../report/evidence.ts';
import type { Evidence } from '../../report/evidence.ts';
import { movableClock } from '../../../reference/clock.ts';
import { today, withKnown } from '../../report/known-deviations.ts';
import { SecretVault } from '../../report/secret-vault.ts';
import { exchangeText, failureText } from '../../report/text.ts';
import { LockoutTracker } from '../../engine/accounts/lockout.ts';
import { longestPatience } from '../../engine/limits/overload.ts';
import type { CaseResult } from '../../engine/run-case.ts';
import { runCase, unrun } from '../../engine/run-case.ts';
import { logsInFalsely, mostForStandIn, Spare } from '../../engine/accounts/invalid-login-account.ts';
import type { RunContext } from '../../engine/context.ts';
import { isPaced, rateLimiterOf, transportTo } from '../../engine/transport.ts';
import {
  notesFolder,
  readSettings,
  runSalt,
  secretsFolder,
  settingsFrom,
  unreachable,
} from '../../settings/settings.ts';
import { configuredSecrets } from '../../settings/target.ts';
import type { Target } from '../../settings/target.ts';

// Playwright takes a stack at every step and finds each of its frames in the source maps: a third of a run. It is asked
// for those of errors alone, in this checkout.
const { prepareStackTrace: mapped } = Error as {
  prepareStackTrace?: (error: Error, frames: NodeJS.CallSite[]) => unknown;
};
if (mapped !== undefined)
  Error.prepareStackTrace = (error, frames) =>
    frames[0]?.getFunctionName() === 'captureRawStack'
      ? ''
      : mapped(
          error,
          frames.filter((frame) => !/^node:|[/\\]node_modules[/\\]/.test(frame.getFileName() ?? 'node:')),
        );

const settings = readSettings();
const targetName = settings.target?.url ?? 'embedded';
const known =
  settings.knownDeviations === undefined
    ? []
    : (await import('../../report/read-known.ts')).readKnownDeviations(settings.knownDeviations);

/** Where a case is run: the configured target or an embedded one, and the secrets that this worker has seen there. */
interface Scene {
  readonly stage: RunContext;
  readonly vault: SecretVault;
}

/** Sets the stage for an API; it lives as long as the worker. */
type SetStage = (suite: Suite) => Promise<Scene>;

// Without the fixtures of browsers, which no case has and which take a third of a run: nor is there a trace of a request.
const test = base.extend<object, { setStage: SetStage }>({
  setStage: [
    async ({}, use) => {
      const stages = new Map<string, Promise<Scene>>();
      const closing: (() => Promise<void>)[] = [];
      await use((suite) => {
        const known = stages.get(suite.contract.id) ?? contextFor(suite, (close) => closing.push(close));
        stages.set(suite.contract.id, known);
        return known;
      });
      for (const close of closing) await close();
    },
    { scope: 'worker' },
  ],
});

/** Where the time comes from, and how it passes. */
type Time = Pick<RunContext, 'now' | 'wait'>;

const realTime: Time = {
  now: () => Date.now(),
  wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};

/** The time of an embedded target, which passes as fast as anybody wants to wait. */
function ownTime(): Time {
  const clock = movableClock();
  return {
    now: () => clock.now(),
    wait: (milliseconds) => {
      clock.advance(milliseconds);
      return Promise.resolve();
    },
  };
}

async function contextFor(suite: Suite, atEnd: (close: () => Promise<void>) => void): Promise<Scene> {
  const time = settings.target === undefined ? ownTime() : realTime;
  const target = settings.target ?? (await embedded(suite.contract.id, time, atEnd));
  const failure = unreachable();
  const transport = failure === undefined ? transportTo(target) : silent({ kind: 'unreachable', message: failure });
  atEnd(() => transport.close());
  const spared = new Vocabulary(wordsOf(suite));
  const vault = new SecretVault(runSalt(), spared, secretsFolder());
  for (const secret of configuredSecrets(target)) vault.keep(secret);
  const rateLimiter = rateLimiterOf(target);
  const stage = {
    contract: suite.contract,
    target,
    transport,
    ...(rateLimiter === undefined ? {} : { rateLimiter }),
    ...(settings.target === undefined ? {} : careful()),
    newMasker: () => new Masker(runSalt(), spared, (secret) => vault.keep(secret)),
    ...time,
  };
  return { stage, vault };
}

/** What somebody else's target is owed. */
function careful(): Pick<RunContext, 'lockouts' | 'spare' | 'cleanUp'> {
  const folder = notesFolder();
  return {
    lockouts: new LockoutTracker(folder),
    spare: new Spare(new LockoutTracker(folder, 'spare'), folder),
    cleanUp: true,
  };
}

/** Seconds; an embedded target's tokens live shorter. */
const longestLife = 10_000;

async function embedded(id: string, clock: Time, atEnd: (close: () => Promise<void>) => void): Promise<Target> {
  // Loaded by those who serve it, not by the process that only lists the cases.
  const { apis, createTarget } = await import('../../../reference/create.ts');
  const { serve } = await import('../../../reference/serve.ts');
  const api = apis.find((each) => each === id);
  if (api === undefined) throw new Error(`there is no embedded reference target for ${id}`);
  const reference = createTarget(api, { clock });
  const server = await serve(reference.handler);
  atEnd(() => server.close());
  const { target } = settingsFrom({
    ...reference.settings,
    TARGET_URL: server.url,
    TARGET_MAX_WAIT_SECONDS: String(longestLife),
  });
  if (target === undefined) throw new Error(`the reference target of ${id} gives no settings`);
  return target;
}

/** A transport to a target that is known not to answer. */
function silent(failure: HttpFailure): Transport {
  return { send: () => Promise.resolve({ failure }), close: () => Promise.resolve() };
}

/** Declares the tests of a flow, for every API that is tested. */
export async function conformance(flow: Flow): Promise<void> {
  const apis = settings.target === undefined ? bundledApis : [settings.target.api];
  for (const api of apis) {
    const suite = await loadSuite(api, true);
    const own = suite.cases.filter((each) => each.flow === flow);
    if (own.length === 0) continue;
    const operation = suite.contract.operations.find((each) => each.flow === flow);
    test.describe(`${suite.contract.id} ${flow}: ${operation?.method ?? ''} ${operation?.path ?? ''}`, () => {
      for (const bundle of bundles(own))
        test.describe(() => {
          test.describe.configure({ mode: 'default' });
          for (const each of bundle) declare(each, suite);
        });
    });
  }
}

// For every group of tests that it hands to a worker, the runner copies the whole file of tests: with one test a group, a
// tenth of the run, and with eight still a twentieth.
const bundleSize = 24;

/** Cases that a worker takes together: neighbours, of the same locks. */
function bundles(cases: readonly Case[]): Case[][] {
  const made: Case[][] = [];
  let held: string | undefined;
  for (const each of cases) {
    const wanted = locks(each).join(' ');
    const open = made.at(-1);
    if (open === undefined || open.length === bundleSize || wanted !== held) made.push([each]);
    else open.push(each);
    held = wanted;
  }
  return made;
}

function declare(each: Case, suite: Suite): void {
  const requirements = [...new Map(each.checks.map(({ requirement }) => [requirement.id, requirement])).values()];
  const levels = [...new Set(requirements.map(({ level }) => level))];
  const tag = [each.api, each.flow, each.family, ...levels, ...(each.security ? ['security'] : [])].map(
    (name) => `@${name}`,
  );
  const annotation = requirements.flatMap(({ id, source }) => [
    { type: 'requirement', description: id },
    ...(source === undefined ? [] : [{ type: 'source', description: source }]),
  ]);
  test(each.title, { tag, annotation, lock: locks(each) }, async ({ setStage }, testInfo) => {
    const { stage, vault } = await setStage(suite);
    // Each request ends in its own time; how long it waits for its turn depends on everybody else.
    const { timeout } = stage.target;
    // The time of an embedded target passes at once.
    const maxWait = settings.target?.maxWait ?? 0;
    // Sessions are closed after the steps that opened them, and a stand-in may have to be found first.
    const requests = 2 * each.steps.length + mostForStandIn;
    const longest = requests * (timeout + longestPatience) + maxWait + 10;
    testInfo.setTimeout(isPaced(stage.target) ? 0 : longest * 1000);
    const found = await run(each, stage).catch((error: unknown) => {
      throw new Error(vault.mask(error instanceof Error ? (error.stack ?? error.message) : String(error)));
    });
    const result = withoutSecrets(withKnown(found, known, targetName, today()), vault);
    const evidence: Evidence = { api: each.api, target: targetName, result };
    attach(testInfo, evidenceName, 'application/json', JSON.stringify(evidence));
    conclude(each, result, testInfo);
  });
}

/** A result without the secrets of any case. Most of its text is of requirements, which are the contract's and hold none. */
function withoutSecrets(result: CaseResult, vault: SecretVault): CaseResult {
  // Of a case that passed there are only facts, and the names in them were masked when they were noted.
  if (isPlain(result)) return result;
  const { results, ...more } = result;
  const verdicts = results.map(({ requirement, ...verdict }) => verdict);
  const masked = vault.maskValue({ verdicts, more });
  return { ...masked.more, results: results.map((each, index) => ({ ...each, ...masked.verdicts[index] })) };
}

function isPlain({ results, exchanges, strays, left }: CaseResult): boolean {
  const passed = results.every(({ verdict }) => verdict === 'passed');
  return passed && exchanges.length === 0 && strays === undefined && left === undefined;
}

/** Runs a case. Where the target does not answer at all, one case is enough to say so. */
function run(each: Case, stage: RunContext): Promise<CaseResult> {
  const away = unreachable();
  const isPlainLogin =
    each.flow === 'login' &&
    each.checks.some(({ expect }) => expect.kind === 'answers' && expect.situation === 'success');
  return away === undefined || isPlainLogin
    ? runCase(each, stage, settings.failOn)
    : Promise.resolve(unrun(each, 'blocked', `the target cannot be reached: ${away}`));
}

/** Cases that use the same account of a target must not meet: a login may end the account's other sessions. */
function locks(each: Case): string[] {
  if (settings.target === undefined) return [];
  const used = new Set(each.steps.map((step) => step.as));
  // The second account may stand in for the first.
  if (logsInFalsely(each)) used.add('second');
  return (['account', 'second'] as const).filter((name) => used.has(name));
}

// testInfo.attach() makes a folder and a step for each text, a twentieth of a run.
function attach(testInfo: TestInfo, name: string, contentType: string, text: string): void {
  testInfo.attachments.push({ name, contentType, body: Buffer.from(text) });
}

function conclude(each: Case, { results, exchanges }: CaseResult, testInfo: TestInfo): void {
  const verdicts = new Set(results.map(({ verdict }) => verdict));
  for (const { requirement, verdict, reason, known: entry } of results)
    if (verdict !== 'passed')
      testInfo.annotations.push({
        type: entry === undefined ? verdict : 'known deviation',
        description: [requirement.id, entry?.reason ?? reason].filter((text) => text !== undefined).join(': '),
      });
  if (verdicts.size > 1 || !verdicts.has('passed')) {
    const text = exchanges.flatMap((exchange) => [...exchangeText(exchange), '']).join('\n');
    if (text !== '') attach(testInfo, conversationName, 'text/plain', text);
  }
  if (verdicts.has('failed') || verdicts.has('error'))
    throw new Mismatches(failureText(results, exchanges, each.title));
  const open =
    results.find(({ verdict }) => verdict === 'blocked') ?? results.find(({ verdict }) => verdict === 'not-testable');
  if (open !== undefined && !verdicts.has('passed') && !verdicts.has('warned'))
    testInfo.skip(true, `${open.verdict}: ${open.reason ?? ''}`);
}

/** A failed case. It has no stack: the place to look at is the target's. */
class Mismatches extends Error {
  constructor(message: string) {
    super(message);
    this.name = '';
    this.stack = message;
  }
}

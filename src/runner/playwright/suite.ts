/** Declares a Playwright test for each case: it waits for the engine's result, and shows it. */
import * as playwright from '@playwright/test';
import type { TestInfo, TestType } from '@playwright/test';
import type { Flow } from '../../contract/model.ts';
import { engineAddress } from '../../settings/run-environment.ts';
import { askEngine } from './ask-engine.ts';
import type { EngineAddress, TestOutcome } from './messages.ts';
import { readTests } from './test-plan.ts';
import type { PlannedTest, TestGroup } from './test-plan.ts';

// Without the fixtures of browsers, which no case has and which take half of a run (docs/dependencies.md).
const { _baseTest: withoutBrowsers } = playwright as { readonly _baseTest?: TestType<object, object> };
const test: TestType<object, object> = withoutBrowsers ?? playwright.test;

const known = engineAddress();
const address = known === undefined ? undefined : (JSON.parse(known) as EngineAddress);
const groups = address === undefined ? await derived() : readTests(address.tests);

/** The cases are derived here if no engine was started, as for a list. */
async function derived(): Promise<TestGroup[]> {
  const { deriveTests } = await import('./derive-tests.ts');
  return deriveTests();
}

// For every group of tests that it hands to a worker, the runner copies the whole file of tests: with one test a group, a
// tenth of the run, and with eight still a twentieth.
const bundleSize = 24;

/** Declares the tests of a flow, for every API that is tested. */
export function conformance(flow: Flow): void {
  for (const { title, tests } of groups.filter((each) => each.flow === flow))
    test.describe(title, () => {
      for (let first = 0; first < tests.length; first += bundleSize)
        test.describe(() => {
          test.describe.configure({ mode: 'default' });
          for (const each of tests.slice(first, first + bundleSize)) declare(each);
        });
    });
}

function declare({ id, title, tags, annotations }: PlannedTest): void {
  test(title, { tag: [...tags], annotation: [...annotations] }, async ({}, testInfo) => {
    if (address === undefined) throw new Error('the engine of this run was not started');
    await show(await askEngine(address, id), testInfo);
  });
}

async function show(outcome: TestOutcome, testInfo: TestInfo): Promise<void> {
  const { requests, annotations, attachments, failure, skipped, isTurned } = outcome;
  for (const { method, path, status, duration } of requests)
    await test.step(`${method} ${path}: ${status ?? 'no response'} (${Math.round(duration)} ms)`, () => undefined);
  testInfo.annotations.push(...annotations);
  for (const { name, ...content } of attachments) await testInfo.attach(name, content);
  if (failure !== undefined) {
    if (isTurned) testInfo.fail();
    throw new Mismatches(failure);
  }
  testInfo.skip(skipped !== undefined, skipped);
}

/** A failed case. It has no stack: the place to look at is the target's. */
class Mismatches extends Error {
  constructor(message: string) {
    super(message);
    this.name = '';
    this.stack = message;
  }
}

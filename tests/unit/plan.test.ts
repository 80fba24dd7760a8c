/** A plan is JSON: it has a schema, and one that was written to disk and read again runs to the same verdicts. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { movableClock } from '../../reference/clock.ts';
import { createTarget } from '../../reference/create.ts';
import { bundledApis } from '../../src/contract/bundled.ts';
import type { CaseResult } from '../../src/engine/run-case.ts';
import type { Plan } from '../../src/plan/model.ts';
import { loadSuite } from '../../src/plan/suite.ts';
import { suiteOf } from '../../src/plan/suite-of.ts';
import type { Suite } from '../../src/plan/suite-of.ts';
import { runInLab } from '../../src/proof/lab.ts';

const schema = JSON.parse(readFileSync(new URL('../../schemas/plan.schema.json', import.meta.url), 'utf8')) as object;
const validate = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true }).compile(schema);

const written = (plan: Plan): Plan => JSON.parse(JSON.stringify(plan)) as Plan;

for (const api of bundledApis)
  test(`the plan of ${api} is JSON as its schema describes it`, async () => {
    const { plan } = await loadSuite(api);
    assert.deepEqual(written(plan), plan, 'nothing of it is lost in JSON');
    assert.ok(validate(plan), JSON.stringify(validate.errors?.slice(0, 3), undefined, 2));
  });

test('a plan with a mutation that no registry knows is against the schema', async () => {
  const plan = JSON.parse(
    JSON.stringify((await loadSuite('flame')).plan).replace('"mutate":"set"', '"mutate":"sat"'),
  ) as Plan;
  assert.equal(validate(plan), false);
});

/** Verdicts, reasons and mismatches of every requirement; the values of a target are made up for each run. */
async function verdictsOf(suite: Suite): Promise<unknown[]> {
  const clock = movableClock();
  const results: readonly CaseResult[] = await runInLab(suite, { target: createTarget('goact', { clock }), clock });
  return results.map((result) => [
    result.case,
    result.results.map(({ requirement, verdict, reason }) => [requirement.id, verdict, reason]),
    result.calls.map(({ operation, status }) => [operation, status]),
  ]);
}

test('a plan that was written and read again runs to the same verdicts', async () => {
  const suite = await loadSuite('goact');
  const read = suiteOf(suite.contract, written(suite.plan));
  assert.deepEqual(await verdictsOf(read), await verdictsOf(suite));
});

test('security is a property of requirements: not of media types, `Allow` and `WWW-Authenticate`, but of what a reviewer blocks a release with', async () => {
  const plans = await Promise.all(bundledApis.map(async (api) => (await loadSuite(api)).plan));
  const requirements = plans.flatMap((plan) => plan.requirements);
  const ending = (...slugs: string[]) => requirements.filter(({ id }) => slugs.some((slug) => id.endsWith(`/${slug}`)));
  const hygiene = ending('media-type', 'refusal-media-type', 'allow', 'challenge', 'no-redirect', 'with-charset');
  assert.ok(hygiene.length > 20);
  assert.deepEqual(
    hygiene.filter(({ security }) => security !== undefined),
    [],
  );
  const blocking = ending(
    'wrong-password',
    'no-password',
    'unguessable-token',
    'nonce-reused',
    'signed-token',
    'fixed-session',
  );
  assert.deepEqual(
    blocking.filter(({ security }) => security === undefined || security.cwe.length === 0),
    [],
  );
});

test('every requirement about a false password, token, signature or client is one of security', async () => {
  for (const api of bundledApis) {
    const { cases, requirements } = await loadSuite(api);
    const rejecting = cases.filter(({ family }) => family === 'credentials').flatMap(({ checks }) => checks);
    assert.deepEqual(
      rejecting
        .filter(({ expect }) => expect.kind === 'rejected' || expect.kind === 'answers')
        .map(({ requirement }) => requirement)
        .filter((id) => requirements.get(id)?.security === undefined),
      [],
    );
  }
});

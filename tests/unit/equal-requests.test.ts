/** No two requirements put the same request to the test: a second id would say nothing more. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bundledApis } from '../../src/contract/bundled.ts';
import type { Contract } from '../../src/contract/model.ts';
import type { Case, Check, Step } from '../../src/plan/model.ts';
import { NotApplicable } from '../../src/plan/mutations/entry.ts';
import type { Credentials } from '../../src/plan/mutations/entry.ts';
import { schemesOfStep } from '../../src/plan/operations.ts';
import { loadSuite } from '../../src/plan/suite.ts';
import { draft, finished } from '../../src/engine/request/build-request.ts';
import { presentAll } from '../../src/engine/request/present.ts';
import { loadShop } from './shop.ts';

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const jwt = (id: number): string =>
  `${part({ typ: 'JWT', alg: 'HS256' })}.${part({ id })}.B0X5T35HnHJ_2AxoKp6CeiTTq2n_lcoHc5X7hNGdFo0`;

const credentials: Credentials = {
  token: jwt(1),
  tokenSecret: 'aV7Secret-of-a-token',
  otherToken: jwt(2),
  identity: 'kate.a1@example.com',
  userId: '1231',
  password: 'Grzyb óbranie-2019.x',
  cookie: undefined,
  clientId: 'client-aB',
  clientSecret: 'Qm9vbWVyYW5n.Zk-31',
};

/** A request as it is written; a signature is told by its mutations. */
function written(contract: Contract, step: Step): string {
  const accounts = { account: 'kate.a1', second: 'omar.b2' } as const;
  const made = draft(step, {
    contract,
    baseUrl: 'http://target',
    body: undefined,
    tokenHeader: undefined,
    probePath: '/me',
    anew: (part) => part,
    account: (name) => ({
      identity: `${name === 'account' || name === 'second' ? accounts[name] : name}@example.com`,
      password: `Grzyb óbranie-2019.${name}`,
    }),
  });
  const schemes = schemesOfStep(contract, step);
  const [scheme] = schemes;
  if (scheme === undefined) return JSON.stringify(finished(made));
  if (scheme.signature !== undefined) return JSON.stringify([finished(made), step.mutations]);
  return JSON.stringify(finished(presentAll(made, step, schemes, () => credentials, undefined)));
}

/** The requests of a check up to its own, and the expectation of that one; undefined if they cannot be written. */
function probeOf(contract: Contract, { steps, checks }: Case, { expect, requirement }: Check): string | undefined {
  if (!('step' in expect) || !['rejected', 'answers'].includes(expect.kind)) return undefined;
  const judged = steps.findIndex(({ id }) => id === expect.step);
  if ((steps[judged]?.mutations.length ?? 0) === 0) return undefined;
  const numbered = new Map(steps.map(({ id }, index) => [id, index]));
  const indexOf = (id: string | undefined): number | undefined => (id === undefined ? undefined : numbered.get(id));
  // Rejected attempts before it, which have requirements of their own, do not make it another request.
  const others = new Set(
    checks.flatMap((each) => (each.requirement !== requirement && 'step' in each.expect ? [each.expect.step] : [])),
  );
  const relevant = steps.slice(0, judged + 1).filter(({ id }) => id === expect.step || !others.has(id));
  try {
    return JSON.stringify(
      relevant.map((each) => [
        written(contract, each),
        indexOf(each.session),
        each.concurrent,
        each.connection,
        each.afterExpiryOf,
      ]),
    );
  } catch (error) {
    if (error instanceof NotApplicable) return undefined;
    throw error;
  }
}

for (const api of bundledApis)
  test(`no two requirements of ${api} send equal requests`, async () => {
    const { contract, cases } = await loadSuite(api);
    const probes = new Map<string, (string | undefined)[]>();
    for (const each of cases)
      for (const check of each.checks)
        probes.set(check.requirement, [...(probes.get(check.requirement) ?? []), probeOf(contract, each, check)]);
    const seen = new Map<string, string>();
    const twice: string[] = [];
    for (const [requirement, own] of probes) {
      if (own.includes(undefined)) continue;
      const key = own.join('\n');
      const known = seen.get(key);
      if (known !== undefined) twice.push(`${known} and ${requirement}`);
      seen.set(key, requirement);
    }
    assert.ok(seen.size > 20);
    assert.deepEqual(twice, []);
  });

const schemes = [
  '{ type: http, scheme: bearer }',
  '{ type: http, scheme: Token, x-credentials: "token={token}" }',
  '{ type: apiKey, in: header, name: Authorization }',
  '{ type: apiKey, in: header, name: Authorization, x-credentials: "Bearer {token}" }',
  '{ type: apiKey, in: header, name: Authorization, x-credentials: "JWT {token}" }',
  '{ type: apiKey, in: header, name: X-Token }',
  '{ type: apiKey, in: query, name: access_token }',
  '{ type: apiKey, in: cookie, name: sid }',
];

for (const scheme of schemes)
  test(`no request with false credentials is the intact one: ${scheme}`, async () => {
    const { contract, cases } = await loadShop({ scheme });
    const equal = cases.flatMap(({ id, steps, checks }) =>
      checks.flatMap(({ expect }) => {
        const judged = 'step' in expect ? steps.find((each) => each.id === expect.step) : undefined;
        if (judged?.flow !== 'token-info' || judged.mutations.length === 0) return [];
        if (expect.kind !== 'rejected' && expect.kind !== 'answers') return [];
        return probe(contract, judged) === probe(contract, { ...judged, mutations: [] }) ? [id] : [];
      }),
    );
    assert.deepEqual(equal, []);
  });

/** A request as it is written; undefined if it cannot be. */
function probe(contract: Contract, step: Step): string | undefined {
  try {
    return written(contract, step);
  } catch (error) {
    if (error instanceof NotApplicable) return undefined;
    throw error;
  }
}

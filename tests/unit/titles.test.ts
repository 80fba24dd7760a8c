/** Titles of findings: they say the defect, and of several requirements the one that the document asks for. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bundledApis } from '../../src/contract/bundled.ts';
import type { FoundMismatch, Mismatch } from '../../src/engine/results/mismatch.ts';
import type { CaseResult, RequirementResult } from '../../src/engine/run-case.ts';
import { loadSuite } from '../../src/plan/suite.ts';
import { prove } from '../../src/proof/prove.ts';
import { faultWith } from '../../src/proof/work.ts';
import { groupFindings } from '../../src/report/findings.ts';
import { violated } from '../../src/words/violated.ts';
import { loadShop } from './shop.ts';

const expected = {
  'goact-wrong-password-400': 'login responds 400 to a wrong password; the document says 404',
  'flame-failure-logs-out':
    "does not keep a user's session valid after failed logins of that user: logout responds 401",
  'goact-short-password': 'register accepts a `password` of 5 characters',
  'goact-never-expires': 'accepts an expired token: token-info responds 200',
  'uprogress-short-message':
    'login returns an array without "is too short (minimum is 6 characters)" at /errors/password',
  'flame-tokens-counted': 'login issues tokens that are counted up',
  'goact-expired-401': 'does not respond 403 to an expired token: token-info responds 401',
};

for (const [id, title] of Object.entries(expected))
  test(`${id}: ${title}`, async () => {
    const fault = await faultWith(id);
    assert.ok(fault !== undefined);
    const { findings } = await prove(fault, undefined);
    assert.ok(
      findings.some((each) => each.startsWith(title)),
      findings.join('\n'),
    );
  });

test('statements are turned into what a target does that violates them', async () => {
  for (const api of bundledApis)
    for (const { statement } of (await loadSuite(api)).plan.requirements) {
      const title = violated(statement);
      assert.match(title, /^(?:does not [a-z]+ |accepts |responds with 5xx |[a-z]+s )/, statement);
      assert.doesNotMatch(title, /^violates |^does not .* and (?:ends|keeps|returns|issues)\b/, statement);
    }
  assert.equal(violated('responds 403 to an expired token'), 'accepts an expired token');
  assert.equal(violated('responds 403 to an expired token', false), 'does not respond 403 to an expired token');
  assert.equal(violated('has a statement of its own'), 'violates “has a statement of its own”');
});

test('a finding is named by what the document asks for, not by the advice that the same response violates', () => {
  const refused: Mismatch = {
    kind: 'rejected',
    code: 'rejected',
    operation: 'token-info',
    step: 'used',
    pointer: '',
    status: 403,
    expected: {},
    actual: { status: 403 },
  };
  const result = (id: string, level: 'standard' | 'implied', statement: string): RequirementResult => ({
    requirement: { id, api: 'goact', level, statement, operation: 'token-info', flow: 'token-info' } as never,
    verdict: 'failed',
    mismatches: [refused],
  });
  const results = [
    result('goact/token-info/scheme-case', 'standard', 'accepts the scheme name in lower case'),
    result('goact/login/lasting-token', 'implied', 'keeps a token valid for some seconds after its issue'),
  ].map((each) => ({ case: each.requirement.id, results: [each], exchanges: [], requests: [], calls: [] }));
  const [finding, ...others] = groupFindings('goact', results);
  assert.deepEqual(others, []);
  assert.equal(
    finding?.summary,
    'does not keep a token valid for some seconds after its issue: token-info responds 403 (+1 requirement)',
  );
  assert.equal(finding.cases[0], 'goact/login/lasting-token');
});

test('a description is part of a sentence where it is a phrase, and not where it is a sentence', async () => {
  const described = async (description: string): Promise<string | undefined> => {
    const { plan } = await loadShop({
      success: `{ type: string, description: ${JSON.stringify(description)} }`,
    });
    return plan.requirements.find(({ id }) => id === 'shop/login/answer/more')?.statement;
  };
  assert.equal(await described('a token of the session'), 'returns `more`, if present, as a token of the session');
  assert.equal(await described('JSON Web Token'), 'returns `more`, if present, as JSON Web Token');
  for (const sentence of ['The token of the session', 'the token of the session.', 'Token', 'Authentication token'])
    assert.equal(await described(sentence), 'returns `more`, if present, as a string', sentence);
});

test('what is accepted of two parameters is two findings, and each names its own', () => {
  const result = (slug: string, defectKey: string, request: string): RequirementResult => ({
    requirement: {
      id: `goact/register/${slug}`,
      api: 'goact',
      level: 'advice',
      statement: `rejects ${request}`,
      request,
    } as never,
    verdict: 'warned',
    mismatches: [
      {
        kind: 'accepted',
        code: 'accepted',
        operation: 'register',
        step: 'flawed',
        pointer: '',
        status: 200,
        expected: {},
        actual: { status: 200 },
        defectKey,
      },
    ],
  });
  const results = [
    result('without-firstname', 'parameter:firstname', 'a registration without `firstname`'),
    result('without-lastname', 'parameter:lastname', 'a registration without `lastname`'),
    result('short-password', 'value:password', 'a `password` of 5 characters'),
    result('short-password-beyond-ascii', 'value:password', 'a `password` of 5 non-ASCII characters'),
  ].map((each) => ({ case: each.requirement.id, results: [each], exchanges: [], requests: [], calls: [] }));
  assert.deepEqual(
    groupFindings('goact', results).map(({ summary }) => summary),
    [
      'register accepts a registration without `firstname` (+1 requirement)',
      'register accepts a `password` of 5 characters (+1 requirement)',
    ],
  );
});

test('requests that are rejected now and then are explained by a logout that ends the sessions of others', () => {
  const rejected = (defectKey: string): FoundMismatch => ({
    kind: 'rejected',
    code: 'rejected',
    operation: 'me',
    step: 'used',
    pointer: '',
    status: 401,
    expected: {},
    actual: { status: 401 },
    defectKey,
  });
  const flaky = (seen: FoundMismatch['code']): FoundMismatch => ({
    ...rejected('token'),
    kind: 'flaky',
    code: 'flaky',
    actual: { status: 401, seen },
  });
  const grouped = (...mismatches: readonly FoundMismatch[]) =>
    groupFindings(
      'goact',
      mismatches.map(
        (mismatch, index): CaseResult =>
          ({
            case: `goact/me/${index}`,
            calls: [],
            results: [
              {
                requirement: {
                  id: `goact/me/${index}`,
                  level: 'documented',
                  statement: `keeps session ${index} valid`,
                },
                verdict: 'failed',
                mismatches: [mismatch],
              },
            ],
          }) as unknown as CaseResult,
      ),
    ).map(({ summary }) => summary);
  const cause = 'does not keep session 1 valid: me responds 401';
  assert.deepEqual(grouped(flaky('rejected'), rejected('logout-too-much')), [`${cause} (+1 requirement)`]);
  assert.equal(grouped(flaky('body-level-error'), rejected('logout-too-much')).length, 1);
  assert.equal(grouped(flaky('value-differs'), rejected('logout-too-much')).length, 2);
  assert.equal(grouped(flaky('rejected'), rejected('token-dead')).length, 2);
});

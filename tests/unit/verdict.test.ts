/** Judges are pure functions of exchanges: tried here without a network. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Expectation } from '../../src/plan/model.ts';
import { loadSuite } from '../../src/plan/suite.ts';
import { observe } from '../../src/engine/observe/observation.ts';
import { reasonText } from '../../src/words/reasons.ts';
import { statusMatches } from '../../src/contract/model.ts';
import { exchange, judged, judgmentOf, rejected, token } from './judged.ts';
import type { Answer } from './judged.ts';

const answers = (situation: string): Expectation => ({ kind: 'answers', step: 'it', situation });

const table: [title: string, api: string, operation: string, answer: Answer, expect: Expectation, verdict: string][] = [
  ['the documented success', 'goact', 'login', { status: 200, body: token }, answers('success'), 'fine'],
  ['another success status', 'goact', 'login', { status: 201, body: token }, answers('success'), 'status'],
  [
    'members that nobody documented',
    'goact',
    'login',
    { status: 200, body: { ...token, extra: [1] } },
    answers('success'),
    'fine',
  ],
  [
    'a wrong member is not the matter of the status',
    'goact',
    'login',
    { status: 200, body: { ...token, user: '1' } },
    answers('success'),
    'fine',
  ],
  ['HTML', 'goact', 'login', { status: 200, body: '<p>hi</p>' }, answers('success'), 'body'],
  [
    'a byte order mark',
    'goact',
    'login',
    { status: 200, body: `\uFEFF${JSON.stringify(token)}` },
    answers('success'),
    'body',
  ],
  [
    'rubbish behind the JSON',
    'goact',
    'login',
    { status: 200, body: `${JSON.stringify(token)};` },
    answers('success'),
    'body',
  ],
  [
    'the documented refusal',
    'goact',
    'login',
    { status: 404, body: { response: 'no' } },
    answers('wrong-password'),
    'fine',
  ],
  [
    'the documented refusal in HTML',
    'goact',
    'login',
    { status: 404, body: '<p>no</p>', type: 'text/html' },
    answers('wrong-password'),
    'fine',
  ],
  ['another refusal', 'goact', 'login', { status: 401 }, answers('wrong-password'), 'status'],
  ['a token in a refusal', 'goact', 'login', { status: 404, body: token }, answers('wrong-password'), 'accepted'],
  ['a login that succeeds', 'goact', 'login', { status: 200, body: token }, answers('wrong-password'), 'accepted'],
  [
    'an error message that is a number',
    'goact',
    'login',
    { status: 404, body: { response: 7 } },
    answers('wrong-password'),
    'body/response',
  ],
  ['either of two answers', 'goact', 'login', { status: 404 }, answers('unknown-user'), 'fine'],
  ['a rejection of any kind', 'goact', 'login', { status: 422 }, rejected, 'fine'],
  ['a server error', 'goact', 'login', { status: 500 }, rejected, 'status'],
  ['a failure inside a 200', 'dood', 'login', { status: 200, body: { code: 33 } }, answers('wrong-password'), 'fine'],
  [
    'the code of another failure',
    'dood',
    'login',
    { status: 200, body: { code: 32 } },
    answers('wrong-password'),
    'body/code',
  ],
  ['a 401 without a body', 'dood', 'login', { status: 401 }, answers('wrong-password'), 'fine'],
  [
    'a 401 with the wrong code',
    'dood',
    'login',
    { status: 401, body: { code: 34 } },
    answers('wrong-password'),
    'body/code',
  ],
  ['a refusal that is marked in the body', 'ar', 'login', { status: 200, body: { success: false } }, rejected, 'fine'],
  [
    'a refusal where a success was expected',
    'ar',
    'login',
    { status: 200, body: { success: false } },
    answers('success'),
    'rejected',
  ],
  [
    'an unmarked success status',
    'ar',
    'login',
    { status: 200, body: { error: 'no' } },
    answers('wrong-password'),
    'body/success',
  ],
  [
    'one of the documented messages',
    'uprogress',
    'token-info',
    { status: 401, body: { error: 'User not found' } },
    answers('invalid-credentials'),
    'fine',
  ],
  [
    'a message of its own',
    'uprogress',
    'token-info',
    { status: 401, body: { error: 'nope' } },
    answers('invalid-credentials'),
    'body',
  ],
  [
    'further messages',
    'uprogress',
    'login',
    { status: 422, body: { errors: { email: ['is invalid', "can't be blank"] } } },
    answers('blank-parameter:email'),
    'fine',
  ],
  [
    'JSON under another label',
    'goact',
    'login',
    { status: 200, body: token, type: 'text/html' },
    { kind: 'media-type', step: 'it', of: 'success' },
    'header',
  ],
  [
    'a charset parameter',
    'goact',
    'login',
    { status: 200, body: token, type: 'Application/JSON; charset=UTF-8' },
    { kind: 'media-type', step: 'it', of: 'success' },
    'fine',
  ],
  [
    'plain HTTP to another machine',
    'dood',
    'login',
    { status: 200, body: {} },
    { kind: 'https', step: 'it' },
    'header',
  ],
];

for (const [title, api, operation, answer, expect, verdict] of table)
  test(`${verdict}: ${title}`, async () => {
    assert.equal(await judged(api, operation, answer, expect), verdict);
  });

test('judges a property separately, and blocks it if its object is missing', async () => {
  const { cases } = await loadSuite('ar');
  const members =
    cases
      .find(({ id }) => id === 'ar/login/success')
      ?.checks.flatMap(({ expect }) => (expect.kind === 'property' ? [{ ...expect, step: 'it' }] : [])) ?? [];
  const verdicts = async (body: unknown): Promise<Record<string, string>> =>
    Object.fromEntries(
      await Promise.all(
        members.map(
          async (expect) => [expect.name, await judged('ar', 'login', { status: 200, body }, expect)] as const,
        ),
      ),
    );
  assert.deepEqual(
    await verdicts({ success: true, data: { api_token: { oauth_token: 'a', oauth_token_secret: 7 } } }),
    {
      success: 'fine',
      data: 'fine',
      'data.api_token': 'fine',
      'data.api_token.oauth_token': 'fine',
      'data.api_token.oauth_token_secret': 'body/data/api_token/oauth_token_secret',
    },
  );
  const without = await verdicts({ success: 'true', data: {} });
  assert.deepEqual([without['success'], without['data.api_token']], ['body/success', 'body/data/api_token']);
  assert.match(without['data.api_token.oauth_token'] ?? '', /^blocked/);
});

test('statuses match codes, ranges and default', () => {
  assert.deepEqual(
    [200, 299, 300, 404, 499, 500].map((status) => statusMatches(status, '2XX')),
    [true, true, false, false, false, false],
  );
  assert.deepEqual(
    [200, 302, 404, 500].map((status) => statusMatches(status, 'default')),
    [false, true, true, false],
  );
  assert.equal(statusMatches(404, '404'), true);
});

test('a response is accepted, rejected or neither', async () => {
  const kinds = async (api: string, answer: Answer): Promise<[boolean, boolean]> => {
    const made = await exchange(api, 'login', answer);
    const { accepted, rejected: refused } = observe(made);
    return [accepted, refused];
  };
  assert.deepEqual(
    await kinds('goact', { status: 200, body: { ...token, user: '1' } }),
    [true, false],
    'a wrong member is still a success',
  );
  assert.deepEqual(await kinds('goact', { status: 200, body: '<html>' }), [false, false]);
  assert.deepEqual(await kinds('goact', { status: 503 }), [false, false]);
  assert.deepEqual(await kinds('goact', { status: 302 }), [false, true]);
  assert.deepEqual(await kinds('ar', { status: 200, body: { success: false } }), [false, true]);
});

test('a success that was not accepted is blocked with what it got', async () => {
  const made = await exchange('goact', 'login', { status: 401, body: { error: 'locked' } });
  const judgement = judgmentOf({ kind: 'property', step: 'it', name: 'user', pointer: '/user', schema: '' }, made);
  assert.ok('blocked' in judgement);
  assert.match(
    reasonText(judgement.blocked),
    /^POST \/\S+ has to be accepted .*, and got 401 with \{"error":"locked"\}\.$/,
  );
});

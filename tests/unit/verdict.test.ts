/** Judges are pure functions of exchanges: tried here without a network. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Expectation } from '../../src/plan/model.ts';
import { loadSuite } from '../../src/plan/suite.ts';
import type { Exchange } from '../../src/engine/http/exchange.ts';
import { Masker } from '../../src/engine/masking/mask.ts';
import { judge } from '../../src/engine/judge/judge.ts';
import { observe } from '../../src/engine/observe/observation.ts';
import { reasonText } from '../../src/words/reasons.ts';
import { statusMatches } from '../../src/contract/model.ts';

interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly type?: string;
}

/** An exchange of an operation in which this was the answer; a text is sent as it is. */
async function exchange(
  api: string,
  operation: string,
  { status, body, type = 'application/json' }: Answer,
): Promise<Exchange> {
  const { contract } = await loadSuite(api);
  const found = contract.operations.find(({ id }) => id === operation);
  assert.ok(found);
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  return {
    step: 'it',
    operation: found,
    request: {
      method: found.method,
      url: 'http://127.0.0.1/',
      query: [],
      headers: {},
      body: '{"username":"kate@example.com"}',
    },
    result: {
      response: { status, headers: type === '' ? [] : [['content-type', type]], body: new TextEncoder().encode(text) },
    },
    sentAt: 0,
    duration: 1,
    identity: 'kate@example.com',
    password: 'Correct-Horse-1',
  };
}

async function judged(api: string, operation: string, answer: Answer, expect: Expectation): Promise<string> {
  const made = await exchange(api, operation, answer);
  const judgement = judge(expect, {
    exchanges: new Map([['it', observe(made)]]),
    masker: new Masker('salt'),
    https: false,
    loopback: false,
    clientSecrets: [],
  });
  if ('blocked' in judgement) return `blocked: ${judgement.blocked.code}`;
  if ('notTestable' in judgement) return `not testable: ${judgement.notTestable.code}`;
  return judgement.mismatches.map(({ kind, pointer }) => `${kind}${pointer}`).join(' ') || 'fine';
}

const token = { user: 1231, access_token: '2YotnFZFEjr1zCsicMWpAA', token_type: 'user', expires_in: 3600 };
const answers = (situation: string): Expectation => ({ kind: 'answers', step: 'it', situation });
const rejected: Expectation = { kind: 'rejected', step: 'it' };

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

test('a rejection that discloses a valid token or password is a mismatch, one that repeats sent values is not', async () => {
  const issued = await exchange('goact', 'login', { status: 200, body: token });
  const refuse = async (body: unknown, sent: Partial<Exchange['request']> = {}): Promise<string> => {
    const made = await exchange('goact', 'token-info', { status: 401, body });
    const asked = { ...made, request: { ...made.request, ...sent } };
    const judgement = judge(rejected, {
      exchanges: new Map([
        ['login', observe({ ...issued, step: 'login' })],
        ['it', observe(asked)],
      ]),
      masker: new Masker('salt'),
      https: false,
      loopback: false,
      clientSecrets: [],
    });
    assert.ok('mismatches' in judgement);
    return judgement.mismatches.map(({ kind }) => kind).join(' ') || 'fine';
  };
  const { access_token: own } = token;
  assert.equal(await refuse({ response: 'no token' }), 'fine');
  assert.equal(await refuse({ response: 'no token', sessions: [own] }), 'accepted');
  assert.equal(await refuse({ response: 'not Correct-Horse-0 but Correct-Horse-1' }), 'accepted');
  assert.equal(await refuse({ response: `unknown: ${own}` }, { headers: { 'X-Token': own } }), 'fine');
  const basic = { Authorization: `Basic ${Buffer.from(`${own}:`).toString('base64')}` };
  assert.equal(await refuse({ response: `unknown: ${own}` }, { headers: basic }), 'fine');
  const escaped = encodeURIComponent(own).replace('2', '%32');
  assert.equal(await refuse({ response: `unknown: ${own}` }, { url: `http://127.0.0.1/?t=${escaped}` }), 'fine');
});

test('a rejection must not issue a token in a header', async () => {
  const refuse = async (name: string, value: string, sent: Record<string, string> = {}): Promise<string> => {
    const made = await exchange('flame', 'login', { status: 401 });
    assert.ok('response' in made.result);
    const { response } = made.result;
    const answered = {
      ...made,
      request: { ...made.request, headers: sent },
      result: { response: { ...response, headers: [[name, value] as const] } },
    };
    const evidence = {
      exchanges: new Map([['it', observe(answered)]]),
      masker: new Masker('salt'),
      https: false,
      loopback: false,
      clientSecrets: [],
    };
    const judgement = judge(rejected, evidence);
    assert.ok('mismatches' in judgement);
    return judgement.mismatches.map(({ kind }) => kind).join(' ') || 'fine';
  };
  const own = 'Token token="2YotnFZFEjr1zCsicMWpAA"';
  assert.equal(await refuse('Authorization', own), 'accepted');
  assert.equal(await refuse('Authorization', 'Bearer 2YotnFZFEjr1zCsicMWpAA'), 'accepted');
  assert.equal(await refuse('X-Auth-Token', '2YotnFZFEjr1zCsicMWpAA'), 'accepted');
  assert.equal(await refuse('Authorization', 'Bearer 2YotnFZFEjr1zCsicMWpAA', { Authorization: own }), 'fine');
  assert.equal(await refuse('Authorization', 'Basic realm="Users2024"'), 'fine');
  assert.equal(await refuse('X-Request-Id', '2YotnFZFEjr1zCsicMWpAA'), 'fine');
});

test('a rejection with the mark of a success counts as accepted', async () => {
  const refused = (api: string, body: unknown) => judged(api, 'login', { status: 401, body }, rejected);
  assert.equal(await refused('ar', { success: true, error: 'no' }), 'accepted');
  assert.equal(await refused('ar', { success: false, error: 'no' }), 'fine');
  assert.equal(await refused('ar', { error: 'no', ok: true }), 'fine');
  assert.equal(await refused('flame', { success: true }), 'fine');
});

test('accepts one of two concurrent registrations', async () => {
  const one = { status: 200, body: token };
  const cases: [Answer, Answer, string][] = [
    [one, { status: 403, body: { response: 'taken' } }, 'fine'],
    [{ status: 409 }, { status: 403 }, 'fine'],
    [one, { ...one, body: { ...token, access_token: 'another-4Kt3' } }, 'accepted'],
    [one, { status: 200, body: { response: 'taken' } }, 'fine'],
    [{ status: 200, body: {} }, { status: 200, body: {} }, 'blocked'],
  ];
  for (const [first, second, verdict] of cases) {
    const exchanges = new Map([
      ['one', observe({ ...(await exchange('goact', 'register', first)), step: 'one' })],
      ['other', observe({ ...(await exchange('goact', 'register', second)), step: 'other' })],
    ]);
    const evidence = { exchanges, masker: new Masker('salt'), https: false, loopback: false, clientSecrets: [] };
    const judgement = judge({ kind: 'one-accepted', steps: ['one', 'other'] }, evidence);
    const found =
      'mismatches' in judgement ? judgement.mismatches.map(({ kind }) => kind).join(' ') || 'fine' : 'blocked';
    assert.equal(found, verdict, JSON.stringify([first, second]));
  }
});

test('a GET on the path of a login may describe a client that is not logged in, where no token tells', async () => {
  const made = await exchange('flame', 'login', { status: 200, body: { name: null } });
  const [success] = made.operation.answers.filter(({ when }) => when === 'success');
  assert.ok(success);
  const operation = {
    ...made.operation,
    answers: [{ ...success, schema: { type: 'object', properties: { name: { type: ['string', 'null'] } } } }],
  };
  const of = (body: unknown) => ({
    ...made,
    operation,
    result: {
      response: {
        status: 200,
        headers: [['content-type', 'application/json'] as const],
        body: new TextEncoder().encode(JSON.stringify(body)),
      },
    },
  });
  const verdictOf = (body: unknown): unknown => {
    const exchanges = new Map([
      ['it', observe(of(body))],
      ['control', observe({ ...of({ name: 'kate' }), step: 'control' })],
    ]);
    const expect: Expectation = { kind: 'not-let-in', step: 'it', beside: 'control' };
    const input = { exchanges, masker: new Masker('salt'), https: false, loopback: false, clientSecrets: [] };
    const judgement = judge(expect, input);
    return 'mismatches' in judgement ? judgement.mismatches.map(({ kind }) => kind) : judgement;
  };
  assert.deepEqual(verdictOf({ name: null }), []);
  assert.deepEqual(verdictOf({ name: 'kate' }), ['accepted']);
});

test('a success that was not accepted is blocked with what it got', async () => {
  const made = await exchange('goact', 'login', { status: 401, body: { error: 'locked' } });
  const judgement = judge(
    { kind: 'property', step: 'it', name: 'user', pointer: '/user', schema: '' },
    {
      exchanges: new Map([['it', observe(made)]]),
      masker: new Masker('salt'),
      https: false,
      loopback: false,
      clientSecrets: [],
    },
  );
  assert.ok('blocked' in judgement);
  assert.match(
    reasonText(judgement.blocked),
    /^POST \/\S+ has to be accepted .*, and got 401 with \{"error":"locked"\}\.$/,
  );
});

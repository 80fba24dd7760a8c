/** Judges of what should be rejected: responses that give access or secrets away are found, others are not. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Exchange } from '../../src/engine/http/exchange.ts';
import { exchange, inWords, judged, judgmentOf, rejected, token } from './judged.ts';
import type { Answer } from './judged.ts';

test('a rejection that discloses a valid token or password is a mismatch, one that repeats sent values is not', async () => {
  const issued = await exchange('goact', 'login', { status: 200, body: token });
  const refuse = async (body: unknown, sent: Partial<Exchange['request']> = {}): Promise<string> => {
    const made = await exchange('goact', 'token-info', { status: 401, body });
    const asked = { ...made, request: { ...made.request, ...sent } };
    return inWords(judgmentOf(rejected, { ...issued, step: 'login' }, asked));
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
    return inWords(judgmentOf(rejected, answered));
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
    const judgment = judgmentOf(
      { kind: 'one-accepted', steps: ['one', 'other'] },
      { ...(await exchange('goact', 'register', first)), step: 'one' },
      { ...(await exchange('goact', 'register', second)), step: 'other' },
    );
    assert.equal(inWords(judgment).split(':')[0], verdict, JSON.stringify([first, second]));
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
  const verdictOf = (body: unknown): string =>
    inWords(
      judgmentOf({ kind: 'not-let-in', step: 'it', beside: 'control' }, of(body), {
        ...of({ name: 'kate' }),
        step: 'control',
      }),
    );
  assert.equal(verdictOf({ name: null }), 'fine');
  assert.equal(verdictOf({ name: 'kate' }), 'accepted');
});

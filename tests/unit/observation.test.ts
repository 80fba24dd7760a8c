/** A response is interpreted once, and its numbers keep the digits that they came with. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { digitsOf, parseLossless, stringifyLossless } from '../../src/core/lossless-json.ts';
import { loadSuite } from '../../src/plan/suite.ts';
import { judge } from '../../src/engine/judge/judge.ts';
import { Masker } from '../../src/engine/masking/mask.ts';
import { lifetimeIn } from '../../src/engine/observe/lifetime.ts';
import { observe } from '../../src/engine/observe/observation.ts';
import type { Observation } from '../../src/engine/observe/observation.ts';
import { record } from '../../src/engine/record.ts';

/** The observation of a login to goact whose response has this body. */
async function login(step: string, body: string): Promise<Observation> {
  const { contract } = await loadSuite('goact');
  const operation = contract.operations.find(({ flow }) => flow === 'login');
  assert.ok(operation);
  return observe({
    step,
    operation,
    request: { method: 'POST', url: 'http://127.0.0.1/', query: [], headers: {} },
    result: { response: { status: 200, headers: [], body: new TextEncoder().encode(body) } },
    sentAt: 0,
    duration: 1,
    identity: 'kate@example.com',
    password: 'Correct-Horse-1',
  });
}

const withUser = (user: string): string =>
  `{"user":${user},"access_token":"2YotnFZFEjr1zCsicMWpAA","token_type":"user","expires_in":3600}`;

async function codes(kind: 'same' | 'distinct', users: readonly [string, string]): Promise<string[]> {
  const made = await Promise.all(users.map((user, index) => login(String(index), withUser(user))));
  const judgment = judge(
    { kind, steps: ['0', '1'], role: 'user-id' },
    {
      exchanges: new Map(made.map((each) => [each.step, each])),
      masker: new Masker('salt'),
      https: true,
      loopback: false,
      clientSecrets: [],
    },
  );
  assert.ok('mismatches' in judgment);
  return judgment.mismatches.map(({ code }) => code);
}

test('two ids that differ behind the digits of a JavaScript number are two ids', async () => {
  const users = ['174322306148984899', '174322306148984905'] as const;
  assert.deepEqual(await codes('distinct', users), []);
  assert.deepEqual(await codes('same', users), ['value-differs']);
  assert.deepEqual(await codes('same', ['9007199254740993', '"9007199254740993"']), []);
});

test('a token that is a number is sent back, and masked, with its digits', async () => {
  const made = await login('it', '{"user":1,"access_token":174322306148984899,"token_type":"user","expires_in":3600}');
  assert.equal(made.session?.token, '174322306148984899');
  const masker = new Masker('salt');
  masker.learn(made.session.token);
  assert.doesNotMatch(JSON.stringify(record(made, masker)), /1743223061489/);
});

test('a report shows the digits that were received', async () => {
  const { response } = record(await login('it', withUser('174322306148984899')), new Masker('salt'));
  assert.match(response?.body ?? '', /"user": 174322306148984899/);
});

const issued = Date.parse('2030-01-01T12:00:00Z') / 1000;
for (const [role, text, seconds] of [
  ['expires-in', '900', 900],
  ['expires-in', '2592000', 2_592_000],
  ['expires-in', String(issued + 900), 900],
  ['expires-in', String((issued + 900) * 1000), 900],
  ['expires-in', '2030-01-01T12:15:00Z', 900],
  ['expires-in', 'Tue, 01 Jan 2030 12:15:00 GMT', 900],
  ['expires-in', '2030-01-01T11:00:00Z', 0],
  ['expires-in', 'never', undefined],
  ['expires-in-ms', '900000', 900],
] as const)
  test(`${role} ${text} is a life of ${seconds ?? 'unknown'} seconds`, () => {
    assert.equal(
      lifetimeIn((asked) => (asked === role ? text : undefined), issued),
      seconds,
    );
  });

test('JSON keeps the digits of its numbers, and is written as it was read', () => {
  for (const text of [
    '174322306148984905',
    '[1.0,-0,1e5,1E+2,0,10,-5,0.1,100000000000000000000000,true,false,null]',
    '{"a":12345678901234567890,"__proto__":1.0,"e":[false,1.50],"1.0":"1.0\\"2.0"}',
    // As libraries mark such numbers.
    '{"isLosslessNumber":true,"value":null,"toString":1,"toJSON":2}',
  ])
    assert.equal(stringifyLossless(parseLossless(text)), text);
  assert.equal(digitsOf(parseLossless('1.50')), '1.50');
  assert.equal(digitsOf(parseLossless('{"isLosslessNumber":true,"value":"7"}')), undefined);
  for (const text of ['{1.0:2}', '01', '1.', '[1.0', '']) assert.throws(() => parseLossless(text), SyntaxError);
});

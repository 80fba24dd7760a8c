/** A token that is too long for a request: a finding, not sent back, and no more work than for one of moderate length. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTarget } from '../../reference/create.ts';
import { handlerTransport } from '../../src/engine/http/handler-transport.ts';
import { Masker } from '../../src/engine/masking/mask.ts';
import { runSuite } from '../run-suite.ts';
import type { CaseResult } from '../../src/engine/run-case.ts';
import { loadSuite } from '../../src/plan/suite.ts';
import { said, stageAt } from './bench.ts';

const suite = await loadSuite('flame');

/** Runs a login and a logout with tokens of a length. */
async function withToken(length: number): Promise<{ login: CaseResult; logout: CaseResult; sent: number }> {
  const reference = createTarget('flame');
  const padding = new Map<string, string>();
  let sent = 0;
  const transport = handlerTransport(async (request) => {
    const [, scheme = '', token = ''] = /^(Token token=)(.*)$/.exec(request.headers.get('authorization') ?? '') ?? [];
    sent = Math.max(sent, token.length);
    if (token !== '') request.headers.set('authorization', scheme + (padding.get(token) ?? token));
    const answer = await reference.handler(request);
    if (answer.status !== 201) return answer;
    const body = (await answer.json()) as { auth_token: string };
    const long = 'Ab1'.repeat(length).slice(0, length - body.auth_token.length) + body.auth_token;
    padding.set(long, body.auth_token);
    return new Response(JSON.stringify({ ...body, auth_token: long }), { status: 201, headers: answer.headers });
  });
  const stage = stageAt(suite, { ...reference.settings, TARGET_URL: 'http://127.0.0.1:1' }, transport);
  const chosen = ['flame/login/success', 'flame/logout/success'].map((id) =>
    suite.cases.find((each) => each.id === id),
  );
  const [login, logout] = await runSuite(
    chosen.filter((each) => each !== undefined),
    stage,
    'implied',
  );
  assert.ok(login && logout);
  return { login, logout, sent };
}

test('a token of 16 KiB is sent back', async () => {
  const { login, logout, sent } = await withToken(16 * 1024);
  assert.equal(said(login.results) + said(logout.results), '');
  assert.equal(sent, 16 * 1024);
});

for (const length of [16 * 1024 + 1, 1_000_000])
  test(`a token of ${length} characters is a finding, and no request carries it`, async () => {
    const { login, logout, sent } = await withToken(length);
    assert.match(said(login.results), new RegExp(`at most 16384 characters, .* a token of ${length} characters`));
    assert.match(said(logout.results), /^blocked .* more than the harness sends\.$/);
    assert.equal(sent, 0);
    // The exchanges show no part of the token.
    assert.ok(!JSON.stringify([login.exchanges, logout.exchanges]).includes('Ab1Ab1A'));
  });

test('a masker knows as much of a secret as a report shows, in pieces', () => {
  const pieces: string[] = [];
  const masker = new Masker('salt', undefined, (piece) => pieces.push(piece));
  const secret = Array.from({ length: 60_000 }, (_, index) => (index * 7919).toString(36)).join('');
  masker.learn(secret);
  assert.equal(pieces.join(''), secret.slice(0, 64 * 1024));
  assert.match(masker.mask(secret.slice(0, 60_000)), /^(‹[0-9a-f]{8}›)+$/);
});

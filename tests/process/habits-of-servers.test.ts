/**
 * Habits of real servers: a limit of failed logins for each name, whosever it is, members in
 * any order, and null in the place of an empty list.
 */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import type { Answer } from './small-server.ts';
import { jsonOf, loginOf, person, runAgainst, shop } from './small-server.ts';

/** @param info the response of token info */
const document = (info = jsonOf({ email: 'identity' })): string => `${shop}paths:
  /login:
    post:
      operationId: login
      x-flow: login
      security: []
      ${person}
      responses:
        '200': { description: in, x-when: success, ${jsonOf({ token: 'token' })} }
        '401': { description: refused, x-when: [wrong-password, unknown-user] }
  /me:
    get:
      operationId: me
      x-flow: token-info
      security: [{ bearer: [] }]
      responses:
        '200': { description: the user, x-when: success, ${info} }
        '401': { description: refused, x-when: [missing-credentials, invalid-credentials] }
components:
  securitySchemes:
    bearer: { type: http, scheme: bearer }
`;

/** The number of failed logins in a row that it answers. */
const most = 4;

/** @param info the body of token info, if it is not the user */
function server(info?: null): Answer {
  const users = new Map<string, string>();
  const failed = new Map<string, number>();
  let isTurned = false;
  return (asked) => {
    const { path, method, headers, json } = asked;
    isTurned = !isTurned;
    const body = isTurned ? { error: 'refused', code: 5 } : { code: 5, error: 'refused' };
    const refused = { status: 401, body, headers: { 'WWW-Authenticate': 'Bearer' } };
    if (path === '/me' && method === 'GET') {
      const email = users.get(/^bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? '');
      return email === undefined ? refused : { status: 200, body: info === undefined ? { email } : info };
    }
    if (path !== '/login' || method !== 'POST')
      return { status: 405, headers: { Allow: path === '/me' ? 'GET' : 'POST' } };
    if (headers['content-type']?.toLowerCase().startsWith('application/json') !== true) return { status: 415 };
    const name = typeof json['email'] === 'string' ? json['email'] : '';
    if ((failed.get(name) ?? 0) >= most) return { status: 403, body: { error: 'too many failed logins' } };
    const found = loginOf(asked);
    failed.set(name, 'user' in found ? 0 : (failed.get(name) ?? 0) + 1);
    if ('refused' in found) return found.refused.status === 401 ? refused : found.refused;
    const token = randomBytes(20).toString('hex');
    users.set(token, found.user);
    return { status: 200, body: { token }, headers: { 'Cache-Control': 'no-store' } };
  };
}

test('a limit for each name meets no unknown one', async () => {
  const { ids, output, code } = await runAgainst(server(), { 'openapi.yaml': document() });
  assert.deepEqual([...ids('failed'), ...ids('blocked'), ...ids('warned'), ...ids('error')], [], output);
  assert.equal(code, 0, output);
  for (const id of ['login/unknown-user', 'login/unknown-user-repeatedly', 'login/failed-leaves-session'])
    assert.ok(ids('passed').includes(id), `${id}\n${ids('passed').join(' ')}`);
});

test('null in the place of an empty list is one finding, and hides no other', async () => {
  const list = 'content: { application/json: { schema: { type: array, items: { type: object } } } }';
  const { ids, output, code, report } = await runAgainst(server(null), { 'openapi.yaml': document(list) });
  assert.equal(code, 1, output);
  assert.deepEqual([...ids('blocked'), ...ids('error')], [], output);
  assert.equal(report?.apis[0]?.findings.length, 1, output);
  for (const id of ['me/without-credentials', 'me/token-cut'])
    assert.ok(ids('passed').includes(id), `${id}\n${ids('passed').join(' ')}`);
});

test('the order of members in two rejections tells nothing of who has an account', async () => {
  const { ids, output } = await runAgainst(server(), { 'openapi.yaml': document() }, {}, ['-g', 'same-refusal']);
  assert.deepEqual(ids('passed'), ['login/same-refusal'], output);
});

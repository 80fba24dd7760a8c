/** An API of one URL that marks its failures in bodies: a parameter names the action, and without it there is a page. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import type { Answer, Told } from './small-server.ts';
import { accounts, runAgainst } from './small-server.ts';

const failure = (when: string): string =>
  `{ type: object, x-when: ${when}, required: [error], properties: { error: { type: string } } }`;
const form = (action: string, members: string): string => `
      requestBody:
        required: true
        content:
          application/x-www-form-urlencoded:
            schema:
              type: object
              required: [action, ${[...members.matchAll(/(\w+): \{/g)].map(([, name]) => name ?? '').join(', ')}]
              properties: { action: { const: ${action} }, ${members} }`;
const either = (success: string, failures: string): string => `
      responses:
        '200': { description: either, content: { application/json: { schema: { oneOf: [${success}, ${failures}] } } } }`;
const document = `
openapi: 3.1.0
x-id: wiki
info: { title: Wiki, version: '1' }
paths:
  /api#login:
    post:
      operationId: login
      x-flow: login
      security: []${form('login', 'name: { type: string, x-role: identity }, password: { type: string, x-role: password }')}${either(
        '{ type: object, x-when: success, required: [user], properties: { user: { type: string, x-role: identity } } }',
        failure('[wrong-password, unknown-user]'),
      )}
  /api#user:
    get:
      operationId: user
      x-flow: token-info
      security: [{ session: [] }]
      parameters: [{ name: action, in: query, required: true, schema: { const: user } }]${either(
        '{ type: object, x-when: success, required: [user], properties: { user: { type: string, x-role: identity } } }',
        failure('[missing-credentials, invalid-credentials]'),
      )}
  /api#logout:
    post:
      operationId: logout
      x-flow: logout
      security: [{ session: [] }, {}]${form('logout', 'format: { const: json }')}
      responses:
        '200': { description: done, x-when: success, content: { application/json: { schema: { type: object, maxProperties: 0 } } } }
components:
  securitySchemes:
    session: { type: apiKey, in: cookie, name: sid }
`;

/** @param letsIn whether a wrong password without an action gets a session */
function server(letsIn = false): Answer {
  const sessions = new Map<string, string>();
  const begin = (user: string): Record<string, string> => {
    const id = randomBytes(20).toString('hex');
    sessions.set(id, user);
    return { 'Set-Cookie': `sid=${id}; Path=/; HttpOnly; SameSite=Lax`, 'Cache-Control': 'no-store' };
  };
  const failed: Told = { status: 200, body: { error: 'refused' } };
  const page = { 'Content-Type': 'text/html' };
  return ({ path, method, query, headers, cookies, text }) => {
    if (path !== '/api') return { status: 404 };
    const isForm = headers['content-type']?.toLowerCase().startsWith('application/x-www-form-urlencoded') === true;
    const sent = method === 'GET' ? query : new URLSearchParams(isForm ? text : '');
    const sid = cookies.get('sid') ?? '';
    const user = sessions.get(sid);
    const name = sent.get('name') ?? '';
    const action = sent.get('action');
    if (action === 'login' && method === 'POST') {
      if (accounts.get(name) !== sent.get('password')) return failed;
      return { status: 200, body: { user: name }, headers: begin(name) };
    }
    if (action === 'user') return user === undefined ? failed : { status: 200, body: { user } };
    if (action === 'logout' && method === 'POST') {
      sessions.delete(sid);
      return sent.get('format') === 'json'
        ? { status: 200, body: {}, headers: { 'Set-Cookie': 'sid=; Path=/; Max-Age=0' } }
        : { status: 200, body: '<!doctype html>', headers: page };
    }
    return letsIn && accounts.has(name)
      ? { status: 200, body: { user: name }, headers: begin(name) }
      : { status: 200, body: '<!doctype html>', headers: page };
  };
}

test('a page for people is no login, and a logout that shows one is no defect of the logout', async () => {
  const { ids, output, code } = await runAgainst(server(), { 'openapi.yaml': document });
  assert.deepEqual([...ids('failed'), ...ids('blocked'), ...ids('warned')], [], output);
  assert.equal(code, 0, output);
  for (const id of [
    'login/wrong-password-without-action',
    'logout/without-format',
    'logout/success',
    'user/after-logout',
  ])
    assert.ok(ids('passed').includes(id), `${id}\n${ids('passed').join(' ')}`);
});

test('a login without its action is found', async () => {
  const { ids, output } = await runAgainst(server(true), { 'openapi.yaml': document });
  assert.ok(ids('failed').includes('login/wrong-password-without-action'), output);
});

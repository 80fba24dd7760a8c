/** An API of one URL that marks its failures in bodies: a parameter names the action, and without it there is a page. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import type { Answer, Told } from './small-server.ts';
import { accounts, person, runAgainst, shop } from './small-server.ts';

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

/** An envelope whose mark tells failures from successes, in a document that says nothing of situations. */
const envelope = (member: string, role = member): string => `
      responses:
        '200':
          description: an answer
          content:
            application/json:
              schema:
                type: object
                required: [status]
                properties: { status: { type: string }, ${member}: { type: string, x-role: ${role} } }
                oneOf:
                  - { required: [${member}], properties: { status: { const: ok } } }
                  - { required: [code], properties: { status: { const: error }, code: { type: integer } } }`;
const unsaid = `${shop}paths:
  /users:
    post:
      operationId: register
      x-flow: register
      ${person}${envelope('email', 'identity')}
  /login:
    post:
      operationId: login
      x-flow: login
      ${person}${envelope('token')}
  /me:
    get:
      operationId: me
      x-flow: token-info
      security: [{ access: [] }]${envelope('email', 'identity')}
  /logout:
    post:
      operationId: logout
      x-flow: logout
      security: [{ access: [] }]
      responses:
        '200': { description: done, content: { application/json: { schema: { oneOf: [
          { type: object, required: [success], properties: { success: { const: true } } },
          { type: object, required: [success], properties: { success: { const: false } } } ] } } } }
components:
  securitySchemes:
    access: { type: http, scheme: bearer }
`;

/** @param anyPassword whether each password of an account is right */
function marking(anyPassword = false): Answer {
  const known = new Map(accounts);
  const sessions = new Map<string, string>();
  const tell = (body: object): Told => ({ status: 200, body, headers: { 'Cache-Control': 'no-store' } });
  const failed = (code: number): Told => tell({ status: 'error', code });
  return ({ method, path, headers, json }) => {
    const { email, password } = json;
    const token = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
    const user = sessions.get(token);
    const isPerson = typeof email === 'string' && typeof password === 'string' && email !== '' && password !== '';
    const isJson = headers['content-type']?.startsWith('application/json') === true;
    const routes: Record<string, () => Told> = {
      'POST /users': () => {
        if (!isPerson || !isJson || !email.includes('@')) return failed(1001);
        if (known.has(email)) return failed(1002);
        known.set(email, password);
        return tell({ status: 'ok', email });
      },
      'POST /login': () => {
        if (!isPerson || !isJson) return failed(1001);
        if (!known.has(email) || (known.get(email) !== password && !anyPassword)) return failed(1004);
        const issued = randomBytes(20).toString('hex');
        sessions.set(issued, email);
        return tell({ status: 'ok', token: issued });
      },
      'GET /me': () => (user === undefined ? failed(1010) : tell({ status: 'ok', email: user })),
      'POST /logout': () => tell({ success: sessions.delete(token) }),
    };
    return routes[`${method} ${path}`]?.() ?? { status: 404 };
  };
}

test('alternatives whose mark tells failures need no annotation', async () => {
  const settings = { TARGET_ALLOW_REGISTER: '1' };
  const { ids, output, code } = await runAgainst(marking(), { 'openapi.yaml': unsaid }, settings);
  assert.deepEqual([...ids('failed'), ...ids('blocked'), ...ids('error')], [], output);
  assert.equal(code, 0, output);
  for (const id of ['login/wrong-password', 'me/after-logout', 'me/without-credentials', 'logout/unknown-token'])
    assert.ok(ids('passed').includes(id), `${id}\n${ids('passed').join(' ')}`);
  const loose = await runAgainst(marking(true), { 'openapi.yaml': unsaid }, settings);
  assert.ok(loose.ids('failed').includes('login/wrong-password'), loose.output);
});

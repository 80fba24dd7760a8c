/** Registrations in a document that says nothing of situations. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import type { Answer, Told } from './small-server.ts';
import { accounts, jsonOf, person, runAgainst, shop } from './small-server.ts';

const document = (refusals: readonly string[]): string => `${shop}paths:
  /users:
    post:
      operationId: register
      x-flow: register
      ${person}
      responses:
        '201': { description: made }
${refusals.map((status) => `        '${status}': { description: refused }`).join('\n')}
  /login:
    post:
      operationId: login
      x-flow: login
      ${person}
      responses:
        '200': { description: a session, ${jsonOf({ token: 'token' })} }
        '401': { description: refused }
        '422': { description: refused }
  /me:
    get:
      operationId: me
      x-flow: token-info
      security: [{ access: [] }]
      responses:
        '200': { description: the user, ${jsonOf({ email: 'identity' })} }
        '401': { description: refused }
components:
  securitySchemes:
    access: { type: http, scheme: bearer }
`;

/** @param status of a duplicate registration  @param overwrites whether a name in other letters replaces the password of the first */
function server(status: number, overwrites = false): Answer {
  const users = new Map(accounts);
  const sessions = new Map<string, string>();
  const refused: Told = { status: 401, headers: { 'WWW-Authenticate': 'Bearer' } };
  return ({ method, path, headers, json }) => {
    const { email, password } = json;
    if (path === '/me' && method === 'GET') {
      const user = sessions.get(/^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1] ?? '');
      return user === undefined ? refused : { status: 200, body: { email: user } };
    }
    if (method !== 'POST' || (path !== '/users' && path !== '/login')) return { status: 404 };
    const isJson = headers['content-type']?.startsWith('application/json') === true;
    const isPerson = typeof email === 'string' && typeof password === 'string' && email !== '' && password !== '';
    if (!isJson || !isPerson) return { status: 422 };
    const same = [...users.keys()].find((each) => each.toLowerCase() === email.toLowerCase());
    if (path === '/users') {
      if (same === email || (same !== undefined && !overwrites)) return { status };
      if (same !== undefined) users.set(same, password);
      users.set(email, password);
      return { status: 201 };
    }
    if (users.get(email) !== password) return refused;
    const token = randomBytes(20).toString('hex');
    sessions.set(token, email);
    return { status: 200, body: { token }, headers: { 'Cache-Control': 'no-store' } };
  };
}

const registering = { TARGET_ALLOW_REGISTER: '1' };

test('a conflict may get each rejection that the document lists, and its absence promises none', async () => {
  for (const [status, listed] of [
    [422, ['409', '422']],
    [201, ['422']],
  ] as const) {
    const { ids, output, code } = await runAgainst(server(status), { 'openapi.yaml': document(listed) }, registering);
    assert.deepEqual([...ids('failed'), ...ids('blocked')], [], output);
    assert.equal(code, 0, output);
    assert.equal(ids('passed').includes('register/duplicate-account'), status === 422, output);
  }
});

test('finds a second account in other letters that takes over the first', async () => {
  const { ids, output } = await runAgainst(server(409, true), { 'openapi.yaml': document(['422']) }, registering);
  assert.ok(ids('failed').includes('register/capitals-leave-first'), output);
});

test('the title of a duplicate that is accepted says so', async () => {
  const { ids, output } = await runAgainst(server(201), { 'openapi.yaml': document(['409']) }, registering);
  assert.ok(ids('failed').includes('register/duplicate-account'), output);
  assert.match(output, /register accepts a duplicate registration/);
});

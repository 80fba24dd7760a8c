/** Tokens that no property of a response has: in a header, and as the whole body. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import type { Answer, Told } from './small-server.ts';
import { accounts, jsonOf, runAgainst, shop } from './small-server.ts';

const document = (login: string): string => `${shop}paths:
  /login:
    get:
      operationId: login
      x-flow: login
      security: []
      parameters:
        - { name: username, in: query, required: true, schema: { type: string, x-role: identity } }
        - { name: password, in: query, required: true, schema: { type: string, x-role: password } }
      ${login}
        '4XX': { description: refused, x-when: [wrong-password, unknown-user, missing-parameter, blank-parameter] }
  /me:
    get:
      operationId: me
      x-flow: token-info
      security: [{ token: [] }]
      responses:
        '200': { description: the user, x-when: success, ${jsonOf({ name: 'identity' })} }
        '401': { description: refused, x-when: [missing-credentials, invalid-credentials] }
components:
  securitySchemes:
    token: { type: apiKey, in: header, name: X-Token }
`;

const inHeader = document(`responses:
        '204':
          description: a token
          x-when: success
          headers: { X-Token: { schema: { type: string, minLength: 8, x-role: token } } }`);
const asBody = document(`x-roles: { response: { token: body } }
      responses:
        '200': { description: a token, x-when: success, content: { text/plain: { schema: { type: string } } } }`);
const asJson = document(`responses:
        '200': { description: a token, x-when: success, content: { application/json: { schema: { type: string, minLength: 8, x-role: token } } } }`);

/** @param tell how a login answers with its token */
function server(tell: (token: string) => Told, isLax = false): Answer {
  const sessions = new Map<string, string>();
  return ({ method, path, query, headers }) => {
    if (path === '/login' && method === 'GET') {
      const [user, password] = [query.get('username') ?? '', query.get('password') ?? ''];
      if (query.getAll('username').length !== 1 || query.getAll('password').length !== 1) return { status: 400 };
      if (user === '' || password === '' || accounts.get(user) !== password) return { status: 401 };
      const token = randomBytes(20).toString('base64url');
      sessions.set(token, user);
      return tell(token);
    }
    if (path !== '/me' || method !== 'GET') return { status: 404 };
    const token = String(headers['x-token'] ?? '');
    const user = isLax
      ? [...sessions].find(([each]) => each.startsWith(token) && token !== '')?.[1]
      : sessions.get(token);
    return user === undefined ? { status: 401 } : { status: 200, body: { name: user } };
  };
}

const places: readonly [place: string, document: string, tell: (token: string) => Told][] = [
  ['in a response header', inHeader, (token) => ({ status: 204, headers: { 'X-Token': token } })],
  ['as a body of text', asBody, (token) => ({ status: 200, body: token, headers: { 'Content-Type': 'text/plain' } })],
  [
    'as a body of JSON',
    asJson,
    (token) => ({ status: 200, body: JSON.stringify(token), headers: { 'Content-Type': 'application/json' } }),
  ],
];
for (const [place, own, tell] of places)
  test(`a token ${place} is read, sent and masked`, async () => {
    const issued: string[] = [];
    const told = (token: string): Told => {
      issued.push(token);
      return tell(token);
    };
    const right = await runAgainst(server(told), { 'openapi.yaml': own });
    assert.deepEqual([...right.ids('failed'), ...right.ids('blocked')], [], right.output);
    assert.equal(right.code, 0, right.output);
    const lax = await runAgainst(server(told, true), { 'openapi.yaml': own });
    assert.ok(lax.ids('failed').includes('me/token-cut'), lax.output);
    const written = right.output + lax.output + right.written + lax.written;
    assert.deepEqual(
      issued.filter((token) => written.includes(token)),
      [],
    );
  });

test('a login without the header fails', async () => {
  const { ids, output } = await runAgainst(
    server(() => ({ status: 204 })),
    { 'openapi.yaml': inHeader },
  );
  assert.ok(ids('failed').includes('login/answer/header-x-token'), output);
});

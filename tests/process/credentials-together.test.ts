/** Several credentials of one request, keys from settings, HTTP Basic with the user's own name, and roles in requests. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import type { Answer, Asked, Told } from './small-server.ts';
import { accounts, jsonOf, loginOf, runAgainst, shop } from './small-server.ts';

const key = 'k3y-0f-this-project-9182';

/** A bearer token and the key of a project; the logout has the refresh token in its body, the user's page the id in its path. */
const withKey = `${shop}security: [{ project: [], session: [] }]
paths:
  /token:
    post:
      operationId: login
      x-flow: login
      security: [{ project: [] }]
      requestBody: { required: true, ${jsonOf({ email: 'identity', password: 'password' })} }
      responses:
        '200':
          description: tokens
          x-when: success
          content:
            application/json:
              schema:
                type: object
                required: [access_token, refresh_token, user]
                properties:
                  access_token: { type: string, x-role: token }
                  refresh_token: { type: string, x-role: refresh-token }
                  user: { type: object, required: [id], properties: { id: { type: string, x-role: user-id } } }
        '401': { description: refused, x-when: [wrong-password, unknown-user, missing-credentials, invalid-credentials] }
        '400': { description: incomplete, x-when: [missing-parameter, blank-parameter] }
  /users/{id}:
    get:
      operationId: user
      x-flow: token-info
      parameters: [{ name: id, in: path, required: true, schema: { type: string }, x-role: user-id }]
      responses:
        '200': { description: the user, x-when: success, ${jsonOf({ email: 'identity' })} }
        '401': { description: refused, x-when: [missing-credentials, invalid-credentials] }
  /logout:
    post:
      operationId: logout
      x-flow: logout
      security: [{ project: [] }]
      requestBody: { required: true, ${jsonOf({ refresh_token: 'refresh-token' })} }
      responses:
        '204': { description: done, x-when: success }
components:
  securitySchemes:
    project: { type: apiKey, in: header, name: apikey, x-credentials: $TARGET_API_KEY }
    session: { type: http, scheme: bearer }
`;

function keyed(defect?: 'no key needed' | 'any key at the login' | 'logout by nothing'): Answer {
  const sessions = new Map<string, { readonly user: string; readonly refresh: string }>();
  return (asked) => {
    const { path, method, headers, json } = asked;
    const isLogin = path === '/token' && method === 'POST';
    const isKnown = headers['apikey'] === key;
    const isLoose = defect === 'no key needed' || (defect === 'any key at the login' && isLogin && headers['apikey']);
    if (!isKnown && !isLoose) return { status: 401, body: { error: 'no key' } };
    if (isLogin) {
      const login = loginOf(asked);
      if ('refused' in login) return login.refused;
      const [token, refresh] = [randomBytes(20).toString('hex'), randomBytes(20).toString('hex')];
      sessions.set(token, { user: login.user, refresh });
      return { status: 200, body: { access_token: token, refresh_token: refresh, user: { id: idOf(login.user) } } };
    }
    if (path === '/logout' && method === 'POST') {
      const found = [...sessions].find(([, { refresh }]) => refresh === json['refresh_token']);
      if (found !== undefined && defect !== 'logout by nothing') sessions.delete(found[0]);
      // A revocation is idempotent (RFC 7009 section 2.2).
      return { status: 204 };
    }
    const id = /^\/users\/(\w+)$/.exec(path)?.[1];
    if (id === undefined || method !== 'GET') return { status: 404 };
    const session = sessions.get(/^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1] ?? '');
    if (session === undefined || idOf(session.user) !== id) return { status: 401, body: { error: 'refused' } };
    return { status: 200, body: { email: session.user } };
  };
}

const idOf = (user: string): string => `u${[...accounts.keys()].indexOf(user)}7f31`;

test('a key from a setting goes with each request, is tested, and stands in no report', async () => {
  const settings = { TARGET_API_KEY: key };
  const right = await runAgainst(keyed(), { 'openapi.yaml': withKey }, settings);
  assert.deepEqual([...right.ids('failed'), ...right.ids('blocked')], [], right.output);
  assert.equal(right.code, 0, right.output);
  const tested = ['user/project-without-credentials', 'user/token-cut', 'login/unknown-token', 'user/after-logout'];
  for (const id of tested) assert.ok(right.ids('passed').includes(id), `${id} ${right.ids('passed').join(' ')}`);
  const loose = await runAgainst(keyed('no key needed'), { 'openapi.yaml': withKey }, settings);
  assert.ok(loose.ids('failed').includes('user/project-without-credentials'), loose.output);
  assert.ok(loose.ids('failed').includes('login/without-credentials'), loose.output);
  for (const { output, written } of [right, loose]) assert.ok(!output.includes(key) && !written.includes(key));
});

test('a logout by the refresh token of its body ends that session, by a standard', async () => {
  const { ids, output } = await runAgainst(
    keyed('logout by nothing'),
    { 'openapi.yaml': withKey },
    { TARGET_API_KEY: key },
  );
  assert.ok(ids('warned').includes('user/after-logout'), output);
  assert.match(output, /\(standard\): accepts a logged-out token/);
});

test('a key that is not set is asked for', async () => {
  const { code, output, ids } = await runAgainst(keyed(), { 'openapi.yaml': withKey });
  assert.equal(code, 3, output);
  assert.match(output, /No key is configured\. Set TARGET_API_KEY\./);
  assert.deepEqual(ids('failed'), [], output);
});

/** The login is a request with the user's name and password as HTTP Basic. */
const byBasic = `${shop}paths:
  /login:
    post:
      operationId: login
      x-flow: login
      security: [{ basic: [] }]
      responses:
        '200': { description: a token, x-when: success, ${jsonOf({ token: 'token' })} }
        '401': { description: refused, x-when: [wrong-password, unknown-user, missing-parameter, blank-parameter] }
  /me:
    get:
      operationId: me
      x-flow: token-info
      security: [{ basic: [] }, { key: [] }]
      responses:
        '200': { description: the user, x-when: success, ${jsonOf({ name: 'identity' })} }
        '401': { description: refused, x-when: [missing-credentials, invalid-credentials] }
components:
  securitySchemes:
    basic: { type: http, scheme: basic }
    key: { type: apiKey, in: header, name: X-Key }
`;

function basicServer(isCaseless = false): Answer {
  const sessions = new Map<string, string>();
  const userOf = ({ headers }: Asked): string | undefined => {
    const text = /^Basic (.+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
    const [name = '', ...rest] = Buffer.from(text, 'base64').toString('utf8').split(':');
    const password = rest.join(':');
    const known = accounts.get(name);
    const isRight = isCaseless ? known?.toLowerCase() === password.toLowerCase() : known === password;
    return known !== undefined && isRight ? name : undefined;
  };
  const refused: Told = { status: 401, headers: { 'WWW-Authenticate': 'Basic realm="shop"' } };
  return (asked) => {
    const { path, method, headers } = asked;
    if (path === '/login' && method === 'POST') {
      const user = userOf(asked);
      if (user === undefined) return refused;
      const token = randomBytes(20).toString('hex');
      sessions.set(token, user);
      return { status: 200, body: { token }, headers: { 'Cache-Control': 'no-store' } };
    }
    if (path !== '/me' || method !== 'GET') return { status: 404 };
    const user = sessions.get(String(headers['x-key'] ?? '')) ?? userOf(asked);
    return user === undefined ? refused : { status: 200, body: { name: user } };
  };
}

test('a login by Basic with the name and password of the user', async () => {
  const right = await runAgainst(basicServer(), { 'openapi.yaml': byBasic });
  assert.deepEqual([...right.ids('failed'), ...right.ids('blocked')], [], right.output);
  assert.equal(right.code, 0, right.output);
  for (const id of ['login/wrong-password', 'login/unknown-user', 'me/token-cut'])
    assert.ok(right.ids('passed').includes(id), right.ids('passed').join(' '));
  const caseless = await runAgainst(basicServer(true), { 'openapi.yaml': byBasic });
  assert.equal(caseless.code, 1, caseless.output);
  assert.ok(
    caseless.ids('failed').some((id) => /^login\/.*(case|upper|lower|capital)/.test(id)),
    caseless.ids('failed').join(' '),
  );
});

/** An API that answers in plain text: "Ok." and "Fails.", both with 200. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import type { Answer } from './small-server.ts';
import { accounts, runAgainst, shop } from './small-server.ts';

const document = (type = 'text/plain'): string => `${shop}paths:
  /login:
    post:
      operationId: login
      x-flow: login
      security: []
      requestBody:
        required: true
        content:
          application/x-www-form-urlencoded:
            schema:
              type: object
              required: [username, password]
              properties: { username: { type: string, x-role: identity }, password: { type: string, x-role: password } }
      responses:
        '200':
          description: either
          content:
            ${type}:
              schema:
                oneOf:
                  - { const: Ok., x-when: success }
                  - { const: Fails., x-when: [wrong-password, unknown-user] }
  /version:
    get:
      operationId: version
      x-flow: token-info
      security: [{ session: [] }]
      responses:
        '200': { description: the version, x-when: success, content: { text/plain: { schema: { type: string, pattern: '^v\\d' } } } }
        '403': { description: no session, x-when: [missing-credentials, invalid-credentials] }
components:
  securitySchemes:
    session: { type: apiKey, in: cookie, name: sid }
`;

/** @param words what it says of the login and of the version */
function server({ ok = 'Ok.', fails = 'Fails.', version = 'v4.5' } = {}): Answer {
  const sessions = new Set<string>();
  return ({ path, method, headers, cookies, text }) => {
    const typed = { 'Content-Type': 'text/plain', 'Cache-Control': 'no-store' };
    const say = (body: string, more = {}) => ({ status: 200, body, headers: { ...typed, ...more } });
    if (path === '/version') {
      if (method !== 'GET') return { status: 405, headers: { Allow: 'GET' } };
      return sessions.has(cookies.get('sid') ?? '') ? say(version) : { status: 403 };
    }
    if (path !== '/login' || method !== 'POST') return { status: 404 };
    const isForm = headers['content-type']?.toLowerCase().startsWith('application/x-www-form-urlencoded') === true;
    const sent = new URLSearchParams(isForm ? text : '');
    const password = accounts.get(sent.get('username') ?? '');
    if (password === undefined || password !== sent.get('password')) return say(fails);
    const id = randomBytes(20).toString('hex');
    sessions.add(id);
    return say(`${ok}\n`, { 'Set-Cookie': `sid=${id}; Path=/; HttpOnly; SameSite=Strict` });
  };
}

test('a text says whether a login was accepted', async () => {
  const { ids, output, code } = await runAgainst(server(), { 'openapi.yaml': document() });
  assert.deepEqual([...ids('failed'), ...ids('blocked'), ...ids('warned'), ...ids('error')], [], output);
  assert.equal(code, 0, output);
  assert.match(output, /HEAD \/version has to be accepted before this can be judged, and got 405/);
  for (const id of [
    'login/success',
    'login/wrong-password',
    'login/unknown-user',
    'login/password-cut',
    'version/success',
  ])
    assert.ok(ids('passed').includes(id), `${id}\n${ids('passed').join(' ')}`);
});

test('texts other than the documented ones are findings of their requirements', async () => {
  for (const [words, broken] of [
    [{ fails: 'Nope.' }, 'login/wrong-password'],
    [{ version: 'none' }, 'version/success'],
  ] as const) {
    const { ids, output } = await runAgainst(server(words), { 'openapi.yaml': document() }, {}, ['-g', '@smoke']);
    assert.ok(ids('failed').includes(broken), `${broken}: ${output}`);
    assert.doesNotMatch(output, /JSON/);
  }
});

test('a login whose text is not the documented one is rejected, and the run says with which text', async () => {
  const { output, code } = await runAgainst(server({ ok: 'Fine.' }), { 'openapi.yaml': document() });
  assert.equal(code, 3, output);
  assert.match(output, /rejects the login of the configured account: POST \/login responds 200 with Fine\./);
});

test('situations in the schema of a body that the harness does not read are a mistake of the contract', async () => {
  const { output, code } = await runAgainst(server(), { 'openapi.yaml': document('application/xml') });
  assert.equal(code, 2, output);
  assert.match(output, /"x-when" stands in the schema of application\/xml.*JSON and text/);
});

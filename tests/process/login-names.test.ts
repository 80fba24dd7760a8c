/** Users with login names that are no email addresses: whose session it is can be seen where responses have the names. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Answer } from './small-server.ts';
import { jsonOf, runAgainst, shop } from './small-server.ts';

const document = `${shop}paths:
  /login:
    post:
      operationId: login
      x-flow: login
      requestBody: { required: true, ${jsonOf({ name: 'identity', password: 'password' })} }
      responses:
        '200': { description: a token, x-when: success, ${jsonOf({ token: 'token' })} }
        '401': { description: refused, x-when: [wrong-password, unknown-user] }
  /me:
    get:
      operationId: me
      x-flow: token-info
      security: [{ token: [] }]
      responses:
        '200': { description: the user, x-when: success, ${jsonOf({ user: 'identity' })} }
        '401': { description: refused, x-when: [missing-credentials, invalid-credentials] }
components:
  securitySchemes: { token: { type: http, scheme: bearer } }
`;

const passwords = new Map([
  ['kate', 'correct-horse-1'],
  ['liam', 'battery-staple-2'],
]);
const settings = { TARGET_USERNAME: 'kate', TARGET_SECOND_USERNAME: 'liam' };

/** @param named what a response has in place of the name of its user */
const server = (named: (user: string) => string): Answer => {
  const sessions = new Map<string, string>();
  return ({ path, headers, json: { name, password } }) => {
    if (path === '/login' && typeof name === 'string' && typeof password === 'string') {
      if (passwords.get(name) !== password) return { status: 401, body: {} };
      const token = crypto.randomUUID();
      sessions.set(token, name);
      return { status: 200, body: { token } };
    }
    const user = sessions.get((headers.authorization ?? '').replace('Bearer ', ''));
    return user === undefined ? { status: 401, body: {} } : { status: 200, body: { user: named(user) } };
  };
};

for (const [what, named, verdict] of [
  ['a response that names its user', (user: string) => user, 'passed'],
  ['another name of the user, which proves nothing', (user: string) => `${user}@example.com`, 'not-testable'],
] as const)
  test(`${what}: ${verdict}`, async () => {
    const { ids, output } = await runAgainst(server(named), { 'openapi.yaml': document }, settings, [
      '--grep',
      '-identity$',
    ]);
    assert.ok(ids(verdict).includes('me/own-identity'), output);
  });

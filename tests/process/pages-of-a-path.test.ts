/** Paths that serve people too: a form beside the login, a page beside JSON, a link that logs out. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import type { Answer, Asked } from './small-server.ts';
import { jsonOf, loginOf, runAgainst, shop } from './small-server.ts';

const document = `${shop}paths:
  /login:
    get:
      description: the form, with the names of its fields
      responses: { '200': { description: the form } }
    put:
      description: changes the form
      responses: { '204': { description: changed } }
    post:
      operationId: login
      x-flow: login
      security: []
      requestBody: { required: true, ${jsonOf({ email: 'identity', password: 'password' })} }
      responses:
        '200': { description: a session, x-when: success, content: { application/json: { schema: { type: object } } } }
        '401': { description: refused, x-when: [wrong-password, unknown-user] }
        '400': { description: incomplete, x-when: [missing-parameter, blank-parameter] }
  /me:
    get:
      operationId: me
      x-flow: token-info
      security: [{ session: [] }]
      responses:
        '200':
          description: the user
          x-when: success
          content:
            text/html: { schema: { type: string } }
            application/json: { schema: { type: object, required: [email] } }
        '401': { description: refused, x-when: [missing-credentials, invalid-credentials] }
  /logout:
    get:
      description: logs out, and leads to the form
      responses: { '303': { description: the form } }
    post:
      operationId: logout
      x-flow: logout
      security: [{ session: [] }, {}]
      responses:
        '204': { description: done, x-when: success }
components:
  securitySchemes:
    session: { type: apiKey, in: cookie, name: sid }
`;

/** A legal server; each change of its form is counted. */
function server(changed: string[]): Answer {
  const sessions = new Map<string, string>();
  const visitor = (): string => `sid=${randomBytes(20).toString('hex')}; Path=/; HttpOnly; SameSite=Lax`;
  const headers = { 'Cache-Control': 'no-store' };
  const routes: Record<string, Answer> = {
    'GET /login': () => ({
      status: 200,
      body: { fields: ['email', 'password'] },
      headers: { 'Set-Cookie': visitor() },
    }),
    'PUT /login': ({ text }) => {
      changed.push(text);
      return { status: 204 };
    },
    'POST /login': (asked) => {
      const login = loginOf(asked);
      if ('refused' in login) return { ...login.refused, headers: { 'WWW-Authenticate': 'Form' } };
      const cookie = visitor();
      sessions.set(cookie.slice(4, 44), login.user);
      return { status: 200, body: {}, headers: { ...headers, 'Set-Cookie': cookie } };
    },
    'GET /me': (asked) => {
      const email = userOf(asked);
      if (email === undefined) return { status: 401, headers: { 'WWW-Authenticate': 'Form' } };
      const isPage = asked.headers.accept !== 'application/json';
      return isPage
        ? { status: 200, body: '<!doctype html>', headers: { ...headers, 'Content-Type': 'text/html' } }
        : { status: 200, body: { email }, headers };
    },
    'POST /logout': (asked) => {
      sessions.delete(asked.cookies.get('sid') ?? '');
      return { status: 204 };
    },
    'GET /logout': (asked) => {
      sessions.delete(asked.cookies.get('sid') ?? '');
      return { status: 303, headers: { Location: '/login' } };
    },
  };
  const userOf = ({ cookies }: Asked): string | undefined => sessions.get(cookies.get('sid') ?? '');
  return (asked) => {
    const method = asked.method === 'HEAD' ? 'GET' : asked.method;
    return routes[`${method} ${asked.path}`]?.(asked) ?? { status: 404 };
  };
}

test('what a document has at a path beside the login is not taken for a login, and is not changed', async () => {
  const changed: string[] = [];
  const { code, output, ids } = await runAgainst(server(changed), { 'openapi.yaml': document });
  assert.deepEqual([...ids('failed'), ...ids('warned')], [], output);
  assert.equal(code, 0, output);
  assert.deepEqual(changed, []);
});

/** Refresh tokens. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import type { Answer, Told } from './small-server.ts';
import { jsonOf, loginOf, ownUser, person, runAgainst, shop } from './small-server.ts';

const issued = (): string => randomBytes(20).toString('hex');

const tokens = `
        '200':
          description: tokens
          x-when: success
          ${jsonOf({ access: 'token', refresh: 'refresh-token' })}`;

const withRefresh = `${shop}paths:
  /login:
    post:
      operationId: login
      x-flow: login
      ${person}
      responses:${tokens}
        '401': { description: refused, x-when: [wrong-password, unknown-user] }
        '400': { description: incomplete, x-when: [missing-parameter, blank-parameter] }
  /refresh:
    post:
      operationId: refresh
      x-flow: refresh
      requestBody: { required: true, ${jsonOf({ refresh: 'refresh-token' })} }
      responses:${tokens}
        '401': { description: refused, x-when: [missing-credentials, invalid-credentials, revoked-token] }
${ownUser('access')}
  /logout:
    post:
      operationId: logout
      x-flow: logout
      security: [{ access: [] }]
      responses:
        '204': { description: done, x-when: success }
        '401': { description: refused, x-when: [missing-credentials, invalid-credentials] }
components:
  securitySchemes:
    access: { type: http, scheme: bearer }
`;

interface RefreshWays {
  readonly reusable?: true;
  readonly oneKind?: true;
  readonly outlivesLogout?: true;
  readonly deadToken?: true;
}

function refreshing(ways: RefreshWays = {}): Answer {
  const sessions = new Map<string, string>();
  const access = new Map<string, string>();
  const refresh = new Map<string, string>();
  const begin = (session: string): Told => {
    const [one, other] = [issued(), issued()];
    access.set(one, session);
    refresh.set(other, session);
    return { status: 200, body: { access: one, refresh: other }, headers: { 'Cache-Control': 'no-store' } };
  };
  return (asked) => {
    const { path, method, headers, json } = asked;
    const refused: Told = { status: 401, body: { error: 'refused' }, headers: { 'WWW-Authenticate': 'Bearer' } };
    if (path === '/login' && method === 'POST') {
      const login = loginOf(asked);
      if ('refused' in login) return login.refused.status === 401 ? refused : login.refused;
      const session = issued();
      sessions.set(session, login.user);
      return begin(session);
    }
    if (path === '/refresh' && method === 'POST') {
      const token = typeof json['refresh'] === 'string' ? json['refresh'] : '';
      const session = refresh.get(token) ?? (ways.oneKind ? access.get(token) : undefined);
      if (session === undefined || (!sessions.has(session) && !ways.outlivesLogout)) return refused;
      if (!ways.reusable) refresh.delete(token);
      return begin(ways.deadToken ? 'nobody' : session);
    }
    const token = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
    const session = access.get(token) ?? (ways.oneKind ? refresh.get(token) : undefined) ?? '';
    const user = sessions.get(session);
    if (path === '/me' && method === 'GET')
      return user === undefined ? refused : { status: 200, body: { email: user } };
    if (path !== '/logout' || method !== 'POST') return { status: 404 };
    return sessions.delete(session) ? { status: 204 } : refused;
  };
}

test('a refresh with rotation conforms', async () => {
  const { ids, output, code } = await runAgainst(refreshing(), { 'openapi.yaml': withRefresh });
  assert.deepEqual([...ids('failed'), ...ids('blocked'), ...ids('warned')], [], output);
  assert.equal(code, 0, output);
  for (const slug of [
    'works',
    'renewed-twice',
    'used-twice',
    'access-token',
    'not-an-access-token',
    'after-logout',
    'unknown-token',
    'no-store',
  ])
    assert.ok(ids('passed').includes(`refresh/${slug}`), slug);
});

test('a token endpoint that logs in and refreshes is two paths, told apart behind #', async () => {
  const grant = (name: string): string => `properties: { grant: { const: ${name} }, `;
  const document = withRefresh
    .replace('/login:', '/token:')
    .replace('/refresh:', '/token#refresh:')
    .replace('required: [email, password], properties: { ', `required: [grant, email, password], ${grant('password')}`)
    .replace('required: [refresh], properties: { ', `required: [grant, refresh], ${grant('refresh')}`);
  const server = refreshing();
  const { ids, output, code } = await runAgainst(
    (asked) => {
      const { grant: wanted } = asked.json;
      if (asked.path !== '/token') return server(asked);
      if (wanted !== 'password' && wanted !== 'refresh') return { status: 400 };
      return server({ ...asked, path: wanted === 'password' ? '/login' : '/refresh' });
    },
    { 'openapi.yaml': document },
  );
  assert.deepEqual([...ids('failed'), ...ids('blocked'), ...ids('warned')], [], output);
  assert.equal(code, 0, output);
  for (const slug of ['login/success', 'refresh/works', 'refresh/used-twice'])
    assert.ok(ids('passed').includes(slug), slug);
});

test('a refresh without its parameter may get 400, as in OAuth 2.0', async () => {
  const server = refreshing();
  const { ids, output, code } = await runAgainst(
    (asked) => {
      const { status, headers = {}, ...told } = server(asked);
      return asked.path === '/refresh' && status === 401 ? { ...told, status: 400 } : { ...told, status, headers };
    },
    {
      'openapi.yaml': withRefresh.replace(
        "'401': { description: refused, x-when: [missing-credentials, invalid-credentials, revoked-token] }",
        '4XX: { description: refused, x-when: [missing-credentials, invalid-credentials, revoked-token] }',
      ),
    },
  );
  assert.deepEqual([...ids('failed'), ...ids('blocked'), ...ids('warned')], [], output);
  assert.equal(code, 0, output);
});

test('finds refresh tokens that stay, and tokens of one kind', async () => {
  const { ids, output } = await runAgainst(refreshing({ reusable: true, oneKind: true, outlivesLogout: true }), {
    'openapi.yaml': withRefresh,
  });
  const found = [...ids('failed'), ...ids('warned')];
  for (const slug of ['used-twice', 'access-token', 'not-an-access-token', 'after-logout'])
    assert.ok(found.includes(`refresh/${slug}`), `${slug}\n${output}`);
});

test('finds a refresh whose token is dead', async () => {
  const { ids, output } = await runAgainst(refreshing({ deadToken: true }), { 'openapi.yaml': withRefresh });
  assert.ok(ids('failed').includes('refresh/works'), output);
});

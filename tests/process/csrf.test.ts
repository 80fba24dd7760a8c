/** CSRF tokens that a request before the login brings, or a session. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { runCommand } from '../start-process.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import type { Answer, Told } from './small-server.ts';
import { loginOf, ownUser, person, runAgainst, shop } from './small-server.ts';

const issued = (): string => randomBytes(20).toString('hex');

const withCsrf = `${shop}paths:
  /csrf:
    get:
      operationId: csrf
      x-flow: before-login
      x-roles: { response: { csrf-token: 'cookie:XSRF-TOKEN' } }
      responses: { '204': { description: a cookie } }
  /login:
    post:
      operationId: login
      x-flow: login
      security: [{ csrf: [] }]
      ${person}
      responses:
        '204': { description: a session, x-when: success }
        '401': { description: refused, x-when: [wrong-password, unknown-user] }
        '403': { description: no token, x-when: [missing-credentials, invalid-credentials] }
        '400': { description: incomplete, x-when: [missing-parameter, blank-parameter] }
${ownUser('session')}
  /logout:
    post:
      operationId: logout
      x-flow: logout
      security: [{ session: [], csrf: [] }]
      responses:
        '204': { description: done, x-when: success }
        '4XX': { description: refused, x-when: [missing-credentials, invalid-credentials] }
components:
  securitySchemes:
    session: { type: apiKey, in: cookie, name: sid }
    csrf: { type: apiKey, in: header, name: X-XSRF-TOKEN, x-credentials: '{csrf-token}' }
`;

/** @param unchecked the paths that take any CSRF token */
function withTokens(unchecked: readonly string[] = []): Answer {
  const sessions = new Map<string, string>();
  const known = new Set<string>();
  return (asked) => {
    const { path, method, headers, cookies } = asked;
    if (path === '/csrf' && method === 'GET') {
      const token = `${issued()}==`;
      known.add(token);
      const cookie = `XSRF-TOKEN=${encodeURIComponent(token)}; Path=/; SameSite=Lax`;
      return { status: 204, headers: { 'Set-Cookie': cookie } };
    }
    const isChange = method === 'POST' && (path === '/login' || path === '/logout');
    const twin = decodeURIComponent(cookies.get('XSRF-TOKEN') ?? '');
    const isRight = known.has(twin) && headers['x-xsrf-token'] === twin;
    if (isChange && !isRight && !unchecked.includes(path)) return { status: 403, body: { error: 'no token' } };
    if (path === '/login' && isChange) {
      const login = loginOf(asked);
      if ('refused' in login) return login.refused;
      const id = issued();
      sessions.set(id, login.user);
      const cookie = `sid=${id}; Path=/; HttpOnly; SameSite=Lax`;
      return { status: 204, headers: { 'Set-Cookie': cookie, 'Cache-Control': 'no-store' } };
    }
    const id = cookies.get('sid') ?? '';
    const user = sessions.get(id);
    if (path === '/me' && method === 'GET')
      return user === undefined ? { status: 401, body: { error: 'nobody' } } : { status: 200, body: { email: user } };
    if (path !== '/logout' || !isChange) return { status: 404 };
    return sessions.delete(id) ? { status: 204 } : { status: 401, body: { error: 'nobody' } };
  };
}

test('a CSRF token from a cookie of the request before the login', async () => {
  const right = await runAgainst(withTokens(), { 'openapi.yaml': withCsrf });
  assert.deepEqual([...right.ids('failed'), ...right.ids('blocked')], [], right.output);
  assert.equal(right.code, 0, right.output);
  for (const id of [
    'login/without-credentials',
    'login/unknown-token',
    'logout/csrf-without-credentials',
    'me/after-logout',
  ])
    assert.ok(right.ids('passed').includes(id), `${id}\n${right.ids('passed').join(' ')}`);
  const loose = await runAgainst(withTokens(['/logout', '/login']), { 'openapi.yaml': withCsrf });
  for (const id of ['login/unknown-token', 'logout/csrf-without-credentials', 'logout/csrf-unknown-token'])
    assert.ok(loose.ids('failed').includes(id), `${id}\n${loose.output}`);
  // By hand, the request before the login is a command too, and its cookie goes along.
  assert.match(loose.written, /# The CSRF token in this response is \$CSRF_TOKEN_BEFORE_CONTROL\.\ncurl .*\/csrf'?\n/);
  assert.match(loose.written, /^curl .*Cookie: XSRF-TOKEN='?"\$CSRF_TOKEN_BEFORE_CONTROL"/m);
});

test('a plan counts the requests that bring CSRF tokens', async () => {
  const folder = temporaryFolder('csrf');
  const settings = {
    TARGET_URL: 'http://127.0.0.1:1',
    TARGET_USERNAME: 'kate@example.com',
    TARGET_PASSWORD: 'correct-horse-1',
  };
  const requestsOf = async (document: string): Promise<number> => {
    writeFileSync(path.join(folder, 'openapi.yaml'), document);
    const { output } = await runCommand(['plan'], { ...settings, TARGET_API: path.join(folder, 'openapi.yaml') });
    return Number(/with about (\d+) requests/.exec(output)?.[1]);
  };
  const all = await requestsOf(withCsrf);
  const without = await requestsOf(withCsrf.replace('      x-flow: before-login\n', ''));
  assert.ok(all > without * 1.3, `${all} requests with, ${without} without`);
});

/** A login takes the token of a visitor; a session has one of its own, which only /me has. */
function withSessionTokens(unchecked = false): Answer {
  const visitors = new Set<string>();
  const sessions = new Map<string, { readonly user: string; readonly csrf: string }>();
  const cookie = (id: string): Record<string, string> => ({
    'Set-Cookie': `sid=${id}; Path=/; HttpOnly; SameSite=Lax`,
    'Cache-Control': 'no-store',
  });
  const nobody: Told = { status: 401, body: { error: 'nobody' } };
  return (asked) => {
    const { path, method, headers, cookies } = asked;
    const given = headers['x-xsrf-token'];
    const session = sessions.get(cookies.get('sid') ?? '');
    const routes: Record<string, () => Told> = {
      'GET /csrf': () => {
        const token = issued();
        visitors.add(token);
        return { status: 200, body: { csrf: token } };
      },
      'POST /login': () => {
        if (typeof given !== 'string' || !visitors.has(given)) return { status: 403, body: { error: 'no token' } };
        const login = loginOf(asked);
        if ('refused' in login) return login.refused;
        const id = issued();
        sessions.set(id, { user: login.user, csrf: issued() });
        return { status: 204, headers: cookie(id) };
      },
      'GET /me': () =>
        session === undefined ? nobody : { status: 200, body: { email: session.user, csrf: session.csrf } },
      'POST /logout': () => {
        if (session === undefined) return nobody;
        if (given !== session.csrf && !unchecked) return { status: 403, body: { error: 'no token' } };
        sessions.delete(cookies.get('sid') ?? '');
        return { status: 204 };
      },
    };
    return routes[`${method} ${path}`]?.() ?? { status: 404 };
  };
}

test('a CSRF token of the session, which only the token info brings', async () => {
  const document = withCsrf
    .replace('cookie:XSRF-TOKEN', '/csrf')
    .replace(
      "'204': { description: a cookie }",
      "'200': { description: a token, content: { application/json: { schema: { type: object } } } }",
    )
    .replace('x-flow: token-info', 'x-flow: token-info\n      x-roles: { response: { csrf-token: /csrf } }');
  const right = await runAgainst(withSessionTokens(), { 'openapi.yaml': document });
  assert.deepEqual([...right.ids('failed'), ...right.ids('blocked')], [], right.output);
  assert.equal(right.code, 0, right.output);
  for (const id of ['logout/success', 'logout/csrf-unknown-token', 'me/after-logout'])
    assert.ok(right.ids('passed').includes(id), `${id}\n${right.ids('passed').join(' ')}`);
  const loose = await runAgainst(withSessionTokens(true), { 'openapi.yaml': document });
  assert.ok(loose.ids('failed').includes('logout/csrf-unknown-token'), loose.output);
});

test('a document that lists no status for a wrong CSRF token leaves it open', async () => {
  const server = withTokens();
  const silent = withCsrf
    .replace(/\n +'403': .*\n +'400': .*/, "\n        '422': { description: incomplete }")
    .replace(
      "'401': { description: refused, x-when: [wrong-password, unknown-user] }",
      "'401': { description: refused }",
    );
  const { ids, output, code } = await runAgainst(
    (asked) => {
      const told = server(asked);
      return told.status === 403 ? { ...told, status: 419 } : told;
    },
    { 'openapi.yaml': silent },
  );
  assert.deepEqual([...ids('failed'), ...ids('blocked')], [], output);
  assert.equal(code, 0, output);
  assert.ok(ids('passed').includes('login/unknown-token'), output);
  const loose = await runAgainst(withTokens(['/login']), { 'openapi.yaml': silent });
  assert.ok(loose.ids('failed').includes('login/unknown-token'), loose.output);
});

test('a session id that each response renews, a refusal too', async () => {
  const server = withTokens();
  const current = new Map<string, string>();
  const { ids, output, code } = await runAgainst(
    (asked) => {
      const sent = asked.cookies.get('sid') ?? '';
      const inner = current.get(sent);
      const cookies = new Map([...asked.cookies, ['sid', inner ?? 'unknown']]);
      const { headers = {}, ...told } = server({ ...asked, cookies });
      current.delete(sent);
      const [, began] = /^sid=(\w+)/.exec(String(headers['Set-Cookie'])) ?? [];
      const kept = began ?? (asked.path === '/logout' && told.status === 204 ? undefined : inner);
      if (kept === undefined) return { ...told, headers };
      const renewed = issued();
      current.set(renewed, kept);
      const cookie = `sid=${renewed}; Path=/; HttpOnly; SameSite=Lax`;
      return { ...told, headers: { ...headers, 'Set-Cookie': cookie, 'Cache-Control': 'no-store' } };
    },
    { 'openapi.yaml': withCsrf },
  );
  assert.deepEqual([...ids('failed'), ...ids('blocked')], [], output);
  assert.equal(code, 0, output);
});

test('a visit that is forgotten before its login is no lockout', async () => {
  const server = withTokens();
  const forgotten = new Set<string>();
  let logins = 0;
  const { ids, output } = await runAgainst(
    (asked) => {
      const isLogin = asked.path === '/login' && asked.method === 'POST';
      if (isLogin) logins += 1;
      const visit = asked.cookies.get('XSRF-TOKEN') ?? '';
      if (isLogin && logins % 9 === 0) forgotten.add(visit);
      return server(forgotten.has(visit) ? { ...asked, cookies: new Map() } : asked);
    },
    { 'openapi.yaml': withCsrf },
  );
  assert.doesNotMatch(output, /lock/, output);
  assert.match(output, /now and then/);
  assert.deepEqual(ids('blocked'), [], output);
});

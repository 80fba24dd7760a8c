/** Sessions in cookies: every legal way to keep one conforms, and each defect is found and named. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import type { Answer, Asked, Told } from './small-server.ts';
import { jsonOf, loginOf, runAgainst, shop } from './small-server.ts';

const document = (info = '', logout = '[{ session: [] }]'): string => `${shop}paths:
  /login:
    post:
      operationId: login
      x-flow: login
      security: []
      requestBody: { required: true, ${jsonOf({ email: 'identity', password: 'password' })} }
      responses:
        '204': { description: a session, x-when: success }
        '401': { description: refused, x-when: [wrong-password, unknown-user] }
        '400': { description: incomplete, x-when: [missing-parameter, blank-parameter] }
  /me:
    get:
      operationId: me
      x-flow: token-info
      security: [{ session: [] }]
      responses:
        '200': { description: the user, x-when: success, ${jsonOf({ email: 'identity' })} }
        ${info || "'401': { description: refused, x-when: [missing-credentials, invalid-credentials] }"}
  /logout:
    post:
      operationId: logout
      x-flow: logout
      security: ${logout}
      responses:
        '204': { description: done, x-when: success }
        ${logout.includes('{}') ? '' : "'401': { description: refused, x-when: [missing-credentials, invalid-credentials] }"}
components:
  securitySchemes:
    session: { type: apiKey, in: cookie, name: sid }
`;

/** Choices that a server is free to make, and defects. */
interface Ways {
  readonly name?: string;
  /** Attributes behind the value. */
  readonly attributes?: string;
  /** A new id with each response. */
  readonly renews?: true;
  /** Sessions of nobody: an id for each visitor. */
  readonly visitors?: true;
  readonly keepsCookie?: true;
  readonly idempotentLogout?: true;
  /** One session for each user: a login ends the one before. */
  readonly single?: true;
  readonly nobody?: Told;
  /** Behind the id, the name of a server that is not part of it. */
  readonly route?: string;
  /** A second cookie with which the session goes on. */
  readonly remembers?: true;
  /** The same id with each response, and a life that begins anew. */
  readonly slides?: true;
  /** Requests from other sites are refused. */
  readonly checksOrigin?: true;
  /** URLs with a query do not exist. */
  readonly strictUrls?: true;
  /** Cookies count with the origin of the site only, where something changes. */
  readonly wantsOrigin?: true;
  /** Each refusal clears the cookie in the browser; the session lives on. */
  readonly clearsAtRefusal?: true;
  // Defects.
  readonly livesOn?: true;
  readonly comparesStart?: true;
  readonly adopts?: true;
  readonly forwardedUser?: true;
  readonly breaksOnTwo?: true;
  readonly noCookie?: true;
  /** A wrong password is refused with a session of its user. */
  readonly refusesWithSession?: true;
}

const issued = (): string => randomBytes(20).toString('hex');

function server(ways: Ways): Answer {
  const { name = 'sid', attributes = '; Path=/; HttpOnly; SameSite=Lax', route = '' } = ways;
  const sessions = new Map<string, string | undefined>();
  const remembered = new Map<string, string>();
  const cleared = `${name}=; Path=/; Max-Age=0`;
  const cookie = (id: string): string => `${name}=${id}${route}${attributes}`;
  const idOf = ({ cookies }: Asked): string => (cookies.get(name) ?? '').split('.')[0] ?? '';
  const begin = (user: string | undefined, id = issued()): string => {
    sessions.set(id, user);
    return id;
  };
  const userOf = (asked: Asked): string | undefined => {
    const proxied = asked.headers['x-forwarded-user'];
    if (ways.forwardedUser && typeof proxied === 'string') return proxied;
    const id = idOf(asked);
    if (sessions.has(id)) return sessions.get(id);
    const near = ways.comparesStart && id.length > 20 ? [...sessions].find(([each]) => each.startsWith(id)) : undefined;
    return near?.[1] ?? remembered.get(asked.cookies.get('remember') ?? '');
  };
  const answer = (asked: Asked): Told => {
    if (ways.strictUrls && asked.query.size > 0) return { status: 404 };
    const { cookie: sent, origin, host = '' } = asked.headers;
    if (ways.wantsOrigin && sent !== undefined && asked.method !== 'GET' && origin !== `http://${host}`)
      return { status: 403, body: { error: 'another site' } };
    if (ways.breaksOnTwo && (asked.headers.cookie ?? '').split(`${name}=`).length > 2) return { status: 500 };
    if (asked.path === '/login' && asked.method === 'POST') {
      const login = loginOf(asked);
      if ('refused' in login) {
        const { email } = asked.json;
        if (!ways.visitors && !ways.refusesWithSession) return login.refused;
        const session = begin(ways.refusesWithSession && typeof email === 'string' ? email : undefined);
        return { ...login.refused, headers: { 'Set-Cookie': cookie(session) } };
      }
      if (ways.single) for (const [id, user] of sessions) if (user === login.user) sessions.delete(id);
      if (ways.noCookie) return { status: 204 };
      const id = begin(login.user, ways.adopts && idOf(asked) !== '' ? idOf(asked) : issued());
      const more = ways.remembers ? [`remember=${id}r; Path=/; HttpOnly; SameSite=Lax`] : [];
      if (ways.remembers) remembered.set(`${id}r`, login.user);
      return { status: 204, headers: { 'Set-Cookie': [cookie(id), ...more], 'Cache-Control': 'no-store' } };
    }
    if (ways.checksOrigin && asked.headers.origin === 'https://attacker.example') return { status: 403 };
    const user = userOf(asked);
    const visitor = ways.visitors ? { headers: { 'Set-Cookie': cookie(begin(undefined)) } } : {};
    const isHead = asked.method === 'HEAD' && ways.nobody !== undefined;
    const isGet = asked.path === '/me' && (asked.method === 'GET' || isHead);
    const isLogout = asked.path === '/logout' && asked.method === 'POST';
    if (!isGet && !isLogout) return { status: 404 };
    if (user === undefined && !(isLogout && ways.idempotentLogout))
      return (isGet ? ways.nobody : undefined) ?? { status: 401, body: { error: 'nobody' }, ...visitor };
    if (isGet) {
      const headers: Record<string, string> = { 'Cache-Control': 'no-store' };
      if (ways.slides) headers['Set-Cookie'] = `${cookie(idOf(asked))}; Max-Age=600`;
      if (ways.renews && sessions.delete(idOf(asked))) headers['Set-Cookie'] = cookie(begin(user));
      return { status: 200, body: { email: user }, headers };
    }
    if (!ways.livesOn) {
      sessions.delete(idOf(asked));
      remembered.delete(`${idOf(asked)}r`);
    }
    return { status: 204, headers: ways.keepsCookie ? {} : { 'Set-Cookie': cleared } };
  };
  return (asked) => {
    const told = answer(asked);
    const isRefusal = told.status >= 400 && ways.clearsAtRefusal;
    return isRefusal ? { ...told, headers: { ...told.headers, 'Set-Cookie': cleared } } : told;
  };
}

const nobody = `'2XX': { description: nobody, x-when: [missing-credentials, invalid-credentials], content: { application/json: { schema: { type: 'null' } } } }`;
const legal: readonly [what: string, ways: Ways, document?: string][] = [
  [
    'a new id with each response, ids for visitors, a server behind the id, no requests from other sites',
    { renews: true, checksOrigin: true, visitors: true, route: '.node0', strictUrls: true },
  ],
  [
    'a logout for everybody that leaves the cookie, one session for each user, cookies from the site alone, refusals that clear it',
    {
      wantsOrigin: true,
      clearsAtRefusal: true,
      idempotentLogout: true,
      keepsCookie: true,
      single: true,
      attributes: '; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=3600',
    },
    document('', '[{}, { session: [] }]'),
  ],
  [
    'null for nobody, a second cookie that renews the session, a sliding expiry',
    { nobody: { status: 200, body: null }, remembers: true, slides: true },
    document(nobody),
  ],
];
for (const [what, ways, own = document()] of legal)
  test(`conforms: ${what}`, async () => {
    const { code, output, ids } = await runAgainst(server(ways), { 'openapi.yaml': own });
    assert.deepEqual([...ids('failed'), ...ids('blocked')], [], output);
    assert.equal(code, 0, output);
    for (const id of [
      'me/without-credentials',
      'me/token-cut',
      'login/answer/cookie-sid',
      'me/cookie-twice',
      'logout/cross-site',
    ])
      assert.ok(ids('passed').includes(id), id);
    // A 401 without a challenge: this server has no scheme to name.
    assert.deepEqual(
      ids('warned').filter((id) => !id.endsWith('/challenge')),
      [],
      output,
    );
  });

const defects: readonly [ways: Ways, failed: readonly string[], warned: readonly string[]][] = [
  [{ livesOn: true, attributes: '; Path=/; SameSite=Lax' }, ['me/after-logout'], ['login/cookie-http-only']],
  [
    { comparesStart: true, breaksOnTwo: true, attributes: '; Path=/; HttpOnly' },
    ['me/token-cut', 'me/cookie-twice'],
    ['login/cookie-same-site'],
  ],
  [
    { adopts: true, forwardedUser: true },
    ['me/user-of-a-proxy'],
    ['login/cookie-fixed', 'login/beside-token-of-another'],
  ],
  [
    { attributes: '; Path=/; HttpOnly; SameSite=None; Domain=127.0.0.1; Max-Age=99999999' },
    [],
    ['login/cookie-domain', 'login/cookie-lifetime', 'logout/cross-site'],
  ],
  [
    { attributes: '; Path=/; HttpOnly; SameSite=Lax; Expires=Fri, 01 Jan 2038 00:00:00 GMT' },
    [],
    ['login/cookie-lifetime'],
  ],
  [{ refusesWithSession: true }, ['login/cookie-of-refusal'], []],
  [{ noCookie: true }, ['login/answer/cookie-sid'], []],
];
for (const [ways, failed, warned] of defects)
  test(`finds ${[...failed, ...warned].join(', ')}`, async () => {
    const { code, output, ids } = await runAgainst(server(ways), { 'openapi.yaml': document() });
    for (const id of failed) assert.ok(ids('failed').includes(id), `${id}\n${output}`);
    for (const id of warned) assert.ok(ids('warned').includes(id), `${id}\n${output}`);
    assert.equal(code, failed.length > 0 ? 1 : 0, output);
  });

test('a cookie is a secret: neither report nor script has one', async () => {
  const ways = { livesOn: true, renews: true } as const;
  const seen: string[] = [];
  const answer = server(ways);
  const { output, written } = await runAgainst(
    (asked) => {
      const told = answer(asked);
      const line = [told.headers?.['Set-Cookie'] ?? []].flat()[0];
      seen.push(...(/^sid=([0-9a-f]{40});/.exec(line ?? '')?.slice(1) ?? []));
      return told;
    },
    { 'openapi.yaml': document() },
  );
  assert.ok(seen.length > 50);
  assert.match(written, /me\/after-logout/);
  assert.deepEqual(
    seen.filter((id) => output.includes(id) || written.includes(id)),
    [],
  );
});

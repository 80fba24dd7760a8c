/** Changes of a password, logouts of all sessions and deletions of accounts, on a small server. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { runCommand } from '../start-process.ts';
import { accounts } from './small-server.ts';
import type { Answer, Asked, Told } from './small-server.ts';
import { runAgainst } from './small-server.ts';

const body = (properties: string): string =>
  `requestBody: { required: true, content: { application/json: { schema: { type: object, required: [${[...properties.matchAll(/(\w+): \{/g)].map(([, name]) => name).join(', ')}], properties: { ${properties} } } } } }`;
const tokens = `'200': { description: tokens, x-when: success, content: { application/json: { schema: { type: object, required: [token, refresh], properties: { token: { type: string, x-role: token }, refresh: { type: string, x-role: refresh-token }, id: { type: string, x-role: user-id } } } } } }`;
const refused = `'401': { description: refused, x-when: [missing-credentials, invalid-credentials] }`;
const email = 'email: { type: string, x-role: identity }';
const password = 'password: { type: string, x-role: password }';

const document = `
openapi: 3.1.0
x-id: shop
info: { title: Shop, version: '1' }
security: [{ access: [] }]
paths:
  /users:
    post:
      operationId: register
      x-flow: register
      security: []
      ${body(`${email}, ${password}`)}
      responses:
        '201': { description: made, x-when: success }
        '409': { description: taken, x-when: duplicate-account }
  /login:
    post:
      operationId: login
      x-flow: login
      security: []
      ${body(`${email}, ${password}`)}
      responses:
        ${tokens}
        '401': { description: refused, x-when: [wrong-password, unknown-user] }
  /refresh:
    post:
      operationId: refresh
      x-flow: refresh
      security: []
      ${body('refresh: { type: string, x-role: refresh-token }')}
      responses:
        ${tokens}
        ${refused}
  /me:
    get:
      operationId: me
      x-flow: token-info
      responses:
        '200': { description: the user, x-when: success, content: { application/json: { schema: { type: object, required: [email], properties: { ${email} } } } } }
        ${refused}
  /password:
    post:
      operationId: change
      x-flow: change-password
      ${body('current: { type: string, x-role: password }, next: { type: string, minLength: 8, x-role: new-password }')}
      responses:
        '204': { description: changed, x-when: success }
        '403': { description: wrong, x-when: wrong-password }
        '400': { description: too short, x-when: [missing-parameter, 'invalid-parameter:next'] }
        ${refused}
  /sessions:
    delete:
      operationId: logout-all
      x-flow: logout-all
      responses:
        '204': { description: done, x-when: success }
        ${refused}
  /users/{id}:
    delete:
      operationId: remove
      x-flow: delete-account
      parameters: [{ name: id, in: path, required: true, schema: { type: string, x-role: user-id } }]
      responses:
        '204': { description: gone, x-when: success }
        '401': { description: refused, x-when: [missing-credentials, invalid-credentials, revoked-token] }
components: { securitySchemes: { access: { type: http, scheme: bearer } } }
`;

/** Defects. */
interface Ways {
  readonly keepsOldPassword?: true;
  readonly forgetsNewPassword?: true;
  readonly asksForNoPassword?: true;
  readonly changesForAll?: true;
  readonly echoesPassword?: true;
  readonly endsOwnOnly?: true;
  readonly keepsOwn?: true;
  readonly endsAll?: true;
  readonly refreshLives?: true;
  readonly deletesNothing?: true;
  readonly sessionsOutlive?: true;
  readonly deletesAnyone?: true;
  readonly deletesAll?: true;
  readonly openTo?: string;
}

const issued = (): string => randomBytes(20).toString('hex');
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

interface Session {
  readonly user: string;
  readonly refresh: string;
}

function server(ways: Ways, log: { users?: Map<string, string[]> } = {}): Answer {
  const users = new Map([...accounts].map(([name, own]) => [name, [own]]));
  log.users = users;
  const ids = new Map([...users.keys()].map((name) => [name, issued()]));
  const sessions = new Map<string, Session>();
  const dead = new Set<string>();
  const begin = (user: string): Told => {
    const [token, refresh] = [issued(), issued()];
    sessions.set(token, { user, refresh });
    const headers = { 'Cache-Control': 'no-store' };
    return { status: 200, body: { token, refresh, id: ids.get(user) }, headers };
  };
  const end = (token: string): void => {
    dead.add(sessions.get(token)?.refresh ?? '');
    sessions.delete(token);
  };
  const no: Told = { status: 401, body: { error: 'refused' }, headers: { 'WWW-Authenticate': 'Bearer' } };
  const entry = ({ path, json }: Asked): Told => {
    const [name, own] = [text(json['email']), text(json['password'])];
    if (path === '/login') return users.get(name)?.includes(own) === true ? begin(name) : no;
    if (typeof json['email'] !== 'string' || name === '' || own.length < 4) return { status: 400 };
    if (users.has(name)) return { status: 409, body: { error: 'taken' } };
    users.set(name, [own]);
    ids.set(name, issued());
    return { status: 201, headers: { 'Cache-Control': 'no-store' } };
  };
  const generated = (): string[] => [...users.keys()].filter((each) => !accounts.has(each));
  const change = (json: Asked['json'], user: string): Told => {
    const [current, next] = [text(json['current']), text(json['next'])];
    const known = users.get(user) ?? [];
    if (next.length < 8 || json['current'] === undefined) return { status: 400, body: { error: 'short' } };
    if (!known.includes(current) && !ways.asksForNoPassword) return { status: 403, body: { error: 'wrong' } };
    for (const name of ways.changesForAll ? generated() : [user])
      if (!ways.forgetsNewPassword) users.set(name, ways.keepsOldPassword ? [...known, next] : [next]);
    return ways.echoesPassword ? { status: 204, headers: { 'X-Password': next } } : { status: 204 };
  };
  const remove = (path: string, user: string): Told => {
    const named = [...ids].find(([, id]) => path === `/users/${id}`)?.[0];
    if (named === undefined || (named !== user && !ways.deletesAnyone)) return { status: 404 };
    if (ways.deletesNothing) return { status: 204 };
    for (const name of ways.deletesAll ? generated() : [named]) {
      users.delete(name);
      if (!ways.sessionsOutlive) for (const [token, { user: own }] of sessions) if (own === name) end(token);
    }
    return { status: 204 };
  };
  return (asked) => {
    const { path, method, headers, json } = asked;
    if (method === 'POST' && (path === '/login' || path === '/users')) return entry(asked);
    if (method === 'POST' && path === '/refresh') {
      const found = [...sessions].find(([, { refresh }]) => refresh === json['refresh']);
      const isDead = dead.has(text(json['refresh']));
      if (found === undefined) return isDead && ways.refreshLives ? begin('kate@example.com') : no;
      end(found[0]);
      return begin(found[1].user);
    }
    const token = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
    const session = sessions.get(token) ?? (path === ways.openTo ? [...sessions.values()].at(-1) : undefined);
    if (session === undefined) return no;
    const { user } = session;
    if (method === 'GET' && path === '/me')
      return { status: 200, body: { email: user }, headers: { 'Cache-Control': 'no-store' } };
    if (method === 'POST' && path === '/password') return change(json, user);
    if (method === 'DELETE' && path.startsWith('/users/')) return remove(path, user);
    if (method !== 'DELETE' || path !== '/sessions') return { status: 404 };
    for (const [each, { user: own }] of sessions) {
      const isOther = each !== token;
      if (own !== user && !ways.endsAll) continue;
      if ((isOther && ways.endsOwnOnly) || (!isOther && ways.keepsOwn)) continue;
      end(each);
    }
    return { status: 204 };
  };
}

const settings = { TARGET_ALLOW_REGISTER: '1' };
/** What befalls all accounts would befall those of cases that run at the same time. */
const oneAtATime = { ...settings, TARGET_MAX_CONCURRENCY: '1' };

test('all three conform, no other account is changed, and none is left behind', async () => {
  const log: { users?: Map<string, string[]> } = {};
  const { ids, output, code } = await runAgainst(server({}, log), { 'openapi.yaml': document }, settings);
  assert.deepEqual([...ids('failed'), ...ids('blocked'), ...ids('warned')], [], output);
  assert.equal(code, 0, output);
  for (const id of [
    ...['new-password', 'old-password', 'other-user', 'wrong-current-password', 'token-cut', 'no-password'].map(
      (slug) => `change/${slug}`,
    ),
    ...['own-session', 'other-sessions', 'other-user', 'refresh-tokens', 'then-login', 'refused-leaves-sessions'].map(
      (slug) => `logout-all/${slug}`,
    ),
    ...['login-refused', 'own-session', 'other-sessions', 'refresh-tokens', 'other-user', 'another-user-by-id'].map(
      (slug) => `remove/${slug}`,
    ),
    'remove/revoked-token',
  ])
    assert.ok(ids('passed').includes(id), `${id}\n${ids('passed').join(' ')}`);
  assert.deepEqual(log.users, new Map([...accounts].map(([name, own]) => [name, [own]])));
  assert.doesNotMatch(output, /leftovers on the target: .*accounts/);
});

test('the plan announces what a run changes', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'plan-'));
  const file = path.join(folder, 'openapi.yaml');
  writeFileSync(file, document);
  const { output } = await runCommand(['plan'], {
    TARGET_API: file,
    TARGET_URL: 'http://127.0.0.1:1',
    TARGET_USERNAME: 'kate@example.com',
    TARGET_PASSWORD: 'correct-horse-1',
    ...settings,
  });
  rmSync(folder, { recursive: true });
  assert.match(
    output,
    /\d+ changes of a password and \d+ deletions, of accounts that the run registers and of no others/,
  );
  assert.match(output, /\d+ logouts of all sessions: those of kate@example.com end, whoever opened them/);
  assert.match(output, /\d+ refreshes of sessions that the run opens/);
});

test('without TARGET_ALLOW_REGISTER no password is changed and no account deleted', async () => {
  const asked: string[] = [];
  const answer = server({});
  const { ids, output } = await runAgainst(
    (each) => {
      asked.push(`${each.method} ${each.path}`);
      return answer(each);
    },
    { 'openapi.yaml': document },
  );
  assert.deepEqual(
    asked.filter((each) => each === 'POST /password' || each.startsWith('DELETE /users')),
    [],
  );
  assert.ok(ids('not-testable').includes('change/old-password'), output);
  assert.match(output, /TARGET_ALLOW_REGISTER=1/);
});

test('a document without a registration says that no password is changed', async () => {
  const { output, ids } = await runAgainst(
    server({}),
    { 'openapi.yaml': document.replace('      x-flow: register\n', '') },
    {},
    ['-g', '@smoke|change|remove'],
  );
  const own = [...ids('passed'), ...ids('failed'), ...ids('not-testable')].map((id) => id.split('/')[0]);
  assert.deepEqual(
    own.filter((operation) => operation === 'change' || operation === 'remove'),
    [],
    output,
  );
});

const defects: readonly [ways: Ways, failed: readonly string[], warned?: readonly string[]][] = [
  [
    { keepsOldPassword: true, endsOwnOnly: true, sessionsOutlive: true, refreshLives: true },
    ['change/old-password', 'logout-all/other-sessions'],
    ['logout-all/refresh-tokens', 'remove/own-session', 'remove/other-sessions'],
  ],
  [
    { forgetsNewPassword: true, keepsOwn: true, deletesAnyone: true },
    ['change/new-password', 'logout-all/own-session', 'remove/another-user-by-id'],
  ],
  [
    { asksForNoPassword: true, endsAll: true, deletesNothing: true, echoesPassword: true },
    ['change/wrong-current-password', 'logout-all/other-user', 'remove/login-refused'],
    ['change/no-password', 'remove/own-session'],
  ],
  [
    { changesForAll: true, openTo: '/sessions', deletesAll: true },
    ['change/other-user', 'logout-all/without-credentials', 'logout-all/unknown-token', 'remove/other-user'],
  ],
  [
    { openTo: '/password', refreshLives: true },
    ['change/without-credentials', 'change/unknown-token'],
    ['remove/refresh-tokens'],
  ],
];

for (const [ways, failed, warned = []] of defects)
  test(`finds ${[...failed, ...warned].join(', ')}`, async () => {
    const args = ['-g', '@(change-password|logout-all|delete-account)'];
    const { ids, output } = await runAgainst(server(ways), { 'openapi.yaml': document }, oneAtATime, args);
    for (const id of failed) assert.ok(ids('failed').includes(id), `${id}\n${output}`);
    for (const id of warned) assert.ok(ids('warned').includes(id), `${id}\n${output}`);
  });

/** OAuth 2.0 with the credentials of a client: introspection as token info (RFC 7662), and revocation (RFC 7009). */
import assert from 'node:assert/strict';
import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { runCommand } from '../start-process.ts';
import type { Answer, Asked, Told } from './small-server.ts';
import { accounts, runAgainst, shop } from './small-server.ts';

const form = (properties: string, required: string): string => `
      requestBody:
        required: true
        content:
          application/x-www-form-urlencoded:
            schema: { type: object, required: [${required}], properties: { ${properties} } }`;
const tokens = `
      responses:
        '200':
          description: tokens
          content:
            application/json:
              schema:
                type: object
                required: [access_token, refresh_token]
                properties: { access_token: { type: string, x-role: token }, refresh_token: { type: string, x-role: refresh-token } }`;
const noClient = `
        '401': { description: invalid_client, x-when: [missing-credentials, invalid-credentials] }`;
const document = `${shop}security: [{ client: [] }]
paths:
  /token:
    post:
      operationId: login
      x-flow: login${form('grant_type: { const: password }, username: { type: string, x-role: identity }, password: { type: string, x-role: password }', 'grant_type, username, password')}${tokens}
        '400': { description: invalid_grant, x-when: [wrong-password, unknown-user, missing-parameter] }${noClient}
  /token#refresh:
    post:
      operationId: refresh
      x-flow: refresh${form('grant_type: { const: refresh_token }, refresh_token: { type: string, x-role: refresh-token }', 'grant_type, refresh_token')}${tokens}
        '400': { description: invalid_grant, x-when: [revoked-token, missing-parameter] }${noClient}
  /introspect:
    post:
      operationId: introspect
      x-flow: token-info${form('token: { type: string, x-role: token }', 'token')}
      responses:
        '200':
          description: what the token is
          content:
            application/json:
              schema:
                type: object
                required: [active]
                properties: { active: { type: boolean }, username: { type: string, x-role: identity } }
                oneOf:
                  - { x-when: success, required: [username], properties: { active: { const: true } } }
                  - { x-when: [invalid-credentials, revoked-token], properties: { active: { const: false } } }${noClient}
  /revoke:
    post:
      operationId: revoke
      x-flow: logout${form('token: { type: string, x-role: token }', 'token')}
      responses:
        '200': { description: done for an unknown token too }
        '401': { description: invalid_client }
components:
  securitySchemes:
    client: { type: http, scheme: basic, x-credentials: '{client-id}:{client-secret}' }
`;
const client = { TARGET_CLIENT_ID: 'mobile', TARGET_CLIENT_SECRET: 'app-secret-1f2e3d' };

const key = randomBytes(32);

interface Ways {
  readonly anyClient?: true;
  readonly keepsRevoked?: true;
  readonly namesNewest?: true;
  readonly refreshesNewest?: true;
  /** Tokens are JSON Web Tokens, and one without a signature is taken for what it says. */
  readonly takesUnsigned?: true;
}

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function signed(user: string): string {
  const now = Math.floor(Date.now() / 1000);
  const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: user, iat: now, exp: now + 3600, jti: randomUUID() })}`;
  return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
}

/** The subject of a token whose header says that it has no signature. */
function subjectOf(token: string): string | undefined {
  const [header, payload] = token.split('.').map((each) => Buffer.from(each, 'base64url').toString());
  return header?.includes('"none"') === true ? /"sub":"([^"]+)"/.exec(payload ?? '')?.[1] : undefined;
}

function issuing(ways: Ways = {}): Answer {
  const access = new Map<string, string>();
  const refresh = new Map<string, string>();
  const begin = (user: string): Told => {
    const one = ways.takesUnsigned === true ? signed(user) : randomBytes(20).toString('hex');
    const other = randomBytes(20).toString('hex');
    access.set(one, user);
    refresh.set(other, user);
    const headers = { 'Cache-Control': 'no-store', Pragma: 'no-cache' };
    return { status: 200, body: { access_token: one, refresh_token: other }, headers };
  };
  const refused = (error: string): Told => ({ status: 400, body: { error } });
  const answers: Readonly<Record<string, (sent: URLSearchParams) => Told>> = {
    '/token': (sent) => {
      const [user, old] = [sent.get('username') ?? '', sent.get('refresh_token') ?? ''];
      if (sent.get('grant_type') === 'password')
        return user !== '' && accounts.get(user) === sent.get('password') ? begin(user) : refused('invalid_grant');
      if (sent.get('grant_type') !== 'refresh_token') return refused('unsupported_grant_type');
      const owner = refresh.get(old);
      refresh.delete(old);
      if (owner === undefined) return refused('invalid_grant');
      return begin(ways.refreshesNewest === true ? ([...access.values()].at(-1) ?? owner) : owner);
    },
    '/introspect': (sent) => {
      const token = sent.get('token') ?? '';
      // It may be a token of either kind.
      const unsigned = ways.takesUnsigned === true ? subjectOf(token) : undefined;
      const user = access.get(token) ?? refresh.get(token) ?? unsigned;
      const username = user !== undefined && ways.namesNewest === true ? [...access.values()].at(-1) : user;
      if (token === '') return refused('invalid_request');
      return { status: 200, body: username === undefined ? { active: false } : { active: true, username } };
    },
    // The refresh token may outlive the access token.
    '/revoke': (sent) => {
      if (ways.keepsRevoked !== true) access.delete(sent.get('token') ?? '');
      return sent.get('token') ? { status: 200 } : refused('invalid_request');
    },
  };
  return ({ path, method, headers, text }: Asked) => {
    const answer = answers[path];
    if (answer === undefined) return { status: 404 };
    if (method !== 'POST') return { status: 405, headers: { Allow: 'POST' } };
    if (!/^application\/x-www-form-urlencoded\b/i.test(headers['content-type'] ?? ''))
      return refused('invalid_request');
    const sent = new URLSearchParams(text);
    if ([...sent.keys()].some((name) => sent.getAll(name).length > 1)) return refused('invalid_request');
    const [, basic = ''] = /^basic (.+)$/i.exec(headers.authorization ?? '') ?? [];
    const [, id, secret] = /^([^:]*):(.*)$/s.exec(Buffer.from(basic, 'base64').toString()) ?? [];
    const isClient = id === client.TARGET_CLIENT_ID && (ways.anyClient ?? secret === client.TARGET_CLIENT_SECRET);
    return isClient
      ? answer(sent)
      : { status: 401, body: { error: 'invalid_client' }, headers: { 'WWW-Authenticate': 'Basic realm="shop"' } };
  };
}

test('introspection tells of tokens of both kinds, and a revocation of one may leave the other', async () => {
  const { ids, output, code } = await runAgainst(issuing(), { 'openapi.yaml': document }, client);
  assert.deepEqual([...ids('failed'), ...ids('blocked'), ...ids('error')], [], output);
  assert.deepEqual(ids('warned'), ['refresh/after-logout'], output);
  assert.equal(code, 0, output);
  for (const id of ['introspect/after-logout', 'introspect/without-credentials', 'refresh/used-twice'])
    assert.ok(ids('passed').includes(id), `${id}\n${ids('passed').join(' ')}`);
});

test('a plan says how many cases need the credentials of the client', async (context) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'plan-'));
  context.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(path.join(folder, 'openapi.yaml'), document);
  const settings = { TARGET_API: 'openapi.yaml', TARGET_URL: 'http://127.0.0.1:9', TARGET_USERNAME: 'kate' };
  const { output } = await runCommand(['plan'], { ...settings, TARGET_PASSWORD: 'correct-horse-1' }, folder);
  assert.match(output, /^ {2}\d\d\d? more cases with TARGET_CLIENT_ID, TARGET_CLIENT_SECRET$/m);
});

test('finds an introspection of revoked tokens, and a client without its secret', async () => {
  const kept = await runAgainst(issuing({ keepsRevoked: true }), { 'openapi.yaml': document }, client);
  assert.ok(kept.ids('failed').includes('introspect/after-logout'), kept.output);
  const open = await runAgainst(issuing({ anyClient: true }), { 'openapi.yaml': document }, client);
  for (const id of ['login/secret-cut', 'introspect/client-secret-cut'])
    assert.ok(open.ids('failed').includes(id), `${id}\n${open.output}\n${open.ids('failed').join(' ')}`);
});

test('finds an introspection that names another user', async () => {
  const { ids, output } = await runAgainst(issuing({ namesNewest: true }), { 'openapi.yaml': document }, client);
  assert.ok(ids('failed').includes('introspect/at-once'), `${output}\n${ids('failed').join(' ')}`);
});

test('finds a refresh that continues the newest session', async () => {
  const settings = { ...client, TARGET_MAX_CONCURRENCY: '1' };
  const { ids, output } = await runAgainst(issuing({ refreshesNewest: true }), { 'openapi.yaml': document }, settings);
  assert.ok(ids('failed').includes('refresh/another-user'), `${output}\n${ids('failed').join(' ')}`);
});

test('finds an introspection of a token without a signature', async () => {
  const ofJwt = document.replace('access_token: { type: string,', 'access_token: { type: string, format: jwt,');
  const { ids, output } = await runAgainst(issuing({ takesUnsigned: true }), { 'openapi.yaml': ofJwt }, client);
  assert.ok(ids('failed').includes('introspect/alg-none'), `${output}\n${ids('failed').join(' ')}`);
  assert.ok(ids('passed').includes('introspect/signature-changed'), output);
});

/**
 * Two documents as frameworks write them: one token endpoint of OAuth 2.0 for two grants, with an introspection, a revocation and the
 * credentials of a client; and pairs of JSON Web Tokens whose refresh token a logout puts on a list. The servers are written from them.
 */
import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { testTeam } from './published.ts';
import type { Team } from './published.ts';
import { accounts } from './small-server.ts';
import type { Answer, Asked, Told } from './small-server.ts';

const form = (required: string, properties: string): string =>
  `requestBody: { required: true, content: { application/x-www-form-urlencoded: { schema: { type: object, required: [${required}], properties: { ${properties} } } } } }`;
const json = (schema: string): string =>
  `content: { application/json: { schema: { $ref: '#/components/schemas/${schema}' } } }`;
const told = (status: number, schema: string): string => `'${status}': { description: told, ${json(schema)} }`;
const string = '{ type: string }';

const vault = `
openapi: 3.0.3
info: { title: Vault, version: '1' }
paths:
  /oauth/token: { post: { tags: [OAuth2], summary: Obtain or refresh an access token, operationId: token, security: [{ clientAuth: [] }], ${form('grant_type', `grant_type: { type: string, enum: [client_credentials, refresh_token, password] }, username: ${string}, password: { type: string, format: password }, refresh_token: ${string}, scope: ${string}`)}, responses: { ${told(200, 'Tokens')}, ${told(400, 'Failure')}, ${told(401, 'Failure')} } } }
  /oauth/revoke: { post: { tags: [OAuth2], summary: Revoke a token (RFC 7009), operationId: revoke, security: [{ clientAuth: [] }], ${form('token', `token: ${string}, token_type_hint: { type: string, enum: [access_token, refresh_token] }`)}, responses: { '200': { description: revoked }, ${told(401, 'Failure')} } } }
  /oauth/introspect: { post: { tags: [OAuth2], summary: Token introspection (RFC 7662), operationId: introspect, security: [{ clientAuth: [] }], ${form('token', `token: ${string}, token_type_hint: ${string}`)}, responses: { ${told(200, 'Introspection')}, ${told(401, 'Failure')} } } }
  /users: { post: { tags: [Users], summary: Create an account, operationId: createUser, security: [{ clientAuth: [] }], requestBody: { required: true, ${json('Registration')} }, responses: { ${told(201, 'User')}, ${told(400, 'Failure')}, ${told(409, 'Failure')} } } }
components:
  securitySchemes: { clientAuth: { type: http, scheme: basic, description: client_id and client_secret } }
  schemas:
    Tokens: { type: object, required: [access_token, token_type], properties: { access_token: ${string}, token_type: ${string}, expires_in: { type: integer }, refresh_token: ${string} } }
    Failure: { type: object, required: [error], properties: { error: ${string}, error_description: ${string} } }
    Introspection: { type: object, required: [active], properties: { active: { type: boolean }, client_id: ${string}, username: ${string}, exp: { type: integer } } }
    Registration: { type: object, required: [username, email, password], properties: { username: ${string}, email: { type: string, format: email }, password: { type: string, minLength: 8 } } }
    User: { type: object, required: [id, username], properties: { id: ${string}, username: ${string} } }
`;

const hidden = '{ type: string, writeOnly: true }';
const shown = '{ type: string, readOnly: true }';
const posted = (schema: string): string =>
  `requestBody: { required: true, content: { ${['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data'].map((type) => `${type}: { schema: { $ref: '#/components/schemas/${schema}' } }`).join(', ')} } }`;
const blog = `
openapi: 3.0.3
info: { title: Blog API, version: 1.0.0 }
paths:
  /api/token/: { post: { operationId: api_token_create, description: Takes a set of user credentials and returns an access and refresh JSON web token pair., tags: [api], ${posted('TokenObtainPair')}, responses: { ${told(200, 'TokenObtainPair')} } } }
  /api/token/refresh/: { post: { operationId: api_token_refresh_create, tags: [api], ${posted('TokenRefresh')}, responses: { ${told(200, 'TokenRefresh')} } } }
  /api/token/blacklist/: { post: { operationId: api_token_blacklist_create, description: Takes a token and blacklists it., tags: [api], ${posted('TokenBlacklist')}, responses: { '200': { description: No response body } } } }
  /api/users/: { post: { operationId: api_users_create, tags: [api], ${posted('User')}, security: [{ jwtAuth: [] }, {}], responses: { ${told(201, 'User')} } } }
  /api/users/me/: { get: { operationId: api_users_me_retrieve, tags: [api], security: [{ jwtAuth: [] }], responses: { ${told(200, 'User')} } } }
components:
  securitySchemes: { jwtAuth: { type: http, scheme: bearer, bearerFormat: JWT } }
  schemas:
    TokenObtainPair: { type: object, required: [access, password, refresh, username], properties: { username: ${hidden}, password: ${hidden}, access: ${shown}, refresh: ${shown} } }
    TokenRefresh: { type: object, required: [access, refresh], properties: { access: ${shown}, refresh: ${hidden} } }
    TokenBlacklist: { type: object, required: [refresh], properties: { refresh: ${hidden} } }
    User: { type: object, required: [id, password, username], properties: { id: { type: integer, readOnly: true }, username: { type: string, pattern: '^[\\w.@+-]+$', maxLength: 150 }, email: { type: string, maxLength: 254 }, password: { type: string, writeOnly: true, maxLength: 128 } } }
`;

const unsaved = { 'Cache-Control': 'no-store' };
const client = { TARGET_CLIENT_ID: 'mobile', TARGET_CLIENT_SECRET: 'app-secret-1f2e3d' };

interface Kept {
  readonly user: string;
  readonly kind: 'access' | 'refresh';
  readonly session: string;
}

/** A server as the document of the vault describes it, with one fault at most. */
function vaultServer(fault?: string): Answer {
  const users = new Map(accounts);
  const tokens = new Map<string, Kept>();
  const failed = (status: number, error: string, headers = {}): Told => ({
    status,
    body: { error },
    headers: { ...unsaved, ...headers },
  });
  const issue = (user: string, session: string = randomUUID()): Told => {
    const [access_token, refresh_token] = [randomBytes(20).toString('hex'), randomBytes(20).toString('hex')];
    tokens.set(access_token, { user, kind: 'access', session });
    tokens.set(refresh_token, { user, kind: 'refresh', session });
    const body = { access_token, token_type: 'Bearer', expires_in: 3600, refresh_token };
    return { status: 200, body, headers: unsaved };
  };
  const operations: Readonly<Record<string, (sent: URLSearchParams, asked: Asked) => Told>> = {
    '/oauth/token': (sent) => {
      const grant = sent.get('grant_type') ?? '';
      if (grant === 'password') {
        const [name, password] = [sent.get('username') ?? '', sent.get('password') ?? ''];
        if (name === '' || password === '') return failed(400, 'invalid_request');
        const isRight = users.get(name) === password || (fault === 'takes-any-password' && users.has(name));
        return isRight ? issue(name) : failed(400, 'invalid_grant');
      }
      if (grant === '') return failed(400, 'invalid_request');
      if (grant !== 'refresh_token') return failed(400, 'unsupported_grant_type');
      const token = sent.get('refresh_token') ?? '';
      if (token === '') return failed(400, 'invalid_request');
      const known = tokens.get(token);
      if (known === undefined) return failed(400, 'invalid_grant');
      if (known.kind !== 'refresh' && fault !== 'renews-by-access-token') return failed(400, 'invalid_grant');
      tokens.delete(token);
      return issue(fault === 'renews-for-the-first-user' ? ([...users.keys()][0] ?? '') : known.user, known.session);
    },
    '/oauth/revoke': (sent) => {
      const token = sent.get('token') ?? '';
      if (token === '') return failed(400, 'invalid_request');
      const session = tokens.get(token)?.session;
      if (fault !== 'revokes-nothing')
        for (const [each, kept] of tokens) if (kept.session === session) tokens.delete(each);
      return { status: 200 };
    },
    '/oauth/introspect': (sent) => {
      const token = sent.get('token') ?? '';
      if (token === '') return failed(400, 'invalid_request');
      const known = tokens.get(token) ?? (fault === 'knows-every-token' ? [...tokens.values()][0] : undefined);
      const body =
        known === undefined ? { active: false } : { active: true, client_id: 'mobile', username: known.user };
      return { status: 200, body, headers: unsaved };
    },
    '/users': (_, { json: { username, email, password } }) => {
      const isAddress = typeof email === 'string' && /^[^@\s\p{Cc}\p{Cs}]+@[\w-]+(\.[\w-]+)+$/u.test(email);
      if (typeof username !== 'string' || username === '' || !isAddress) return failed(400, 'invalid_request');
      if (/[\p{Cc}\p{Cs}]/u.test(username)) return failed(400, 'invalid_request');
      if (typeof password !== 'string' || Array.from(password).length < 8) return failed(400, 'invalid_request');
      if (users.has(username)) return failed(409, 'taken');
      users.set(username, password);
      return { status: 201, body: { id: randomUUID(), username } };
    },
  };
  return (asked) => {
    const operation = operations[asked.path];
    if (operation === undefined) return { status: 404 };
    if (asked.method !== 'POST') return { status: 405, headers: { Allow: 'POST' } };
    const [, basic = ''] = /^basic (.+)$/i.exec(asked.headers.authorization ?? '') ?? [];
    const [, id, secret] = /^([^:]*):(.*)$/s.exec(Buffer.from(basic, 'base64').toString()) ?? [];
    const isSecret = secret === client.TARGET_CLIENT_SECRET || fault === 'asks-for-no-secret';
    if (id !== client.TARGET_CLIENT_ID || !isSecret)
      return failed(401, 'invalid_client', { 'WWW-Authenticate': 'Basic realm="vault"' });
    const type = asked.path === '/users' ? /^application\/json\b/i : /^application\/x-www-form-urlencoded\b/i;
    if (!type.test(asked.headers['content-type'] ?? '')) return failed(400, 'invalid_request');
    const sent = new URLSearchParams(asked.text);
    const isTwice = [...sent.keys()].some((name) => sent.getAll(name).length > 1);
    return isTwice && asked.path !== '/users' ? failed(400, 'invalid_request') : operation(sent, asked);
  };
}

interface Blogger {
  readonly id: number;
  readonly username: string;
  readonly email: string;
  readonly password: string;
}

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const signature = (text: string): string =>
  createHmac('sha256', 'of-the-blog-of-this-test').update(text).digest('base64url');

/** A server as the document of the blog describes it, with one fault at most; access tokens live until they expire. */
function blogServer(fault?: string): Answer {
  const users: Blogger[] = [...accounts].map(([username, password], index) => ({
    id: index + 1,
    username,
    email: username,
    password,
  }));
  const dead = new Set<string>();
  const sign = (kind: string, user: Blogger): string => {
    const now = Math.floor(Date.now() / 1000);
    const life = kind === 'access' ? 300 : 86_400;
    const claims = {
      token_type: kind,
      exp: now + life,
      iat: now,
      jti: randomUUID().replaceAll('-', ''),
      user_id: user.id,
    };
    const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
    return `${text}.${signature(text)}`;
  };
  const read = (token: unknown, kind: string): { readonly user: Blogger; readonly jti: string } | undefined => {
    const [head = '', claims = '', sign = '', ...more] = typeof token === 'string' ? token.split('.') : [];
    if (more.length > 0 || (sign !== signature(`${head}.${claims}`) && fault !== 'checks-no-signature'))
      return undefined;
    try {
      const { token_type, user_id, jti } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<
        string,
        unknown
      >;
      const user = users.find(({ id }) => id === user_id);
      const isKind = token_type === kind || fault === 'takes-tokens-of-both-kinds';
      return user === undefined || !isKind || dead.has(String(jti)) ? undefined : { user, jti: String(jti) };
    } catch {
      return undefined;
    }
  };
  const refused = (detail: string): Told => ({
    status: 401,
    body: { detail },
    headers: { 'WWW-Authenticate': 'Bearer realm="api"', Allow: 'POST, OPTIONS' },
  });
  const invalid = (...names: readonly string[]): Told => ({
    status: 400,
    body: Object.fromEntries(names.map((name) => [name, ['This field is required.']])),
  });
  const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';
  const operations: Readonly<Record<string, (asked: Asked, sent: Readonly<Record<string, unknown>>) => Told>> = {
    'POST /api/token/': (_, { username, password }) => {
      if (!isText(username) || !isText(password)) return invalid('username', 'password');
      const user = users.find((each) => each.username === username);
      const isRight = user?.password === password || (fault === 'takes-any-password' && user !== undefined);
      if (user === undefined || !isRight) return refused('No active account found with the given credentials');
      return { status: 200, body: { refresh: sign('refresh', user), access: sign('access', user) }, headers: unsaved };
    },
    'POST /api/token/refresh/': (_, { refresh }) => {
      if (!isText(refresh)) return invalid('refresh');
      const known = read(refresh, 'refresh');
      if (known === undefined) return refused('Token is invalid or expired');
      return { status: 200, body: { access: sign('access', known.user) }, headers: unsaved };
    },
    'POST /api/token/blacklist/': (_, { refresh }) => {
      if (!isText(refresh)) return invalid('refresh');
      const known = read(refresh, 'refresh');
      if (known === undefined) return refused('Token is invalid or expired');
      if (fault !== 'puts-nothing-on-the-list') dead.add(known.jti);
      return { status: 200, body: {} };
    },
    'POST /api/users/': (_, { username, email = '', password }) => {
      if (!isText(username) || !/^[\w.@+-]+$/.test(username) || username.length > 150) return invalid('username');
      if (!isText(password) || Array.from(password).length > 128) return invalid('password');
      if (typeof email !== 'string' || (email !== '' && !/^[^@\s]+@[\w-]+(\.[\w-]+)+$/.test(email)))
        return invalid('email');
      if (users.some((each) => each.username === username)) return invalid('username');
      const user = { id: users.length + 1, username, email, password };
      users.push(user);
      const { password: own, ...others } = user;
      return { status: 201, body: fault === 'tells-the-password' ? { ...others, password: own } : others };
    },
    'GET /api/users/me/': ({ headers }) => {
      const token = /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1];
      const known = read(token, 'access');
      if (known === undefined) return refused('Given token not valid for any token type');
      const { id, username, email } = known.user;
      return { status: 200, body: { id, username, email }, headers: unsaved };
    },
  };
  return (asked) => {
    const operation = operations[`${asked.method} ${asked.path}`];
    const allowed = Object.keys(operations)
      .find((each) => each.endsWith(` ${asked.path}`))
      ?.split(' ')[0];
    if (operation === undefined)
      return allowed === undefined ? { status: 404 } : { status: 405, headers: { Allow: allowed } };
    if (asked.method === 'GET') return operation(asked, {});
    const type = asked.headers['content-type'] ?? '';
    if (/^application\/json\b/i.test(type)) {
      try {
        JSON.parse(asked.text);
      } catch {
        return { status: 400, body: { detail: 'JSON parse error' } };
      }
      return operation(asked, asked.json);
    }
    if (!/^application\/x-www-form-urlencoded\b/i.test(type))
      return { status: 415, body: { detail: 'Unsupported media type' } };
    return operation(asked, Object.fromEntries(new URLSearchParams(asked.text)));
  };
}

const teams: readonly Team[] = [
  {
    name: 'vault',
    document: vault,
    corrected: [],
    settings: { TARGET_ALLOW_REGISTER: '1', ...client },
    server: vaultServer,
    faults: {
      'takes-any-password': { shownBy: 'token/wrong-password', also: ['createUser'] },
      'renews-by-access-token': { shownBy: 'refresh/access-token', verdict: 'warned' },
      'renews-for-the-first-user': { shownBy: 'refresh/another-user' },
      'revokes-nothing': { shownBy: 'introspect/after-logout' },
      'knows-every-token': { shownBy: 'introspect/unknown-token' },
      'asks-for-no-secret': { shownBy: 'token/secret-cut', also: ['introspect', 'revoke', 'createUser', 'refresh'] },
    },
  },
  {
    name: 'blog',
    document: blog,
    corrected: [],
    settings: { TARGET_ALLOW_REGISTER: '1' },
    server: blogServer,
    faults: {
      'takes-any-password': { shownBy: 'api_token_create/wrong-password', also: ['api_users_create'] },
      'takes-tokens-of-both-kinds': { shownBy: 'api_token_refresh_create/not-an-access-token', verdict: 'warned' },
      'checks-no-signature': {
        shownBy: 'api_users_me_retrieve/signature-changed',
        also: ['api_token_refresh_create', 'api_token_blacklist_create'],
      },
      'puts-nothing-on-the-list': { shownBy: 'api_token_refresh_create/after-logout' },
      'tells-the-password': { shownBy: 'api_users_create/no-password', verdict: 'warned' },
    },
  },
];

for (const team of teams) testTeam(team);

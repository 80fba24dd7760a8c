/**
 * Two documents of the form that many teams have, from `init` to a verdict: FastAPI's with OAuth 2 and JSON Web Tokens, and a
 * Swagger 2.0 document with HTTP Basic and a cookie. The servers are written from the documents.
 */
import { createHmac, randomUUID } from 'node:crypto';
import { testTeam } from './published.ts';
import type { Team } from './published.ts';
import { accounts } from './small-server.ts';
import type { Answer, Asked, Told } from './small-server.ts';

const validation = `'422': { description: Validation Error, content: { application/json: { schema: { $ref: '#/components/schemas/HTTPValidationError' } } } }`;
const answered = (schema: string): string =>
  `'200': { description: Successful Response, content: { application/json: { schema: { $ref: '#/components/schemas/${schema}' } } } }`;
const notes = `
openapi: 3.1.0
info: { title: Notes, version: 0.1.0 }
paths:
  /api/v1/login/access-token:
    post:
      tags: [login]
      summary: Login Access Token
      operationId: login-login_access_token
      requestBody: { required: true, content: { application/x-www-form-urlencoded: { schema: { $ref: '#/components/schemas/Body_login' } } } }
      responses: { ${answered('Token')}, ${validation} }
  /api/v1/login/test-token:
    post:
      tags: [login]
      operationId: login-test_token
      security: [{ OAuth2PasswordBearer: [] }]
      responses: { ${answered('UserPublic')} }
  /api/v1/users/signup:
    post:
      tags: [users]
      summary: Register User
      operationId: users-register_user
      requestBody: { required: true, content: { application/json: { schema: { $ref: '#/components/schemas/UserRegister' } } } }
      responses: { ${answered('UserPublic')}, ${validation} }
  /api/v1/users/me:
    get:
      tags: [users]
      summary: Read User Me
      operationId: users-read_user_me
      security: [{ OAuth2PasswordBearer: [] }]
      responses: { ${answered('UserPublic')} }
components:
  schemas:
    Body_login:
      type: object
      required: [username, password]
      properties:
        grant_type: { anyOf: [{ type: string, pattern: ^password$ }, { type: 'null' }], title: Grant Type }
        username: { type: string, title: Username }
        password: { type: string, format: password, title: Password }
        scope: { type: string, title: Scope, default: '' }
        client_id: { anyOf: [{ type: string }, { type: 'null' }], title: Client Id }
    Token:
      type: object
      required: [access_token]
      properties: { access_token: { type: string }, token_type: { type: string, default: bearer } }
    UserRegister:
      type: object
      required: [email, password]
      properties:
        email: { type: string, maxLength: 255, format: email }
        password: { type: string, maxLength: 128, minLength: 8 }
        full_name: { anyOf: [{ type: string, maxLength: 255 }, { type: 'null' }] }
    UserPublic:
      type: object
      required: [email, id]
      properties:
        email: { type: string, format: email }
        is_active: { type: boolean, default: true }
        full_name: { anyOf: [{ type: string }, { type: 'null' }] }
        id: { type: string, format: uuid }
    HTTPValidationError:
      type: object
      properties: { detail: { type: array, items: { type: object } } }
  securitySchemes:
    OAuth2PasswordBearer: { type: oauth2, flows: { password: { scopes: {}, tokenUrl: /api/v1/login/access-token } } }
`;

const detail = (status: number, text: unknown, headers?: Record<string, string>): Told => ({
  status,
  body: { detail: text },
  headers: { 'Cache-Control': 'no-store', ...headers },
});
const invalid = (): Told => detail(422, [{ type: 'missing', msg: 'Field required' }]);
const challenge = { 'WWW-Authenticate': 'Bearer' };

interface User {
  readonly id: string;
  readonly email: string;
  password: string;
  readonly full_name: string | null;
}

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const key = 'of-the-notes-server-and-nobody-else';
const signature = (text: string): string => createHmac('sha256', key).update(text).digest('base64url');

/** A server as the document of the notes describes it, with one fault at most. */
function notesServer(fault?: string): Answer {
  const users: User[] = [...accounts].map(([email, password]) => ({
    id: randomUUID(),
    email,
    password,
    full_name: null,
  }));
  const find = (email: string): User | undefined =>
    users.find((each) => each.email.toLowerCase() === email.toLowerCase());
  const shown = ({ id, email, full_name }: User) => ({ id, email, full_name, is_active: true });
  const issue = (user: User): string => {
    const now = Math.floor(Date.now() / 1000);
    const claims = { sub: user.id, iat: now, exp: now + 3600, jti: fault === 'same-token' ? 'one' : randomUUID() };
    const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
    return `${text}.${signature(text)}`;
  };
  const userOf = (token: string): User | undefined => {
    const [head = '', claims = '', signed = '', ...more] = token.split('.');
    if (more.length > 0) return undefined;
    const own = signature(`${head}.${claims}`);
    try {
      const isCut = fault === 'takes-cut-tokens' && signed !== '' && own.startsWith(signed);
      if (own !== signed && fault !== 'checks-no-signature' && !isCut) return undefined;
      const { sub } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { sub?: string };
      return users.find(({ id }) => id === sub);
    } catch {
      return undefined;
    }
  };
  const login = ({ headers, text }: Asked): Told => {
    if (!/^application\/x-www-form-urlencoded/i.test(headers['content-type'] ?? '')) return invalid();
    const form = new URLSearchParams(text);
    const [name, password] = [form.get('username') ?? '', form.get('password') ?? ''];
    if (!/^(password)?$/.test(form.get('grant_type') ?? '')) return invalid();
    if (name === '' || password === '') return fault === 'fails-on-empty-fields' ? detail(500, 'error') : invalid();
    const user = find(name) ?? (fault === 'logs-strangers-in' ? users[0] : undefined);
    const isRight =
      fault === 'takes-any-password' ||
      user?.password === password ||
      (fault === 'ignores-letter-case' && user?.password.toLowerCase() === password.toLowerCase());
    if (user === undefined || (!isRight && !(fault === 'logs-strangers-in' && find(name) === undefined)))
      return detail(400, 'Incorrect email or password');
    const body = { [fault === 'renames-the-token' ? 'token' : 'access_token']: issue(user), token_type: 'bearer' };
    return { status: 200, body, headers: { 'Cache-Control': 'no-store' } };
  };
  const signup = ({ headers, json }: Asked): Told => {
    const { email, password, full_name: name = null } = json;
    if (!/^application\/json/i.test(headers['content-type'] ?? '')) return invalid();
    if (typeof email !== 'string' || !/^[^@\s\u0000-\u001f]+@[\w-]+(\.[\w-]+)+$/.test(email) || email.length > 255)
      return invalid();
    if (typeof password !== 'string' || password.length < 8 || password.length > 128) return invalid();
    if (name !== null && (typeof name !== 'string' || name.length > 255)) return invalid();
    const known = find(email);
    if (known !== undefined && fault !== 'lets-others-register-again') return detail(400, 'The user exists already');
    if (known !== undefined) known.password = password;
    const user: User = known ?? { id: randomUUID(), email, password, full_name: name };
    if (known === undefined && fault !== 'forgets-new-users') users.push(user);
    return { status: 200, body: shown(user), headers: { 'Cache-Control': 'no-store' } };
  };
  const me = ({ headers }: Asked): Told => {
    const token = /^Bearer ([^\s,]+)$/i.exec(headers.authorization ?? '')?.[1];
    if (token === undefined && fault === 'asks-for-no-token') return { status: 200, body: shown(users[0] as User) };
    if (token === undefined) return detail(401, 'Not authenticated', challenge);
    const user = userOf(token);
    if (user === undefined) return detail(403, 'Could not validate credentials');
    const told = fault === 'tells-of-another-user' ? (users.find((each) => each !== user) ?? user) : user;
    return { status: 200, body: shown(told), headers: { 'Cache-Control': 'no-store' } };
  };
  return (asked) => {
    const operations: Readonly<Record<string, (asked: Asked) => Told>> = {
      'POST /api/v1/login/access-token': login,
      'POST /api/v1/users/signup': signup,
      'GET /api/v1/users/me': me,
    };
    const all = Object.keys(operations).map((each) => each.split(' '));
    const allowed = all.find(([, at]) => at === asked.path)?.[0];
    const operation = operations[`${asked.method} ${asked.path}`];
    if (operation !== undefined) return operation(asked);
    return allowed === undefined ? detail(404, 'Not Found') : detail(405, 'Method Not Allowed', { Allow: allowed });
  };
}

const shelf = `
swagger: '2.0'
info: { title: Shelf, version: 2.1.0, description: 'Authenticate with basic auth or a client token.' }
consumes: [application/json]
produces: [application/json]
securityDefinitions:
  basicAuth: { type: basic }
  clientTokenHeader: { type: apiKey, name: X-Shelf-Key, in: header }
paths:
  /auth/local/login:
    post:
      tags: [auth]
      summary: Log in, and create a client.
      operationId: localLogin
      security: [{ basicAuth: [] }]
      parameters: [{ name: body, in: body, schema: { $ref: '#/definitions/Client' } }]
      responses:
        '200': { description: Ok, schema: { $ref: '#/definitions/User' } }
        '401': { description: Unauthorized, schema: { $ref: '#/definitions/Error' } }
  /auth/logout:
    post:
      tags: [auth]
      summary: Log out, and forget the client.
      operationId: logout
      security: [{ clientTokenHeader: [] }, { basicAuth: [] }]
      responses: { '200': { description: Ok }, '401': { description: Unauthorized, schema: { $ref: '#/definitions/Error' } } }
  /current/user:
    get:
      tags: [user]
      summary: Return the current user.
      operationId: currentUser
      security: [{ clientTokenHeader: [] }, { basicAuth: [] }]
      responses:
        '200': { description: Ok, schema: { $ref: '#/definitions/User' } }
        '401': { description: Unauthorized, schema: { $ref: '#/definitions/Error' } }
definitions:
  Client: { type: object, properties: { client: { type: string, example: my phone } } }
  User: { type: object, required: [id, name], properties: { id: { type: integer, format: int64 }, name: { type: string } } }
  Error: { type: object, required: [error], properties: { error: { type: string }, errorCode: { type: integer } } }
`;

/** A server as the document of the shelf describes it, with one fault at most. */
function shelfServer(fault?: string): Answer {
  const names = [...accounts.keys()];
  const sessions = new Map<string, string>();
  const cookie = 'shelf-client';
  const told = (name: string): Told => ({
    status: 200,
    body: fault === 'leaves-the-name-out' ? { id: names.indexOf(name) + 1 } : { id: names.indexOf(name) + 1, name },
    headers: { 'Cache-Control': 'no-store' },
  });
  const refused: Told = {
    status: fault === 'refuses-with-403' ? 403 : 401,
    body: { error: 'Unauthorized', errorCode: 401 },
    headers: { 'WWW-Authenticate': 'Basic realm="shelf"', 'Cache-Control': 'no-store' },
  };
  const byPassword = ({ headers }: Asked): string | undefined => {
    const given = Buffer.from(/^Basic (\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? '', 'base64').toString();
    const at = given.indexOf(':');
    if (at < 1) return undefined;
    const [name, password] = [given.slice(0, at), given.slice(at + 1)];
    const own = accounts.get(name);
    if (own === undefined) return fault === 'logs-strangers-in' ? names[0] : undefined;
    if (fault === 'takes-any-password' || own === password) return name;
    return fault === 'compares-eight-letters' && own.slice(0, 8) === password.slice(0, 8) ? name : undefined;
  };
  const idOf = ({ cookies, headers }: Asked): string =>
    cookies.get(cookie) ?? (typeof headers['x-shelf-key'] === 'string' ? headers['x-shelf-key'] : '');
  const bySession = (asked: Asked): string | undefined => {
    const id = idOf(asked);
    if (fault === 'takes-cut-ids' && id !== '') return [...sessions].find(([each]) => each.startsWith(id))?.[1];
    if (fault === 'takes-any-id' && id !== '') return sessions.get(id) ?? names[0];
    return sessions.get(id);
  };
  return (asked) => {
    if (asked.path === '/auth/local/login' && asked.method === 'POST') {
      const name = byPassword(asked);
      if (name === undefined) return refused;
      const planted = asked.cookies.get(cookie);
      const id = fault === 'keeps-planted-ids' && planted !== undefined ? planted : randomUUID();
      sessions.set(id, name);
      const set = { 'Set-Cookie': `${cookie}=${id}; Path=/; HttpOnly; SameSite=Strict` };
      return { ...told(name), headers: { 'Cache-Control': 'no-store', ...set } };
    }
    const name = bySession(asked) ?? byPassword(asked);
    if (asked.path === '/auth/logout' && asked.method === 'POST') {
      if (name === undefined) return refused;
      if (fault === 'ends-all-sessions') sessions.clear();
      if (fault !== 'ends-no-session') sessions.delete(idOf(asked));
      return { status: 200, headers: { 'Set-Cookie': `${cookie}=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict` } };
    }
    if (asked.path === '/current/user' && asked.method === 'GET') {
      if (name === undefined) return fault === 'asks-for-no-session' ? told(names[0] ?? '') : refused;
      return told(fault === 'tells-of-another-user' ? (names.find((each) => each !== name) ?? name) : name);
    }
    const allowed = { '/auth/local/login': 'POST', '/auth/logout': 'POST', '/current/user': 'GET' }[asked.path];
    if (allowed === undefined) return { status: 404, body: { error: 'Not Found', errorCode: 404 } };
    return { status: 405, body: { error: 'Method Not Allowed' }, headers: { Allow: allowed } };
  };
}

const teams: readonly Team[] = [
  {
    name: 'notes',
    document: notes,
    corrected: [],
    settings: { TARGET_ALLOW_REGISTER: '1' },
    server: notesServer,
    faults: {
      'takes-any-password': { shownBy: 'login-login_access_token/wrong-password', also: ['users-register_user'] },
      'logs-strangers-in': { shownBy: 'login-login_access_token/unknown-user' },
      'ignores-letter-case': { shownBy: 'login-login_access_token/password-in-another-case' },
      'fails-on-empty-fields': { shownBy: 'login-login_access_token/empty-body' },
      'renames-the-token': { shownBy: 'login-login_access_token/answer/access_token' },
      'asks-for-no-token': { shownBy: 'users-read_user_me/without-credentials' },
      'takes-cut-tokens': { shownBy: 'users-read_user_me/token-cut' },
      'checks-no-signature': { shownBy: 'users-read_user_me/token-cut' },
      'tells-of-another-user': { shownBy: 'users-read_user_me/own-identity', also: ['login-login_access_token'] },
      'forgets-new-users': { shownBy: 'users-register_user/then-login' },
      'lets-others-register-again': { shownBy: 'users-register_user/duplicate-leaves-first' },
    },
  },
  {
    name: 'shelf',
    document: shelf,
    corrected: [['name: sid', 'name: shelf-client']],
    settings: {},
    server: shelfServer,
    faults: {
      'takes-any-password': { shownBy: 'localLogin/wrong-password' },
      'logs-strangers-in': { shownBy: 'localLogin/unknown-user' },
      'compares-eight-letters': { shownBy: 'localLogin/password-cut' },
      'keeps-planted-ids': { shownBy: 'localLogin/cookie-fixed', also: ['currentUser'], verdict: 'warned' },
      'leaves-the-name-out': { shownBy: 'currentUser/answer/name', also: ['localLogin'] },
      'refuses-with-403': { shownBy: 'localLogin/wrong-password', also: ['currentUser', 'logout'] },
      'asks-for-no-session': { shownBy: 'currentUser/without-credentials', also: ['localLogin'] },
      'takes-cut-ids': { shownBy: 'currentUser/token-cut' },
      'takes-any-id': { shownBy: 'currentUser/unknown-token', also: ['localLogin'] },
      'tells-of-another-user': { shownBy: 'currentUser/same-user', also: ['localLogin'] },
      'ends-no-session': { shownBy: 'currentUser/after-logout' },
      'ends-all-sessions': { shownBy: 'logout/leaves-other-user' },
    },
  },
];

for (const team of teams) testTeam(team);

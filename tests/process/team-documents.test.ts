/**
 * Two documents as small teams write them: an envelope around every response, in which nothing is required, with a logout that names
 * the refresh token; and a refresh token in a cookie beside an access token in the body. The servers are written from the documents.
 */
import { createHmac, randomUUID } from 'node:crypto';
import { testTeam } from './published.ts';
import type { Team } from './published.ts';
import { accounts } from './small-server.ts';
import type { Answer, Asked, Told } from './small-server.ts';

const failures = (...statuses: readonly number[]): string =>
  statuses
    .map(
      (status) =>
        `'${status}': { description: refused, content: { application/json: { schema: { $ref: '#/components/schemas/Failure' } } } }`,
    )
    .join(', ');
const success = (status: number, schema: string): string =>
  `'${status}': { description: done, content: { application/json: { schema: { $ref: '#/components/schemas/${schema}' } } } }`;
const posts = (schema: string, responses: string): string =>
  `security: [], requestBody: { required: true, content: { application/json: { schema: { $ref: '#/components/schemas/${schema}' } } } }, responses: { ${responses} }`;

const transfers = `
openapi: 3.0.3
info: { title: Transfers, version: 1.0.0 }
security: [{ bearerAuth: [] }]
paths:
  /api/auth/register: { post: { tags: [Auth], summary: Register a new sender account, ${posts('Registration', `${success(201, 'Issued')}, ${failures(400, 409)}`)} } }
  /api/auth/login: { post: { tags: [Auth], summary: Login and obtain JWT tokens, ${posts('Login', `${success(200, 'Issued')}, ${failures(400, 401)}`)} } }
  /api/auth/refresh: { post: { tags: [Auth], summary: Refresh access token, ${posts('Refresh', `${success(200, 'Renewed')}, ${failures(400, 401)}`)} } }
  /api/auth/logout: { post: { tags: [Auth], summary: Logout (revoke refresh token), ${posts('Refresh', `${success(200, 'Ended')}, ${failures(400)}`)} } }
  /api/auth/me: { get: { tags: [Auth], summary: Get current user profile, security: [{ bearerAuth: [] }], responses: { ${success(200, 'Me')}, ${failures(401)} } } }
components:
  securitySchemes: { bearerAuth: { type: http, scheme: bearer, bearerFormat: JWT } }
  schemas:
    User: { type: object, properties: { id: { type: string }, firstName: { type: string, example: Abel }, email: { type: string, format: email } } }
    Tokens: { type: object, required: [accessToken, refreshToken], properties: { accessToken: { type: string, example: eyJhbGciOi... }, refreshToken: { type: string } } }
    Registration: { type: object, required: [firstName, email, password], properties: { firstName: { type: string, minLength: 1, maxLength: 100, example: John }, email: { type: string, format: email }, password: { type: string, minLength: 8, maxLength: 128, example: Password123! } } }
    Login: { type: object, required: [email, password], properties: { email: { type: string, format: email }, password: { type: string } } }
    Refresh: { type: object, required: [refreshToken], properties: { refreshToken: { type: string, example: eyJhbGciOi... } } }
    Failure: { type: object, properties: { success: { type: boolean, enum: [false] }, error: { type: object, properties: { code: { type: string } } } } }
    Issued: { type: object, properties: { success: { type: boolean, enum: [true] }, data: { type: object, properties: { user: { $ref: '#/components/schemas/User' }, tokens: { $ref: '#/components/schemas/Tokens' } } } } }
    Renewed: { type: object, properties: { success: { type: boolean, enum: [true] }, data: { $ref: '#/components/schemas/Tokens' } } }
    Ended: { type: object, properties: { success: { type: boolean, enum: [true] }, data: { type: object, properties: { loggedOut: { type: boolean } } } } }
    Me: { type: object, properties: { success: { type: boolean, enum: [true] }, data: { type: object, properties: { user: { $ref: '#/components/schemas/User' } } } } }
`;

const profiles = `
openapi: 3.0.0
info: { title: Profiles, version: '1.0' }
paths:
  /auth/registration: { post: { summary: Registration for users, requestBody: { required: true, content: { application/json: { schema: { type: object, properties: { userName: { type: string, minLength: 4, maxLength: 60, example: powerMan }, email: { type: string, example: user@mail.example }, password: { type: string, minLength: 6, maxLength: 60 } } } } } }, responses: { '204': { description: Account was created }, '400': { description: Incorrect data } } } }
  /auth/login: { post: { summary: User can login, parameters: [{ name: user-agent, required: true, in: header, schema: { type: string } }], requestBody: { required: true, content: { application/json: { schema: { type: object, properties: { email: { type: string }, password: { type: string } } } } } }, responses: { '200': { description: Refresh token sent into secure cookie, content: { application/json: { schema: { type: object, properties: { accessToken: { type: string } } } } } }, '401': { description: Email or password are incorrect } } } }
  /auth/refresh-token: { post: { summary: User can update tokens, security: [{ cookie: [] }], responses: { '200': { description: Refresh token sent into secure cookie, content: { application/json: { schema: { type: object, properties: { accessToken: { type: string } } } } } }, '401': { description: Refresh token is expired } } } }
  /auth/logout: { post: { summary: User can logout, security: [{ cookie: [] }], responses: { '204': { description: User was logged out }, '401': { description: Refresh token is expired } } } }
  /auth/me: { get: { summary: Get the info of the user, security: [{ JWT-auth: [] }], responses: { '200': { description: ok, content: { application/json: { schema: { type: object, properties: { email: { type: string }, userId: { type: string }, userName: { type: string } } } } } }, '401': { description: No } } } }
components:
  securitySchemes: { bearer: { scheme: bearer, bearerFormat: JWT, type: http }, cookie: { type: apiKey, in: cookie, name: refreshToken } }
`;

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const signed = (text: string, kind: string): string =>
  createHmac('sha256', `of-these-servers-for-${kind}`).update(text).digest('base64url');

interface User {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

/** The parts that both servers have: users, JSON Web Tokens of two kinds, and the refresh tokens that are alive. */
class Store {
  readonly users: User[] = [...accounts].map(([email, password]) => ({
    id: randomUUID(),
    name: email.replace(/@.*/, ''),
    email,
    password,
  }));
  readonly alive = new Set<string>();

  issue(user: User, kind: 'access' | 'refresh'): string {
    const now = Math.floor(Date.now() / 1000);
    const id = randomUUID();
    if (kind === 'refresh') this.alive.add(id);
    const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: user.id, iat: now, exp: now + 3600, jti: id })}`;
    return `${text}.${signed(text, kind)}`;
  }

  /** The user of a token; a refresh token has to be alive. */
  read(token: unknown, kind: 'access' | 'refresh'): { readonly user: User; readonly id: string } | undefined {
    if (typeof token !== 'string') return undefined;
    const [head, claims = '', sign, ...more] = token.split('.');
    if (more.length > 0 || sign !== signed(`${head ?? ''}.${claims}`, kind)) return undefined;
    const { sub, jti } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { sub: string; jti: string };
    const user = this.users.find(({ id }) => id === sub);
    return user === undefined || (kind === 'refresh' && !this.alive.has(jti)) ? undefined : { user, id: jti };
  }

  find(email: unknown): User | undefined {
    return this.users.find((each) => typeof email === 'string' && each.email === email.toLowerCase());
  }
}

const unsaved = { 'Cache-Control': 'no-store' };
const challenge = { ...unsaved, 'WWW-Authenticate': 'Bearer' };
const isText = (value: unknown, min: number, max: number): value is string =>
  typeof value === 'string' && value.length >= min && value.length <= max;
const isAddress = (value: unknown): value is string =>
  typeof value === 'string' && /^[^@\s\u0000-\u001f]+@[\w-]+(\.[\w-]+)+$/.test(value);
const bearerOf = ({ headers }: Asked): string | undefined => /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1];
const isJson = ({ headers }: Asked): boolean => /^application\/json/i.test(headers['content-type'] ?? '');

function routed(operations: Readonly<Record<string, (asked: Asked) => Told>>): Answer {
  return (asked) => {
    const allowed = Object.keys(operations)
      .find((each) => each.endsWith(` ${asked.path}`))
      ?.split(' ')[0];
    const operation = operations[`${asked.method} ${asked.path}`];
    if (operation !== undefined) return operation(asked);
    return allowed === undefined ? { status: 404 } : { status: 405, headers: { Allow: allowed } };
  };
}

/** A server as the document of the transfers describes it, with one fault at most. */
function transfersServer(fault?: string): Answer {
  const store = new Store();
  const refused = (status: number): Told => ({
    status,
    body: { success: false, error: { code: String(status) } },
    headers: status === 401 ? challenge : unsaved,
  });
  // A framework answers what it cannot parse in a form of its own.
  const unparsed: Told = { status: 400, body: { message: 'Unexpected token', statusCode: 400 }, headers: unsaved };
  const done = (status: number, data: unknown): Told => ({ status, body: { success: true, data }, headers: unsaved });
  const shown = ({ id, name, email }: User) => ({ id, firstName: name, email });
  const tokens = (user: User) => ({
    accessToken: store.issue(user, 'access'),
    refreshToken: store.issue(user, 'refresh'),
  });
  const parsed =
    (operation: (asked: Asked) => Told) =>
    (asked: Asked): Told => {
      try {
        JSON.parse(asked.text);
      } catch {
        return unparsed;
      }
      return isJson(asked) ? operation(asked) : unparsed;
    };
  return routed({
    'POST /api/auth/register': parsed(({ json: { firstName, email, password } }) => {
      if (!isText(firstName, 1, 100) || !isAddress(email) || !isText(password, 8, 128)) return refused(400);
      if (store.find(email) !== undefined) return refused(409);
      const user = { id: randomUUID(), name: firstName, email: email.toLowerCase(), password };
      store.users.push(user);
      return done(201, { user: shown(user), tokens: tokens(user) });
    }),
    'POST /api/auth/login': parsed(({ json: { email, password } }) => {
      if (!isAddress(email) || !isText(password, 1, 1000)) return refused(400);
      const user = store.find(email);
      if (user === undefined) return refused(401);
      if (user.password === password || fault === 'takes-any-password')
        return done(200, { user: shown(user), tokens: tokens(user) });
      return fault === 'refuses-with-tokens'
        ? { ...done(401, { user: shown(user), tokens: tokens(user) }), headers: challenge }
        : refused(401);
    }),
    'POST /api/auth/refresh': parsed(({ json: { refreshToken } }) => {
      if (typeof refreshToken !== 'string' || refreshToken === '') return refused(400);
      const known =
        store.read(refreshToken, 'refresh') ??
        (fault === 'renews-by-access-token' ? store.read(refreshToken, 'access') : undefined);
      if (known === undefined) return refused(401);
      store.alive.delete(known.id);
      return done(200, tokens(fault === 'renews-for-the-first-user' ? (store.users[0] ?? known.user) : known.user));
    }),
    'POST /api/auth/logout': parsed(({ json: { refreshToken } }) => {
      if (typeof refreshToken !== 'string' || refreshToken === '') return refused(400);
      if (fault !== 'logs-out-without-effect') store.alive.delete(store.read(refreshToken, 'refresh')?.id ?? '');
      return done(200, { loggedOut: true });
    }),
    'GET /api/auth/me': (asked) => {
      const known = store.read(bearerOf(asked), 'access');
      if (known === undefined) return refused(401);
      const other = store.users.find((each) => each !== known.user) ?? known.user;
      return done(200, { user: shown(fault === 'tells-of-another-user' ? other : known.user) });
    },
  });
}

/** A server as the document of the profiles describes it, with one fault at most. */
function profilesServer(fault?: string): Answer {
  const store = new Store();
  const refused: Told = { status: 401, headers: challenge };
  const stay = (user: User): Told => ({
    status: 200,
    body: { accessToken: store.issue(user, 'access') },
    headers: {
      ...unsaved,
      'Set-Cookie': `refreshToken=${store.issue(user, 'refresh')}; Path=/; HttpOnly; SameSite=Strict`,
    },
  });
  const kept = ({ cookies }: Asked) => store.read(cookies.get('refreshToken'), 'refresh');
  return routed({
    'POST /auth/registration': (asked) => {
      const { userName, email, password } = asked.json;
      const isRight = isText(userName, 4, 60) && isAddress(email) && isText(password, 6, 60) && isJson(asked);
      if (!isRight || store.find(email) !== undefined) return { status: 400 };
      if (store.users.some(({ name }) => name === userName)) return { status: 400 };
      store.users.push({ id: randomUUID(), name: userName, email: email.toLowerCase(), password });
      return { status: 204 };
    },
    'POST /auth/login': (asked) => {
      const user = store.find(asked.json['email']);
      const isRight = user?.password === asked.json['password'] || fault === 'takes-any-password';
      return isJson(asked) && user !== undefined && isRight ? stay(user) : refused;
    },
    'POST /auth/refresh-token': (asked) => {
      const known =
        kept(asked) ??
        (fault === 'renews-by-access-token' ? store.read(asked.cookies.get('refreshToken'), 'access') : undefined);
      if (known === undefined) return refused;
      store.alive.delete(known.id);
      const user = fault === 'renews-for-the-first-user' ? store.users[0] : known.user;
      return fault === 'renews-with-dead-tokens'
        ? { ...stay(user ?? known.user), body: { accessToken: 'dead' } }
        : stay(user ?? known.user);
    },
    'POST /auth/logout': (asked) => {
      const known = kept(asked);
      if (known === undefined) return refused;
      if (fault !== 'logs-out-without-effect') store.alive.delete(known.id);
      return { status: 204, headers: { 'Set-Cookie': 'refreshToken=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict' } };
    },
    'GET /auth/me': (asked) => {
      const known = store.read(bearerOf(asked), 'access');
      const user = known?.user ?? (fault === 'asks-for-no-token' ? store.users[0] : undefined);
      if (user === undefined) return refused;
      return { status: 200, body: { email: user.email, userId: user.id, userName: user.name }, headers: unsaved };
    },
  });
}

const teams: readonly Team[] = [
  {
    name: 'transfers',
    document: transfers,
    corrected: [],
    settings: { TARGET_ALLOW_REGISTER: '1' },
    server: transfersServer,
    faults: {
      'takes-any-password': { shownBy: 'post-api-auth-login/wrong-password', also: ['post-api-auth-register'] },
      'refuses-with-tokens': { shownBy: 'post-api-auth-login/wrong-password', also: ['post-api-auth-register'] },
      'renews-by-access-token': { shownBy: 'post-api-auth-refresh/access-token', verdict: 'warned' },
      'renews-for-the-first-user': { shownBy: 'post-api-auth-refresh/another-user' },
      'logs-out-without-effect': { shownBy: 'post-api-auth-refresh/after-logout' },
      'tells-of-another-user': {
        shownBy: 'get-api-auth-me/own-identity',
        also: ['post-api-auth-login', 'post-api-auth-register', 'post-api-auth-refresh'],
      },
    },
  },
  {
    name: 'profiles',
    document: profiles,
    corrected: [],
    settings: { TARGET_ALLOW_REGISTER: '1' },
    server: profilesServer,
    faults: {
      'takes-any-password': { shownBy: 'post-auth-login/wrong-password', also: ['post-auth-registration'] },
      'renews-by-access-token': { shownBy: 'post-auth-refresh-token/access-token', verdict: 'warned' },
      'renews-for-the-first-user': { shownBy: 'post-auth-refresh-token/another-user' },
      'renews-with-dead-tokens': { shownBy: 'post-auth-refresh-token/works' },
      'logs-out-without-effect': { shownBy: 'post-auth-refresh-token/after-logout' },
      'asks-for-no-token': { shownBy: 'get-auth-me/without-credentials' },
    },
  },
];

for (const team of teams) testTeam(team);

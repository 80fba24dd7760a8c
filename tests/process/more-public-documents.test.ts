/**
 * Two more documents of usual forms, from `init` to a verdict: one as NestJS generates it, whose refresh takes its token like the
 * access token, and one of ASP.NET Core Identity, which describes no refusal of a login. The servers are written from the documents.
 */
import { randomUUID } from 'node:crypto';
import { testTeam } from './published.ts';
import type { Team } from './published.ts';
import { accounts } from './small-server.ts';
import type { Answer, Asked, Told } from './small-server.ts';

const body = (name: string): string =>
  `requestBody: { required: true, content: { application/json: { schema: { $ref: '#/components/schemas/${name}' } } } }`;
const told = (status: number, name: string): string =>
  `'${status}': { description: '', content: { application/json: { schema: { $ref: '#/components/schemas/${name}' } } } }`;
const bearer = 'security: [{ bearer: [] }]';

const boards = `
openapi: 3.0.0
info: { title: API, description: API docs, version: '1.0', contact: {} }
tags: []
servers: []
paths:
  /api/v1/auth/email/login:
    post: { operationId: AuthController_login_v1, parameters: [], ${body('AuthEmailLoginDto')}, responses: { ${told(200, 'LoginResponseDto')} }, tags: [Auth] }
  /api/v1/auth/email/register:
    post: { operationId: AuthController_register_v1, parameters: [], ${body('AuthRegisterLoginDto')}, responses: { '204': { description: '' } }, tags: [Auth] }
  /api/v1/auth/email/confirm:
    post: { operationId: AuthController_confirmEmail_v1, parameters: [], ${body('AuthConfirmEmailDto')}, responses: { '204': { description: '' } }, tags: [Auth] }
  /api/v1/auth/me:
    get: { operationId: AuthController_me_v1, parameters: [], responses: { ${told(200, 'User')} }, tags: [Auth], ${bearer} }
    delete: { operationId: AuthController_delete_v1, parameters: [], responses: { '204': { description: '' } }, tags: [Auth], ${bearer} }
  /api/v1/auth/refresh:
    post: { operationId: AuthController_refresh_v1, parameters: [], responses: { ${told(200, 'RefreshResponseDto')} }, tags: [Auth], ${bearer} }
  /api/v1/auth/logout:
    post: { operationId: AuthController_logout_v1, parameters: [], responses: { '204': { description: '' } }, tags: [Auth], ${bearer} }
components:
  securitySchemes: { bearer: { scheme: bearer, bearerFormat: JWT, type: http, in: header } }
  schemas:
    AuthEmailLoginDto: { type: object, properties: { email: { type: string, example: test1@example.com }, password: { type: string } }, required: [email, password] }
    AuthConfirmEmailDto: { type: object, properties: { hash: { type: string } }, required: [hash] }
    AuthRegisterLoginDto:
      type: object
      properties: { email: { type: string, example: test1@example.com }, password: { type: string, minLength: 6 }, firstName: { type: string, example: John }, lastName: { type: string, example: Doe } }
      required: [email, password, firstName, lastName]
    User: { type: object, properties: { id: { type: number }, email: { type: string }, provider: { type: string, example: email }, firstName: { type: string }, createdAt: { format: date-time, type: string } }, required: [id, email, provider, createdAt] }
    LoginResponseDto:
      type: object
      properties: { token: { type: string }, refreshToken: { type: string }, tokenExpires: { type: number }, user: { $ref: '#/components/schemas/User' } }
      required: [token, refreshToken, tokenExpires, user]
    RefreshResponseDto: { type: object, properties: { token: { type: string }, refreshToken: { type: string }, tokenExpires: { type: number } }, required: [token, refreshToken, tokenExpires] }
`;

interface User {
  readonly id: number;
  readonly email: string;
  readonly password: string;
  readonly createdAt: string;
}

interface Session {
  readonly user: User;
  token: string;
  refresh: string;
}

const unsaved = { 'Cache-Control': 'no-store' };
const problem = (status: number, errors: unknown): Told => ({ status, body: { status, errors }, headers: unsaved });
const unauthorized: Told = {
  status: 401,
  body: { message: 'Unauthorized', statusCode: 401 },
  headers: { 'WWW-Authenticate': 'Bearer' },
};
const bearerOf = ({ headers }: Asked): string => /^Bearer ([^\s,]+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
const isAddress = (value: unknown): value is string =>
  typeof value === 'string' && /^[^@\s\p{Cc}\p{Cs}]+@[\w-]+(\.[\w-]+)+$/u.test(value);
const allowedIn = (operations: Readonly<Record<string, unknown>>, at: string): Told => {
  const methods = Object.keys(operations).flatMap((each) =>
    each.endsWith(` ${at}`) ? [each.split(' ')[0] ?? ''] : [],
  );
  if (methods.length === 0) return { status: 404, body: { message: 'Not Found', statusCode: 404 } };
  return { status: 405, body: { message: 'Method Not Allowed' }, headers: { Allow: methods.join(', ') } };
};

/** A server as the document of the boards describes it, with one fault at most: wrong passwords are 422, sessions are rows. */
function boardsServer(fault?: string): Answer {
  let last = 0;
  const made = (email: string, password: string): User => ({
    id: (last += 1),
    email,
    password,
    createdAt: new Date().toISOString(),
  });
  let users = [...accounts].map(([email, password]) => made(email, password));
  let sessions: Session[] = [];
  const shown = ({ id, email, createdAt }: User) => ({ id, email, provider: 'email', firstName: 'John', createdAt });
  const find = (email: string): User | undefined => users.find((each) => each.email === email.toLowerCase());
  const issued = ({ token, refresh }: Session) => ({
    token,
    refreshToken: refresh,
    tokenExpires: Date.now() + 900_000,
  });
  const byToken = (asked: Asked): Session | undefined =>
    sessions.find(
      ({ token, refresh }) =>
        token === bearerOf(asked) || (fault === 'takes-refresh-tokens-everywhere' && refresh === bearerOf(asked)),
    );
  const ended = (own: Session): void => {
    sessions = sessions.filter((each) => each !== own);
  };
  const operations: Readonly<Record<string, (asked: Asked) => Told>> = {
    'POST /api/v1/auth/email/login': ({ json: { email, password } }) => {
      if (!isAddress(email)) return problem(422, { email: 'email must be an email' });
      if (typeof password !== 'string' || password === '') return problem(422, { password: 'should not be empty' });
      const user = find(email);
      if (user === undefined) return problem(422, { email: 'notFound' });
      if (user.password !== password && fault !== 'takes-any-password')
        return problem(422, { password: 'incorrectPassword' });
      const session = { user, token: randomUUID(), refresh: randomUUID() };
      if (fault === 'ends-older-sessions') sessions = sessions.filter((each) => each.user !== user);
      sessions.push(session);
      return { status: 200, body: { ...issued(session), user: shown(user) }, headers: unsaved };
    },
    'POST /api/v1/auth/email/register': ({ json: { email, password, firstName, lastName } }) => {
      if (!isAddress(email)) return problem(422, { email: 'email must be an email' });
      if (typeof password !== 'string' || password.length < 6) return problem(422, { password: 'too short' });
      if (typeof firstName !== 'string' || typeof lastName !== 'string' || firstName === '' || lastName === '')
        return problem(422, { firstName: 'should not be empty' });
      if (find(email) !== undefined) return problem(422, { email: 'emailAlreadyExists' });
      users.push(made(email.toLowerCase(), fault === 'cuts-passwords' ? password.slice(0, 8) : password));
      return { status: 204 };
    },
    'GET /api/v1/auth/me': (asked) => {
      const session = byToken(asked);
      return session === undefined ? unauthorized : { status: 200, body: shown(session.user), headers: unsaved };
    },
    'DELETE /api/v1/auth/me': (asked) => {
      const session = byToken(asked);
      if (session === undefined) return unauthorized;
      if (fault !== 'keeps-deleted-users') users = users.filter((each) => each !== session.user);
      if (fault !== 'keeps-sessions-of-the-deleted') sessions = sessions.filter(({ user }) => user !== session.user);
      return { status: 204 };
    },
    'POST /api/v1/auth/refresh': (asked) => {
      const own = sessions.find(
        ({ token, refresh }) =>
          refresh === bearerOf(asked) || (fault === 'renews-by-access-token' && token === bearerOf(asked)),
      );
      if (own === undefined) return unauthorized;
      own.refresh = fault === 'renews-once' ? '' : randomUUID();
      const before = own.token;
      own.token = randomUUID();
      const told = issued(own);
      if (fault === 'forgets-renewed-tokens') own.token = before;
      return { status: 200, body: { ...told, refreshToken: own.refresh || randomUUID() }, headers: unsaved };
    },
    'POST /api/v1/auth/logout': (asked) => {
      const session = byToken(asked);
      if (session === undefined) return unauthorized;
      if (fault === 'logs-out-without-effect') return { status: 204 };
      ended(session);
      return { status: 204 };
    },
  };
  return (asked) => operations[`${asked.method} ${asked.path}`]?.(asked) ?? allowedIn(operations, asked.path);
}

const invalid = `'400': { description: Bad Request, content: { application/problem+json: { schema: { $ref: '#/components/schemas/HttpValidationProblemDetails' } } } }`;
const ledger = `
openapi: 3.0.1
info: { title: Ledger, version: '1.0' }
paths:
  /register: { post: { tags: [Ledger], ${body('RegisterRequest')}, responses: { '200': { description: OK }, ${invalid} } } }
  /login:
    post:
      tags: [Ledger]
      parameters: [{ name: useCookies, in: query, schema: { type: boolean } }, { name: useSessionCookies, in: query, schema: { type: boolean } }]
      ${body('LoginRequest')}
      responses: { ${told(200, 'AccessTokenResponse')} }
  /refresh: { post: { tags: [Ledger], ${body('RefreshRequest')}, responses: { ${told(200, 'AccessTokenResponse')} } } }
  /confirmEmail: { get: { tags: [Ledger], operationId: MapIdentityApi-/confirmEmail, parameters: [{ name: code, in: query, required: true, schema: { type: string } }], responses: { '200': { description: OK } } } }
  /resetPassword: { post: { tags: [Ledger], ${body('ResetPasswordRequest')}, responses: { '200': { description: OK }, ${invalid} } } }
  /manage/info: { get: { tags: [Ledger], responses: { ${told(200, 'InfoResponse')}, ${invalid}, '404': { description: Not Found } } } }
components:
  schemas:
    RegisterRequest: { required: [email, password], type: object, properties: { email: { type: string, nullable: true }, password: { type: string, nullable: true } }, additionalProperties: false }
    LoginRequest:
      required: [email, password]
      type: object
      properties: { email: { type: string, nullable: true }, password: { type: string, nullable: true }, twoFactorCode: { type: string, nullable: true }, twoFactorRecoveryCode: { type: string, nullable: true } }
      additionalProperties: false
    AccessTokenResponse:
      required: [accessToken, expiresIn, refreshToken]
      type: object
      properties: { tokenType: { type: string, nullable: true, readOnly: true }, accessToken: { type: string, nullable: true }, expiresIn: { type: integer, format: int64 }, refreshToken: { type: string, nullable: true } }
      additionalProperties: false
    RefreshRequest: { required: [refreshToken], type: object, properties: { refreshToken: { type: string, nullable: true } }, additionalProperties: false }
    ResetPasswordRequest: { required: [email, resetCode, newPassword], type: object, properties: { email: { type: string }, resetCode: { type: string }, newPassword: { type: string } } }
    InfoResponse: { required: [email, isEmailConfirmed], type: object, properties: { email: { type: string, nullable: true }, isEmailConfirmed: { type: boolean } }, additionalProperties: false }
    HttpValidationProblemDetails: { type: object, properties: { type: { type: string, nullable: true }, title: { type: string, nullable: true }, status: { type: integer, format: int32, nullable: true }, errors: { type: object, additionalProperties: { type: array, items: { type: string } } } }, additionalProperties: {} }
`;

const details = (status: number, more: object): Told => ({
  status,
  body: { type: 'about:blank', title: 'Problem', status, ...more },
  headers: { 'Content-Type': 'application/problem+json', ...unsaved },
});

/** A server as the document of the ledger describes it, with one fault at most; its refresh tokens serve until they expire. */
function ledgerServer(fault?: string): Answer {
  const users = new Map(accounts);
  const tokens = new Map<string, string>();
  const renewals = new Map<string, string>();
  const stay = (email: string): Told => {
    const [accessToken, refreshToken] = [`CfDJ8${randomUUID()}`, `CfDJ8${randomUUID()}`];
    tokens.set(accessToken, email);
    renewals.set(refreshToken, email);
    return {
      status: 200,
      body: { tokenType: 'Bearer', accessToken, expiresIn: fault === 'tells-no-life' ? '3600' : 3600, refreshToken },
      headers: unsaved,
    };
  };
  const find = (email: unknown): string | undefined =>
    typeof email === 'string' ? [...users.keys()].find((each) => each === email.toLowerCase()) : undefined;
  const failed = { ...details(401, { title: 'Unauthorized', detail: 'Failed' }) };
  const operations: Readonly<Record<string, (asked: Asked) => Told>> = {
    'POST /login': ({ json: { email, password } }) => {
      if ((email ?? null) === null || (password ?? null) === null) return { status: 400 };
      if (typeof email !== 'string' || typeof password !== 'string') return { status: 400 };
      const user = find(email);
      const stored = users.get(user ?? '');
      const isRight =
        stored === password || (fault === 'ignores-letter-case' && stored?.toLowerCase() === password.toLowerCase());
      if (user === undefined || (!isRight && fault !== 'takes-any-password'))
        return fault === 'refuses-with-200' ? { status: 200, body: { error: 'no' } } : challenged(failed);
      return stay(user);
    },
    'POST /register': ({ json: { email, password } }) => {
      if (!isAddress(email)) return details(400, { errors: { InvalidEmail: ['Email is invalid.'] } });
      if (typeof password !== 'string') return { status: 400 };
      const lacks = [
        ...(password.length < 6 ? ['PasswordTooShort'] : []),
        ...(/[^A-Za-z0-9]/.test(password) ? [] : ['PasswordRequiresNonAlphanumeric']),
        ...(/\d/.test(password) ? [] : ['PasswordRequiresDigit']),
      ];
      if (lacks.length > 0) return details(400, { errors: Object.fromEntries(lacks.map((each) => [each, ['No.']])) });
      if (find(email) !== undefined && fault !== 'registers-twice')
        return details(400, { errors: { DuplicateUserName: ['Taken.'] } });
      users.set(email.toLowerCase(), password);
      return { status: 200 };
    },
    'POST /refresh': ({ json: { refreshToken } }) => {
      const email =
        renewals.get(String(refreshToken)) ??
        (fault === 'renews-by-access-token' ? tokens.get(String(refreshToken)) : undefined);
      return email === undefined
        ? challenged({ status: 401 })
        : stay(fault === 'renews-for-the-first-user' ? ([...users.keys()][0] ?? '') : email);
    },
    'GET /manage/info': (asked) => {
      const email = tokens.get(bearerOf(asked));
      if (email === undefined && fault !== 'asks-for-no-token') return challenged({ status: 401 });
      return { status: 200, body: { email: email ?? 'kate@example.com', isEmailConfirmed: false }, headers: unsaved };
    },
  };
  return (asked) => operations[`${asked.method} ${asked.path}`]?.(asked) ?? allowedIn(operations, asked.path);
}

function challenged(told: Told): Told {
  return { ...told, headers: { ...told.headers, 'WWW-Authenticate': 'Bearer' } };
}

const login = 'AuthController_login_v1';
const refresh = 'AuthController_refresh_v1';
const teams: readonly Team[] = [
  {
    name: 'boards',
    document: boards,
    corrected: [],
    settings: { TARGET_ALLOW_REGISTER: '1' },
    server: boardsServer,
    faults: {
      'takes-any-password': { shownBy: `${login}/wrong-password`, also: ['AuthController_register_v1'] },
      'takes-refresh-tokens-everywhere': { shownBy: `${refresh}/not-an-access-token`, verdict: 'warned' },
      'renews-by-access-token': { shownBy: `${refresh}/access-token`, verdict: 'warned' },
      'renews-once': { shownBy: `${refresh}/renewed-twice` },
      'forgets-renewed-tokens': { shownBy: `${refresh}/works` },
      'logs-out-without-effect': { shownBy: 'AuthController_me_v1/after-logout' },
      'keeps-deleted-users': { shownBy: 'AuthController_delete_v1/login-refused' },
      'keeps-sessions-of-the-deleted': { shownBy: 'AuthController_delete_v1/own-session', verdict: 'warned' },
      'cuts-passwords': { shownBy: 'AuthController_register_v1/then-login' },
    },
  },
  {
    name: 'ledger',
    document: ledger,
    corrected: [],
    settings: { TARGET_ALLOW_REGISTER: '1' },
    server: ledgerServer,
    faults: {
      'takes-any-password': { shownBy: 'post-login/wrong-password', also: ['post-register'] },
      'ignores-letter-case': { shownBy: 'post-login/password-in-another-case' },
      'refuses-with-200': { shownBy: 'post-login/wrong-password', also: ['post-register'] },
      'tells-no-life': { shownBy: 'post-login/answer/expiresIn', also: ['post-refresh'] },
      'registers-twice': { shownBy: 'post-register/duplicate-leaves-first' },
      'renews-by-access-token': { shownBy: 'post-refresh/access-token', verdict: 'warned' },
      'renews-for-the-first-user': { shownBy: 'post-refresh/another-user' },
      'asks-for-no-token': { shownBy: 'get-manage-info/without-credentials' },
    },
  },
];

for (const team of teams) testTeam(team);

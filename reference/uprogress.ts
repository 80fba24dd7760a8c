/** The UProgress API: sign in, current user. Its tokens are JSON Web Tokens (RFC 7519), checked by RFC 8725. */
import type { UprogressSession } from './generated/uprogress/login.success.ts';
import type { UprogressCurrentUser } from './generated/uprogress/token-info.success.ts';
import { randomUUID } from 'node:crypto';
import type { Hono } from 'hono';
import { errors as joseErrors, jwtVerify, SignJWT, type JWTPayload } from 'jose';
import { authenticate, textIn } from './accounts.ts';
import { createApp, Refusal, withHeaders } from './app.ts';
import { membersOf, type Parameters } from './read.ts';
import { accountRules, messageRules, sessionRules } from './shared-rules.ts';
import type { Answer } from './types.ts';
import type { StoredAccount, World } from './world.ts';

/** Messages by field (uprogress.txt:57-66). */
type FieldErrors = Record<string, string[]>;

/** A client through which a user signed in (uprogress.txt:17-23). */
interface Authorization {
  accountId: number;
  platform: string;
  platformVersion: string;
  appName: string;
  appVersion: string;
  provider: string;
}

const blank = "can't be blank";
/** Seconds that a token lives. */
const lifetime = 3600;
const noMatch: Answer = { status: 401, body: { errors: { password: ['does not match'] } } };
const unauthorized = (error: string): Answer => ({ status: 401, body: { error } });

/** Every decision that the server makes. */
export const uprogressRules = {
  ...messageRules,
  ...accountRules,
  /** `WWW-Authenticate` of a 401; the document names no scheme. */
  challenge: 'UProgressToken realm="uprogress"',

  /** Methods of login (uprogress.txt:7). */
  loginMethods: ['POST'],
  /** The parameters in a login's body (uprogress.txt:37-38). */
  parametersIn: (body: Parameters): Parameters => membersOf(body['user']),
  /** The errors of an e-mail address (uprogress.txt:27). */
  emailErrors: (email: string, isBlank: boolean): string[] => [
    ...(isBlank ? [blank] : []),
    ...(/^[^@\s]+@[^@\s]+$/.test(email) ? [] : ['is invalid']),
  ],
  /** The errors of a password (uprogress.txt:28). */
  passwordErrors: (password: string, isBlank: boolean): string[] => [
    ...(isBlank ? [blank] : []),
    ...(Array.from(password).length < 6 ? ['is too short (minimum is 6 characters)'] : []),
  ],
  /** Fields of `authorization` without a default (uprogress.txt:19-22). */
  clientFields: ['platform', 'platform_version', 'app_name', 'app_version'],
  /** The errors of `authorization`, given its missing fields (uprogress.txt:29). */
  authorizationErrors: (authorization: Parameters, missing: string[]): string[] =>
    missing.length > 0 || Object.keys(authorization).length === 0 ? [blank] : [],
  /** The provider, `undefined` if it cannot be used; empty: left out (uprogress.txt:23). */
  providerOf: (given: string): string | undefined => (given === '' ? 'UProgress' : given),
  /** The response to parameters with these errors (uprogress.txt:57-66). */
  invalid: (errors: FieldErrors): Answer => ({ status: 422, body: { errors } }),
  /** A login with an unknown identity; the message is not documented. */
  unknownUser: noMatch,
  /** A login with a wrong password; the message is not documented. */
  wrongPassword: noMatch,
  /** The account whose token a login issues. */
  ownerOf: sessionRules.ownerOf,
  /** Creates the authorization or updates the previous one of the same client (uprogress.txt:9). */
  keepAuthorization: (kept: readonly Authorization[], authorization: Authorization): Authorization[] => [
    ...kept.filter((other) => !isSameClient(other, authorization)),
    authorization,
  ],
  /** The claims of a token; `now` in milliseconds since 1970 (uprogress.txt:54). */
  tokenClaims: (account: StoredAccount, now: number): JWTPayload => ({
    id: account.id,
    jti: randomUUID(),
    iat: Math.floor(now / 1000),
    exp: Math.floor(now / 1000) + lifetime,
  }),
  /** Writes a token (uprogress.txt:33, 54). */
  signToken: (claims: JWTPayload, key: Uint8Array): Promise<string> =>
    new SignJWT(claims).setProtectedHeader({ typ: 'JWT', alg: 'HS256' }).sign(key),
  /** A successful login (uprogress.txt:51-55). */
  loginAnswer: (token: string): Answer => ({ status: 200, body: { token } satisfies UprogressSession }),

  /** Methods of current user (uprogress.txt:68). */
  currentMethods: ['GET', 'HEAD'],
  /** The token of a request; the document does not name its place. */
  tokenFrom: (request: Request): string | null => request.headers.get('uprogresstoken'),
  /** The claims of a genuine token; throws for any other (uprogress.txt:81-82, RFC 8725 §3.1). */
  readToken: async (token: string, key: Uint8Array, now: number): Promise<JWTPayload> => {
    if (!isCanonical(token)) throw new Error('the token is not canonical base64url');
    return (await jwtVerify(token, key, { algorithms: ['HS256'], currentDate: new Date(now) })).payload;
  },
  /** The account that a token's claims name. */
  accountOf: (claims: JWTPayload, accounts: readonly StoredAccount[]): StoredAccount | undefined =>
    accounts.find((account) => account.id === claims['id']),
  /** A request without a token (uprogress.txt:76-82). */
  noToken: unauthorized('Authorization token invalid'),
  /** A request with a token that is not genuine (uprogress.txt:81). */
  invalidToken: unauthorized('Authorization token invalid'),
  /** A request with an expired token (uprogress.txt:82). */
  expiredToken: unauthorized('Authorization token expired'),
  /** A request with a genuine token of a deleted user (uprogress.txt:80). */
  userNotFound: unauthorized('User not found'),
  /** The current user (uprogress.txt:84-97). */
  currentUser: (account: StoredAccount): Record<string, unknown> =>
    ({
      id: account.id,
      email: account.identity,
      nick: account.identity.split('@')[0] ?? '',
      first_name: null,
      last_name: null,
      description: null,
      location: null,
      attachment: null,
    }) satisfies UprogressCurrentUser['current_user'],
  /** A successful current user (uprogress.txt:86-96). */
  currentAnswer: (user: Record<string, unknown>): Answer => ({ status: 200, body: { current_user: user } }),
};

/** The rules of `uprogress`. */
export type UprogressRules = typeof uprogressRules;

function isSameClient(left: Authorization, right: Authorization): boolean {
  return left.accountId === right.accountId && left.platform === right.platform && left.appName === right.appName;
}

/** Base64url has spare bits at the end of a part; a token that differs in them differs from the signed one. */
function isCanonical(token: string): boolean {
  return token.split('.').every((part) => Buffer.from(part, 'base64url').toString('base64url') === part);
}

/** The API under these rules. */
export function createUprogress(rules: UprogressRules, world: World): Hono {
  let authorizations: Authorization[] = [];

  async function login(request: Request): Promise<Answer> {
    const body = rules.acceptsJson(rules.mediaTypeOf(request)) ? rules.parseBody(await request.text()) : undefined;
    const parameters = rules.parametersIn(membersOf(body));
    const [email, password] = [textIn(parameters, 'email', rules), textIn(parameters, 'password', rules)];
    const client = membersOf(parameters['authorization']);
    const field = (name: string): string => textIn(client, name, rules);
    const missing = rules.clientFields.filter((name) => rules.isBlank(field(name)));
    const provider = rules.providerOf(field('provider'));
    const errors = Object.entries({
      email: rules.emailErrors(email, rules.isBlank(email)),
      password: rules.passwordErrors(password, rules.isBlank(password)),
      authorization: rules.authorizationErrors(client, provider === undefined ? [...missing, 'provider'] : missing),
    }).filter(([, messages]) => messages.length > 0);
    if (errors.length > 0) return rules.invalid(Object.fromEntries(errors));

    const account = rules.ownerOf(authenticate(world, email, password, rules), world.accounts);
    authorizations = rules.keepAuthorization(authorizations, {
      accountId: account.id,
      platform: field('platform'),
      platformVersion: field('platform_version'),
      appName: field('app_name'),
      appVersion: field('app_version'),
      provider: provider ?? '',
    });
    const token = await rules.signToken(rules.tokenClaims(account, world.clock.now()), world.key);
    return withHeaders(rules.loginAnswer(token), rules.credentialHeaders);
  }

  async function current(request: Request): Promise<Answer> {
    const token = rules.tokenFrom(request);
    if (token === null || token === '') return rules.noToken;
    const claims = await rules.readToken(token, world.key, world.clock.now()).catch((error: unknown) => {
      throw new Refusal(error instanceof joseErrors.JWTExpired ? rules.expiredToken : rules.invalidToken);
    });
    const account = rules.accountOf(claims, world.accounts);
    return account ? rules.currentAnswer(rules.currentUser(account)) : rules.userNotFound;
  }

  return createApp(
    [
      { path: '/api/v1/sessions', methods: rules.loginMethods, handle: login },
      { path: '/api/v1/sessions/current', methods: rules.currentMethods, handle: current },
    ],
    rules,
  );
}

/** The goAct API: authorize (login), token info, register. */
import type { GoactToken } from './generated/goact/token.ts';
import type { GoactTokenInfo } from './generated/goact/token-info.success.ts';
import type { Hono } from 'hono';
import { authenticate, findAccount, findSession, openSession, readParameters, textIn } from './accounts.ts';
import { createApp, withHeaders } from './app.ts';
import { membersOf, readAuthorization } from './read.ts';
import { sameText } from './secrets.ts';
import { accountRules, messageRules, registerRules, sessionRules } from './shared-rules.ts';
import type { Answer } from './types.ts';
import { createAccount, type Session, type StoredAccount, type World } from './world.ts';

const refuse = (status: number, response: string): Answer => ({ status, body: { response } });

/** A token as login and register issue it (goact.txt:61-76, 165-180). */
function issued(session: Session, account: StoredAccount, lifetime: number | undefined): Answer {
  const body: GoactToken = { user: account.id, access_token: session.token, token_type: 'user' };
  return { status: 200, body: lifetime === undefined ? body : { ...body, expires_in: lifetime } };
}

/** Every decision that the server makes. */
export const goactRules = {
  ...messageRules,
  ...accountRules,
  ...registerRules,
  ...sessionRules,
  /** `WWW-Authenticate` of a 401 (goact.txt:23, 32 name the schemes). */
  challenge: 'UserToken realm="goact", Application realm="goact"',
  /** Seconds until a token expires; `undefined`: never (goact.txt:76). */
  tokenLifetime: (): number | undefined => 3600,
  /** A body that is not JSON (goact.txt:43, 145). */
  unreadable: refuse(400, 'The body is not JSON.'),
  /** A request that lacks a parameter (goact.txt:43-47, 145-151). */
  missingParameter: (names: string[]): Answer => refuse(400, `Required: ${names.join(', ')}.`),

  /** Methods of login (goact.txt:41). */
  loginMethods: ['POST'],
  /** Parameters that a login needs (goact.txt:43-47). */
  loginRequired: ['grant_type', 'username', 'password'],
  /** Is this the grant type of a login (goact.txt:45)? */
  loginGrant: (grantType: string): boolean => grantType === 'password',
  /** A login or registration with another grant type (goact.txt:45, 147). */
  wrongGrant: refuse(400, 'The grant type is not supported.'),
  /** A login with an unknown identity (goact.txt:87). */
  unknownUser: refuse(400, 'The requested resource was not found on server'),
  /** A login with a wrong password (goact.txt:88). */
  wrongPassword: refuse(404, 'The password does not match, suggest reset?'),
  /** A successful login (goact.txt:61-76). */
  loginAnswer: issued,

  /** Methods of token info (goact.txt:94). */
  tokenInfoMethods: ['GET', 'HEAD'],
  /** The header of the credentials (goact.txt:5-6). */
  credentialsFrom: (request: Request): string | null | Promise<string | null> => request.headers.get('authorization'),
  /** Is this the scheme of a user's token (goact.txt:32)? */
  userScheme: (scheme: string): boolean => scheme.toLowerCase() === 'usertoken',
  /** Token info without a user's token (goact.txt:100). */
  noToken: refuse(401, 'Authenticate with a user token.'),
  /** Token info with a token that was never issued. */
  unknownToken: refuse(401, 'The token is not valid.'),
  /** Token info with a token that has expired or was canceled (goact.txt:78-80). */
  expiredToken: refuse(403, 'The token has expired.'),
  /** Successful token info (goact.txt:110-115). */
  tokenInfoAnswer: (_session: Session, account: StoredAccount): Answer => ({
    status: 200,
    body: { user: account.id, token_type: 'user' } satisfies GoactTokenInfo,
  }),

  /** Methods of register (goact.txt:143). */
  registerMethods: ['POST'],
  /** Parameters that a registration needs (goact.txt:145-151). */
  registerRequired: ['grant_type', 'firstname', 'lastname', 'username', 'password'],
  /** Is this the grant type of a registration (goact.txt:147)? */
  registerGrant: (grantType: string): boolean => grantType === 'signup',
  /** Is this the scheme of an application (goact.txt:23)? */
  applicationScheme: (scheme: string): boolean => scheme.toLowerCase() === 'application',
  /** Is this the application's id (goact.txt:23)? */
  applicationIdMatches: sameText,
  /** Is this the application's secret (goact.txt:23)? */
  applicationSecretMatches: sameText,
  /** A registration without valid credentials of an application (goact.txt:155). */
  wrongApplication: refuse(401, 'Authenticate as an application.'),
  /** The minimum length of a password: more than 5 (goact.txt:151). */
  minimumPassword: 6,
  /** A registration with a shorter password (goact.txt:151). */
  shortPassword: refuse(400, 'The password is too short.'),
  /** A registration of a username that exists (goact.txt:182, 191). */
  duplicate: refuse(403, 'The username has already existed'),
  /** A successful registration (goact.txt:165-180). */
  registerAnswer: issued,
};

/** The rules of `goact`. */
export type GoactRules = typeof goactRules;

/** The API under these rules. */
export function createGoact(rules: GoactRules, world: World): Hono {
  function issue(account: StoredAccount): { session: Session; owner: StoredAccount; lifetime: number | undefined } {
    const lifetime = rules.tokenLifetime();
    const expiresAt = lifetime === undefined ? null : world.clock.now() + lifetime * 1000;
    const session = openSession(world, account, rules, { expiresAt });
    return { session, owner: session.account ?? account, lifetime };
  }

  async function login(request: Request): Promise<Answer> {
    const parameters = await readParameters(request, rules.loginRequired, rules);
    const text = (name: string): string => textIn(parameters, name, rules);
    if (!rules.loginGrant(text('grant_type'))) return rules.wrongGrant;
    const account = authenticate(world, text('username'), text('password'), rules);
    const { session, owner, lifetime } = issue(account);
    return withHeaders(rules.loginAnswer(session, owner, lifetime), rules.credentialHeaders);
  }

  async function tokenInfo(request: Request): Promise<Answer> {
    const authorization = readAuthorization(await rules.credentialsFrom(request));
    if (!authorization || !rules.userScheme(authorization.scheme)) return rules.noToken;
    const session = findSession(world, authorization.credentials, rules);
    if (!session?.account) return rules.unknownToken;
    if (!rules.isLive(session, world.clock.now())) return rules.expiredToken;
    return rules.tokenInfoAnswer(session, session.account);
  }

  async function isApplication(request: Request): Promise<boolean> {
    const authorization = readAuthorization(await rules.credentialsFrom(request));
    if (!authorization || !rules.applicationScheme(authorization.scheme)) return false;
    const [, id, secret] = /^([^:]+):(.+)$/.exec(authorization.credentials) ?? [];
    if (id === undefined || secret === undefined) return false;
    const idMatches = rules.applicationIdMatches(world.client.id, id);
    return rules.applicationSecretMatches(world.client.secret, secret) && idMatches;
  }

  async function register(request: Request): Promise<Answer> {
    if (!(await isApplication(request))) {
      const given = membersOf(rules.parseBody(request.bodyUsed ? '' : await request.text()));
      const [identity, password] = [textIn(given, 'username', rules), textIn(given, 'password', rules)];
      rules.keepUnauthenticated(world.accounts, { identity, password });
      return rules.wrongApplication;
    }
    const parameters = await readParameters(request, rules.registerRequired, rules);
    const text = (name: string): string => textIn(parameters, name, rules);
    if (!rules.registerGrant(text('grant_type'))) return rules.wrongGrant;
    const [identity, password] = [text('username'), text('password')];
    if (rules.passwordLength(password) < rules.minimumPassword || rules.isCommonPassword(password)) {
      rules.keepRefused(world.accounts, { identity, password });
      return rules.shortPassword;
    }
    const existing = findAccount(world, identity, rules);
    if (existing && !rules.duplicateAllowed(existing)) return rules.duplicate;
    const profile = { firstname: text('firstname'), lastname: text('lastname') };
    const account = createAccount(world, { identity, password }, profile);
    rules.keepAccount(world.accounts, account);
    const { session, owner, lifetime } = issue(account);
    return withHeaders(rules.registerAnswer(session, owner, lifetime), rules.credentialHeaders);
  }

  return createApp(
    [
      { path: '/mint/api/v1/auth/authorize', methods: rules.loginMethods, handle: login },
      { path: '/mint/api/v1/auth/token_info', methods: rules.tokenInfoMethods, handle: tokenInfo },
      { path: '/mint/api/v1/auth/register', methods: rules.registerMethods, handle: register },
    ],
    rules,
  );
}

/** The Flame Analytics pull API: create a session, delete a session. */
import type { FlameSession } from './generated/flame/login.success.ts';
import type { Hono } from 'hono';
import { authenticate, findSession, openSession, readParameters, textIn } from './accounts.ts';
import { createApp, withHeaders } from './app.ts';
import { readAuthorization } from './read.ts';
import { accountRules, messageRules, sessionRules } from './shared-rules.ts';
import type { Answer } from './types.ts';
import type { Session, StoredAccount, World } from './world.ts';

const refuse = (status: number, error: string): Answer => ({ status, body: { error } });

/** Every decision that the server makes. */
export const flameRules = {
  ...messageRules,
  ...accountRules,
  ...sessionRules,
  /** `WWW-Authenticate` of a 401 (flame.txt:3-5 names the scheme). */
  challenge: 'Token realm="flame"',
  /** Methods that create a session (flame.txt:67). */
  loginMethods: ['POST'],
  /** Parameters that a login needs (flame.txt:71-74). */
  loginRequired: ['user', 'password'],
  /** A login whose body is not JSON (flame.txt:22 has it so). */
  unreadable: refuse(400, 'The body is not JSON.'),
  /** A login that lacks a required parameter (flame.txt:71-74). */
  missingParameter: (names: string[]): Answer => refuse(400, `Required: ${names.join(', ')}.`),
  /** A login with an unknown identity; the document treats it like a wrong password. */
  unknownUser: refuse(401, 'Wrong user or password.'),
  /** A login with a wrong password (flame.txt:74). */
  wrongPassword: refuse(401, 'Wrong user or password.'),
  /** A successful login (flame.txt:79-83). */
  loginAnswer: (session: Session, account: StoredAccount): Answer => ({
    status: 201,
    body: { auth_token: session.token, id: account.id, email: account.identity } satisfies FlameSession,
  }),
  /** Methods that delete a session (flame.txt:127). */
  logoutMethods: ['DELETE'],
  /** The header of the token (flame.txt:3-5). */
  credentialsFrom: (request: Request): string | null | Promise<string | null> => request.headers.get('authorization'),
  /** Is this the documented scheme (flame.txt:5)? */
  schemeMatches: (scheme: string): boolean => scheme.toLowerCase() === 'token',
  /** The token in the credentials (flame.txt:5). */
  tokenIn: (credentials: string): string | undefined => /^token=(\S+)$/i.exec(credentials)?.[1],
  /** A request without a token, or with other credentials (flame.txt:9). */
  noToken: refuse(401, 'Authenticate with a token.'),
  /** An invalid or ended token (flame.txt:123). */
  unknownToken: refuse(401, 'The token is not valid.'),
  /** Does this session end when `ended` logs out (flame.txt:123)? */
  logoutForgets: (session: Session, ended: Session): boolean => session.token === ended.token,
  /** A successful logout; its response is not documented (flame.txt:123). */
  logoutAnswer: (): Answer => ({ status: 204 }),
};

/** The rules of `flame`. */
export type FlameRules = typeof flameRules;

/** The API under these rules. */
export function createFlame(rules: FlameRules, world: World): Hono {
  async function login(request: Request): Promise<Answer> {
    const parameters = await readParameters(request, rules.loginRequired, rules);
    const [user, password] = [textIn(parameters, 'user', rules), textIn(parameters, 'password', rules)];
    const account = authenticate(world, user, password, rules);
    const session = openSession(world, account, rules);
    return withHeaders(rules.loginAnswer(session, session.account ?? account), rules.credentialHeaders);
  }

  async function logout(request: Request): Promise<Answer> {
    const authorization = readAuthorization(await rules.credentialsFrom(request));
    const token =
      authorization && rules.schemeMatches(authorization.scheme) ? rules.tokenIn(authorization.credentials) : undefined;
    if (token === undefined) return rules.noToken;
    const ended = findSession(world, token, rules);
    if (!ended || !rules.isLive(ended, world.clock.now())) return rules.unknownToken;
    world.sessions = world.sessions.filter((session) => !rules.logoutForgets(session, ended));
    return rules.logoutAnswer();
  }

  return createApp(
    [
      {
        path: '/api/v1/sessions',
        methods: [...rules.loginMethods, ...rules.logoutMethods],
        handle: (request) => (rules.loginMethods.includes(request.method) ? login(request) : logout(request)),
      },
    ],
    rules,
  );
}

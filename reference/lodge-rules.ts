/** The decisions of a server of the Lodge API. */
import type { LodgeError } from './generated/lodge/error.ts';
import type { LodgeSession } from './generated/lodge/session.ts';
import type { LodgeSessionInfo } from './generated/lodge/session-info.ts';
import type { LodgeVisit } from './generated/lodge/visit.ts';
import { randomToken, sameText } from './secrets.ts';
import { accountRules, messageRules, registerRules, sessionRules } from './shared-rules.ts';
import type { Answer } from './types.ts';
import type { Session, StoredAccount } from './world.ts';

/** The name of the cookie (lodge.md:8). */
export const cookieName = '__Host-lodge';

/** A refresh token, and what came before it. */
export interface Grant {
  token: string;
  session: Session;
  isUsed: boolean;
  /** The same for all refresh tokens that follow from one login. */
  family: object;
}

/** A new session as the client gets it. */
export interface Begun {
  session: Session;
  account: StoredAccount;
  csrfToken: string;
  refreshToken: string;
}

const refuse = (status: number, error: string): Answer => ({ status, body: { error } satisfies LodgeError });

/** A user as responses have it (lodge.md:68-69). */
export const userOf = (account: StoredAccount): LodgeSessionInfo['user'] => ({
  id: `u_${account.id.toString(36)}`,
  email: account.identity,
});

/** A new session as login, registration and refresh have it (lodge.md:57-72). */
const begun =
  (status: number) =>
  ({ account, csrfToken, refreshToken }: Begun, lifetime: number): Answer => ({
    status,
    body: {
      user: userOf(account),
      csrf_token: csrfToken,
      refresh_token: refreshToken,
      expires_in: lifetime,
    } satisfies LodgeSession,
  });

/** The requests that carry a CSRF token (lodge.md:14). */
export type Guarded = 'login' | 'register' | 'logout' | 'password' | 'sessions' | 'account';

/** Decisions that may look at more than the right server does. */
interface Decisions {
  missingParameter: (names: string[]) => Answer;
  idAfterVisit: (fresh: string, visit: string | undefined) => string;
  needsCsrf: (request: Guarded) => boolean;
  csrfMatches: (stored: string | undefined, given: string, all: readonly string[]) => boolean;
  newRefreshToken: (session: Session) => string;
  mayRefresh: (grant: Grant, sessions: readonly Session[]) => boolean;
  verifies: (id: number, unverified: Set<number>) => void;
  refusesCode: (id: number, unverified: Set<number>) => void;
  keepPassword: (account: StoredAccount, chosen: string, accounts: readonly StoredAccount[]) => void;
  passwordAnswer: (account: StoredAccount) => Answer;
  accountToDelete: (own: StoredAccount, id: string, accounts: readonly StoredAccount[]) => StoredAccount | undefined;
  deletionForgets: (session: Session, deleted: StoredAccount, own: Session) => boolean;
}

const decisions: Decisions = {
  /** A request that lacks a member (lodge.md:25). */
  missingParameter: () => refuse(400, 'invalid_request'),
  /** The id of a session that begins within a visit (lodge.md:9-10). */
  idAfterVisit: (fresh) => fresh,
  /** Which requests need a CSRF token (lodge.md:14). */
  needsCsrf: () => true,
  /** Is this the CSRF token of the session (lodge.md:15)? */
  csrfMatches: (stored, given) => stored !== undefined && sameText(stored, given),
  newRefreshToken: () => randomToken(),
  /** Does this refresh token begin a session (lodge.md:106-107)? */
  mayRefresh: ({ isUsed }) => !isUsed,
  /** Verifies the account of a right code (lodge.md:145). */
  verifies: (id, unverified) => void unverified.delete(id),
  /** Takes note of a wrong code, which changes nothing (lodge.md:146). */
  refusesCode: () => undefined,
  /** Keeps the new password of an account (lodge.md:117). */
  keepPassword: (account, chosen) => {
    account.password = chosen;
  },
  /** A changed password (lodge.md:124). */
  passwordAnswer: () => ({ status: 204 }),
  /** The account that a user deletes by its id; none if it is that of another user (lodge.md:132-133). */
  accountToDelete: (own, id) => (userOf(own).id === id ? own : undefined),
  /** Does this session end with the account (lodge.md:132)? */
  deletionForgets: (session, deleted) => session.account === deleted,
};

/** Every decision that the server makes. */
export const lodgeRules = {
  ...messageRules,
  ...accountRules,
  ...registerRules,
  ...sessionRules,
  ...decisions,
  /** `WWW-Authenticate` of a 401; the document names no scheme. */
  challenge: 'Cookie realm="lodge"',
  /** A body that is not JSON (lodge.md:25). */
  unreadable: refuse(400, 'invalid_request'),

  /** The session id that a request carries (lodge.md:11). */
  sessionIdFrom: (request: Request): string | undefined => cookieOf(request),
  /** The text behind the value of the cookie (lodge.md:11-12). */
  cookieAttributes: 'Path=/; Secure; HttpOnly; SameSite=Lax',
  /** Seconds until a session ends (lodge.md:17). */
  lifetime: (): number => 1800,
  /** Whether each response of token info renews the id (lodge.md:13). */
  renewsIds: false,

  newCsrfToken: randomToken,
  /** The CSRF token that a request carries (lodge.md:14). */
  csrfFrom: (request: Request): string => request.headers.get('x-csrf-token') ?? '',
  /** A request without the CSRF token of its session (lodge.md:29). */
  invalidCsrf: refuse(403, 'invalid_csrf_token'),

  /** Methods that begin a visit (lodge.md:34). */
  csrfMethods: ['GET'],
  /** A visit (lodge.md:36-40). */
  visitAnswer: (csrfToken: string): Answer => ({ status: 200, body: { csrf_token: csrfToken } satisfies LodgeVisit }),

  /** Methods of login (lodge.md:42). */
  loginMethods: ['POST'],
  /** Members that a login needs (lodge.md:44-49). */
  loginRequired: ['email', 'password'],
  /** A login with an unknown address (lodge.md:74). */
  unknownUser: refuse(401, 'invalid_credentials'),
  /** A login with a wrong password (lodge.md:74). */
  wrongPassword: refuse(401, 'invalid_credentials'),
  /** A successful login (lodge.md:55-72). */
  loginAnswer: begun(200),

  /** Methods of register (lodge.md:76). */
  registerMethods: ['POST'],
  /** Members that a registration needs (lodge.md:78). */
  registerRequired: ['email', 'password'],
  /** Is this an address (lodge.md:80)? */
  isAddress: (email: string): boolean => /^[^@\s]+@[^@\s.]+(\.[^@\s.]+)*$/.test(email),
  /** The minimum length of a password (lodge.md:81). */
  minimumPassword: 8,
  /** A registration with an address that is none (lodge.md:25, 80). */
  malformedAddress: refuse(400, 'invalid_request'),
  /** A registration with a shorter or a common password (lodge.md:25, 81). */
  shortPassword: refuse(400, 'invalid_request'),
  /** A registration of an address that has an account (lodge.md:83-84). */
  duplicate: refuse(409, 'email_taken'),
  /** A successful registration (lodge.md:83). */
  registerAnswer: begun(201),

  /** Members that a verification needs (lodge.md:142-143). */
  verifyRequired: ['email', 'code'],
  /** The text of a code. */
  codeIn: (value: unknown): string => (typeof value === 'string' ? value : ''),
  /** Is this the code of the account (lodge.md:145)? */
  codeMatches: sameText,
  /** A verification with a wrong code (lodge.md:145-146). */
  wrongCode: refuse(403, 'invalid_code'),
  /** A verification of an address without an account (lodge.md:145-146). */
  unknownAddress: refuse(403, 'invalid_code'),
  /** A second verification (lodge.md:146). */
  alreadyVerified: refuse(409, 'already_verified'),
  /** A verified account (lodge.md:145). */
  verifyAnswer: (): Answer => ({ status: 204 }),
  /** A login to an account that is not verified (lodge.md:148). */
  notVerified: refuse(403, 'not_verified'),
  /** Whether it is refused (lodge.md:148). */
  refusesUnverified: true,

  /** Methods of token info (lodge.md:86). */
  sessionMethods: ['GET', 'HEAD'],
  /** A request without a session id (lodge.md:94). */
  noSession: refuse(401, 'no_session'),
  /** A request with an id of no session of a user (lodge.md:94-95). */
  unknownSession: refuse(401, 'no_session'),
  /** Whose session it is (lodge.md:88-92). */
  sessionAnswer: (_session: Session, account: StoredAccount): Answer => ({
    status: 200,
    body: { user: userOf(account) } satisfies LodgeSessionInfo,
  }),

  /** Methods of refresh (lodge.md:97). */
  refreshMethods: ['POST'],
  /** Is this the refresh token (lodge.md:107-108)? */
  refreshMatches: (grant: Grant, given: string): boolean => sameText(grant.token, given),
  /** Whether a refresh token that is used again ends all that follow from its login (RFC 9700 section 4.14.2). */
  reuseEndsFamily: false,
  /** A refresh with an invalid token (lodge.md:107). */
  invalidToken: refuse(401, 'invalid_token'),
  /** A successful refresh (lodge.md:106). */
  refreshAnswer: begun(200),

  /** Methods of logout (lodge.md:110). */
  logoutMethods: ['POST'],
  /** Does this session end when `ended` logs out (lodge.md:112)? */
  logoutForgets: (session: Session, ended: Session): boolean => session === ended,
  /** Whether the refresh tokens of a session end with it (lodge.md:112). */
  endsRefreshTokens: true,
  /** The Set-Cookie of a logout (lodge.md:113). */
  logoutCookie: `${cookieName}=; Path=/; Max-Age=0`,
  /** A successful logout (lodge.md:112-113). */
  logoutAnswer: (): Answer => ({ status: 204 }),

  /** Members that a change of the password needs (lodge.md:119-122). */
  passwordRequired: ['current_password', 'new_password'],
  /** A change of the password with a wrong current one (lodge.md:124). */
  wrongCurrentPassword: refuse(403, 'wrong_password'),
  /** Does this session end when its user logs out everywhere (lodge.md:128)? */
  logoutAllForgets: (session: Session, own: Session): boolean => session.account === own.account,
  /** Is this account left after the deletion of one (lodge.md:132)? */
  deletionKeeps: (account: StoredAccount, deleted: StoredAccount): boolean => account !== deleted,
  /** The deletion of the account of another user (lodge.md:133). */
  notYours: refuse(403, 'not_yours'),
};

/** The rules of `lodge`. */
export type LodgeRules = typeof lodgeRules;

/** The session id in the cookie of a request. */
export function cookieOf(request: Request): string | undefined {
  return new RegExp(`(?:^|; )${cookieName}=([^;]+)`).exec(request.headers.get('cookie') ?? '')?.[1];
}

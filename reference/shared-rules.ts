/** Decisions that several APIs share. An API's rules begin with these and may override them. */
import { mediaTypeOf, parseJson, type Pairs } from './read.ts';
import { randomToken, sameText } from './secrets.ts';
import type { Account, Answer } from './types.ts';
import type { Session, StoredAccount } from './world.ts';

/** The reading of requests and the writing of responses. */
export interface MessageRules {
  /** The media type of a request's body. */
  mediaTypeOf: (request: Request) => string;
  /** The JSON value of a body; `undefined` if the body is not JSON. */
  parseBody: (text: string) => unknown;
  /** The parameters that a form or a query stands for. */
  formParameters: (pairs: Pairs) => Pairs;
  /** Is a body of this media type (lower case, no parameters) read as JSON? */
  acceptsJson: (mediaType: string) => boolean;
  /** The text that a parameter's JSON value stands for; `undefined`: none. */
  textOf: (value: unknown) => string | undefined;
  /** Whether this text counts as a missing parameter. */
  isBlank: (text: string) => boolean;
  /** Media type of a JSON response below 400. */
  jsonType: string;
  /** Media type of a JSON response from 400 on. */
  errorType: string;
  /** A JSON value as text. */
  writeJson: (value: unknown) => string;
  /** Headers of a response that carries credentials (RFC 6749 §5.1 requires `no-store`). */
  credentialHeaders: Record<string, string>;
  /** `WWW-Authenticate` of every 401 (RFC 9110 §11.6.1); empty: none. */
  challenge: string;
  /** The response outside the documented paths. */
  notFound: Answer;
  /** The response to an undocumented method of a path. */
  methodNotAllowed: Answer;
  /** The response when the server itself fails. */
  crashed: Answer;
  /** The last change to every response, headers included. */
  present: (answer: Answer, request: Request) => Answer;
}

/** The search for accounts and their storage. */
export interface AccountRules {
  /** Is this the account's identity? */
  identityMatches: (stored: string, given: string) => boolean;
  /** Is this the account's password? */
  passwordMatches: (stored: string, given: string) => boolean;
  /** Wrong passwords in a row after which an account accepts no login for a while (OWASP ASVS 5.0 6.3.1). */
  mostGuesses: number;
  /** A login to such an account. */
  tooManyGuesses: Answer;
}

/** The creation of accounts. */
export interface RegisterRules {
  /** May the identity of an existing account be registered again? */
  duplicateAllowed: (existing: StoredAccount) => boolean;
  /** Keeps a new account. */
  keepAccount: (accounts: StoredAccount[], account: StoredAccount) => void;
  /** Stores the remains of a registration whose password is rejected; by default nothing. */
  keepRefused: (accounts: StoredAccount[], account: Account) => void;
  /** Stores the remains of an unauthenticated registration; by default nothing. */
  keepUnauthenticated: (accounts: StoredAccount[], account: Account) => void;
  /** Is this one of the passwords that many people have (OWASP ASVS 5.0 6.2.4)? */
  isCommonPassword: (password: string) => boolean;
  /** The number of characters of a password. */
  passwordLength: (password: string) => number;
}

/** The opening of sessions and the search for them. */
export interface SessionRules {
  /** A token for a new session of this account (`null`: anonymous). */
  newToken: (account: StoredAccount | null, sessions: readonly Session[]) => string;
  /** The account whose session a login opens. */
  ownerOf: (account: StoredAccount, accounts: readonly StoredAccount[]) => StoredAccount;
  /** Stores a new session and returns the one to issue. */
  keepSession: (sessions: Session[], session: Session) => Session;
  /** Is this the session's token? */
  tokenMatches: (stored: string, given: string) => boolean;
  /** Whether the session is valid; `now` in milliseconds since 1970. */
  isLive: (session: Session, now: number) => boolean;
}

/** Plain JSON, strictly typed parameters. */
export const messageRules: MessageRules = {
  mediaTypeOf,
  parseBody: parseJson,
  formParameters: (pairs) => pairs,
  acceptsJson: (mediaType) => mediaType === 'application/json',
  textOf: (value) => (typeof value === 'string' ? value : undefined),
  isBlank: (text) => text.trim() === '',
  jsonType: 'application/json',
  errorType: 'application/json',
  writeJson: (value) => JSON.stringify(value),
  credentialHeaders: { 'cache-control': 'no-store' },
  challenge: '',
  notFound: { status: 404, body: { error: 'not found' } },
  methodNotAllowed: { status: 405, body: { error: 'method not allowed' } },
  crashed: { status: 500, body: { error: 'internal error' } },
  present: (answer) => answer,
};

/** Identity and password are compared exactly. */
export const accountRules: AccountRules = {
  identityMatches: (stored, given) => stored === given,
  passwordMatches: sameText,
  mostGuesses: 10,
  tooManyGuesses: { status: 429, body: { error: 'too many wrong passwords' }, headers: { 'retry-after': '60' } },
};

const commonPasswords = new Set([
  'password',
  'password1',
  'password123',
  'qwerty123',
  '123456',
  '12345678',
  '123456789',
]);

/** One account for each identity; a password counts its characters, not its bytes. */
export const registerRules: RegisterRules = {
  duplicateAllowed: () => false,
  keepAccount: (accounts, account) => void accounts.push(account),
  keepRefused: () => undefined,
  keepUnauthenticated: () => undefined,
  isCommonPassword: (password) => commonPasswords.has(password.toLowerCase()),
  passwordLength: (password) => Array.from(password).length,
};

/** A new unguessable token for every session. */
export const sessionRules: SessionRules = {
  newToken: () => randomToken(),
  ownerOf: (account) => account,
  keepSession: (sessions, session) => {
    sessions.push(session);
    return session;
  },
  tokenMatches: sameText,
  isLive: (session, now) => session.expiresAt === null || now < session.expiresAt,
};

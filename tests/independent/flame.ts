// A stand-in for the flame sessions API, written from its public documentation alone.
import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';

export interface Started {
  url: string;
  settings: Record<string, string>;
  close(): Promise<void>;
}

interface Account {
  id: number;
  name: string;
  email: string;
  password: string;
}

/** What a handler decides. `what` is `login+` or `logout+` for success and `login-<cause>`, `logout-<cause>` otherwise. */
interface Answer {
  what: string;
  status: number;
  headers: Record<string, string | string[]>;
  json?: unknown;
  text?: string;
  mediaType?: string | null;
  rewrite?: (text: string) => string;
  hangUp?: boolean;
}

type Twist = (answer: Answer) => void;
interface Twisted {
  sentence: string;
  at: string;
  twist: Twist;
}
type Body = Record<string, unknown>;

// ---------------------------------------------------------------- legal choices

interface Style {
  errors: 'json' | 'text' | 'html' | 'empty' | 'problem' | 'nulls';
  tokens: 'many' | 'one-per-user' | 'latest-only';
  tokenLooks: 'letters' | 'uuid' | 'jwt' | 'base64' | 'long' | 'hex';
  refusal?: number;
  statuses: Record<string, number>;
  loginStatus: number;
  logoutStatus: number;
  logoutBody?: unknown;
  accountNames: boolean;
  foldCase: boolean;
  extras: boolean;
  strict: boolean;
  pretty: boolean;
  charset: boolean;
  gzip: boolean;
  chunked: boolean;
  cookies: boolean;
  hints: boolean;
  cacheable: boolean;
  closing: boolean;
  delay: number;
  largeIds: boolean;
}

const plainStyle: Style = {
  errors: 'json',
  tokens: 'many',
  tokenLooks: 'letters',
  statuses: {},
  loginStatus: 201,
  logoutStatus: 204,
  accountNames: false,
  foldCase: false,
  extras: false,
  strict: false,
  pretty: false,
  charset: true,
  gzip: false,
  chunked: false,
  cookies: false,
  hints: false,
  cacheable: false,
  closing: false,
  delay: 0,
  largeIds: false,
};

const choices: Record<string, [string, Partial<Style>]> = {
  'one-token-per-user': [
    'Every login of a user returns the same token until logout deletes it.',
    { tokens: 'one-per-user' },
  ],
  'latest-token-only': ['A new login replaces the earlier token of that user.', { tokens: 'latest-only' }],
  'text-errors': ['Errors are a line of plain text.', { errors: 'text' }],
  'html-errors': ['Errors are HTML pages.', { errors: 'html' }],
  'empty-errors': ['Errors have no body at all.', { errors: 'empty', charset: false }],
  'problem-errors': ['Errors are application/problem+json.', { errors: 'problem' }],
  'null-members-in-errors': ['Error bodies carry the success members, all null.', { errors: 'nulls' }],
  'always-400': ['Every rejection is a 400.', { refusal: 400 }],
  'always-403': ['Every rejection is a 403 with an HTML page.', { refusal: 403, errors: 'html' }],
  'unknown-user-404': ['An unknown user and an unknown token are a 404.', { statuses: { unknown: 404, gone: 404 } }],
  'gone-token-410': ['A token that was logged out is a 410.', { statuses: { gone: 410 } }],
  'login-200': ['Login answers 200, media type without charset.', { loginStatus: 200, charset: false }],
  'logout-200-message': [
    'Logout answers 200 with a message.',
    { logoutStatus: 200, logoutBody: { success: true, message: 'Session closed' } },
  ],
  'logout-200-empty': ['Logout answers 200 without a body.', { logoutStatus: 200 }],
  'logout-202-null': ['Logout answers 202 with the JSON value null.', { logoutStatus: 202, logoutBody: null }],
  'uuid-tokens': ['Tokens are UUIDs.', { tokenLooks: 'uuid' }],
  'jwt-tokens': ['Tokens are JWTs that are also kept on the server.', { tokenLooks: 'jwt' }],
  'base64-tokens': ['Tokens are standard base64 with plus, slash and padding.', { tokenLooks: 'base64' }],
  'hex-tokens': ['Tokens are lower-case hexadecimal.', { tokenLooks: 'hex' }],
  'long-tokens': ['Tokens are 1500 characters long.', { tokenLooks: 'long' }],
  'login-names': ['The login name is not the e-mail address.', { accountNames: true }],
  'case-blind-names': ['Login names are compared without regard to case.', { foldCase: true }],
  'extra-members': ['The login response has members that nobody documented.', { extras: true }],
  'large-ids': ['User ids are as large as a double holds exactly.', { largeIds: true }],
  'strict-requests': [
    'Other content types than JSON are a 415, unknown members a 400, an Accept without JSON a 406.',
    { strict: true },
  ],
  'pretty-json': ['JSON bodies are indented and start on a new line.', { pretty: true }],
  gzip: ['Bodies are compressed when Accept-Encoding allows it.', { gzip: true }],
  chunked: ['Bodies are sent in small chunks without a length.', { chunked: true }],
  cookies: ['Every response sets two cookies.', { cookies: true }],
  'early-hints': ['A 103 comes before every final response.', { hints: true }],
  cacheable: ['No Cache-Control on any response.', { cacheable: true }],
  'connection-close': ['The connection closes after every response.', { closing: true }],
  slow: ['Every response takes a quarter of a second.', { delay: 250 }],
  showy: [
    'Pretty, compressed, chunked, with cookies and extra members all at once.',
    { pretty: true, gzip: true, chunked: true, cookies: true, extras: true, errors: 'problem', tokens: 'one-per-user' },
  ],
};

export const variants: Record<string, string> = Object.fromEntries(
  Object.entries(choices).map(([id, [sentence]]) => [id, sentence]),
);

// ---------------------------------------------------------------- defects

const members = (answer: Answer): Body => answer.json as Body;
const drop = (name: string): Twist => {
  return (answer) => void Reflect.deleteProperty(members(answer), name);
};
const put = (name: string, value: unknown): Twist => {
  return (answer) => void (members(answer)[name] = value);
};
const rename = (from: string, to: string): Twist => {
  return (answer) => {
    members(answer)[to] = members(answer)[from];
    Reflect.deleteProperty(members(answer), from);
  };
};
const change = (name: string, how: (value: unknown) => unknown): Twist => {
  return (answer) => void (members(answer)[name] = how(members(answer)[name]));
};
const wrap = (how: (json: unknown) => unknown): Twist => {
  return (answer) => void (answer.json = how(answer.json));
};
const status = (code: number): Twist => {
  return (answer) => void (answer.status = code);
};
const media = (type: string | null): Twist => {
  return (answer) => void (answer.mediaType = type);
};
const rewrite = (how: (text: string) => string): Twist => {
  return (answer) => void (answer.rewrite = how);
};
const replace = (text: string, type?: string): Twist => {
  return (answer) => {
    answer.text = text;
    if (type) answer.mediaType = type;
  };
};
const redirect = (code: number, location: string): Twist => {
  return (answer) => {
    answer.status = code;
    answer.headers['Location'] = location;
    replace('')(answer);
  };
};
const hangUp: Twist = (answer) => void (answer.hangUp = true);
const page = '<!DOCTYPE html><html><head><title>flame</title></head><body><h1>It works!</h1></body></html>';
const on = (at: string, twist: Twist, sentence: string): Twisted => ({ at, twist, sentence });

const catalogue = {
  // members of the login response
  'auth-token-missing': on('login+', drop('auth_token'), 'Login does not return auth_token.'),
  'auth-token-renamed': on('login+', rename('auth_token', 'token'), 'auth_token is called token.'),
  'auth-token-camel-case': on('login+', rename('auth_token', 'authToken'), 'auth_token is called authToken.'),
  'auth-token-null': on('login+', put('auth_token', null), 'auth_token is null.'),
  'auth-token-empty': on('login+', put('auth_token', ''), 'auth_token is an empty string.'),
  'auth-token-number': on('login+', put('auth_token', 83726158), 'auth_token is a number.'),
  'auth-token-array': on(
    'login+',
    change('auth_token', (v) => [v]),
    'auth_token is an array of one string.',
  ),
  'auth-token-object': on(
    'login+',
    change('auth_token', (value) => ({ value })),
    'auth_token is an object.',
  ),
  'auth-token-with-scheme': on(
    'login+',
    change('auth_token', (v) => `Token token=${String(v)}`),
    'auth_token holds the whole header value, so that the documented header does not work with it.',
  ),
  'auth-token-cut': on(
    'login+',
    change('auth_token', (v) => String(v).slice(0, -1)),
    'auth_token lacks its last letter.',
  ),
  'id-missing': on('login+', drop('id'), 'Login does not return id.'),
  'id-renamed': on('login+', rename('id', 'user_id'), 'id is called user_id.'),
  'id-null': on('login+', put('id', null), 'id is null.'),
  'id-string': on('login+', change('id', String), 'id is a string of digits.'),
  'id-fraction': on('login+', put('id', 4711.5), 'id is not a whole number.'),
  'id-boolean': on('login+', put('id', true), 'id is true.'),
  'id-object': on(
    'login+',
    change('id', ($oid) => ({ $oid })),
    'id is an object.',
  ),
  'id-constant': on('login+', put('id', 1), 'Every user has the same id.'),
  'email-missing': on('login+', drop('email'), 'Login does not return email.'),
  'email-renamed': on('login+', rename('email', 'mail'), 'email is called mail.'),
  'email-null': on('login+', put('email', null), 'email is null.'),
  'email-empty': on('login+', put('email', ''), 'email is an empty string.'),
  'email-number': on('login+', put('email', 5), 'email is a number.'),
  'email-array': on(
    'login+',
    change('email', (v) => [v]),
    'email is an array.',
  ),
  'email-no-address': on('login+', put('email', 'Support Team'), 'email is not an e-mail address.'),
  'email-masked': on('login+', put('email', 'm***@***'), 'email is masked and no longer an address.'),
  'login-wrapped-in-data': on(
    'login+',
    wrap((data) => ({ data })),
    'The login members are inside data.',
  ),
  'login-wrapped-in-user': on(
    'login+',
    wrap((user) => ({ user })),
    'The login members are inside user.',
  ),
  'login-wrapped-in-array': on(
    'login+',
    wrap((json) => [json]),
    'The login response is an array.',
  ),
  'login-json-string': on(
    'login+',
    wrap((json) => JSON.stringify(json)),
    'The login response is JSON inside a string.',
  ),
  'login-json-null': on(
    'login+',
    wrap(() => null),
    'The login response is the JSON value null.',
  ),
  // bodies, media types and statuses
  'login-body-empty': on('login+', replace(''), 'The login response has no body.'),
  'login-body-html': on('login+', replace(page, 'text/html'), 'The login response is an HTML page.'),
  'login-body-truncated': on(
    'login+',
    rewrite((t) => t.slice(0, -7)),
    'The login response is cut off.',
  ),
  'login-body-form': on(
    'login+',
    (a) => replace(new URLSearchParams(members(a) as Record<string, string>).toString(), 'text/plain')(a),
    'The login response is form encoded.',
  ),
  'login-body-jsonp': on(
    'login+',
    rewrite((t) => `callback(${t});`),
    'The login response is JSONP.',
  ),
  'login-body-prefixed': on(
    'login+',
    rewrite((t) => `)]}',\n${t}`),
    'The login response has a guard before the JSON.',
  ),
  'login-body-single-quotes': on(
    'login+',
    rewrite((t) => t.replaceAll('"', "'")),
    'The JSON has single quotes.',
  ),
  'login-body-bom': on(
    'login+',
    rewrite((t) => `\uFEFF${t}`),
    'The JSON starts with a byte order mark. [standard]',
  ),
  'login-media-type-html': on('login+', media('text/html'), 'The JSON of login is labelled text/html. [standard]'),
  'login-media-type-text': on('login+', media('text/plain'), 'The JSON of login is labelled text/plain. [standard]'),
  'login-media-type-missing': on('login+', media(null), 'The JSON of login has no Content-Type. [standard]'),
  'login-encoding-lie': on(
    'login+',
    (a) => void (a.headers['Content-Encoding'] = 'gzip'),
    'Login says Content-Encoding: gzip and sends plain bytes.',
  ),
  'login-302': on('login+', redirect(302, '/dashboard'), 'A good login is redirected to a page.'),
  'login-redirects-to-slash': 'Login without a trailing slash is a 307 to the path with one.',
  'login-400': on('login+', status(400), 'A good login is a 400 with the right body.'),
  'login-500': on('login+', status(500), 'A good login is a 500 with the right body.'),
  'login-204': on('login+', status(204), 'A good login is a 204, so without a body.'),
  'login-401': on('login+', (a) => Object.assign(a, { status: 401, json: { error: 'no' } }), 'Nobody can log in.'),
  'login-hangs-up': on('login+', hangUp, 'The connection breaks on a good login.'),
  // refusals of login
  'wrong-password-200': on('login-wrong-password', status(200), 'A wrong password is a 200 with an error body.'),
  'wrong-password-302': on('login-wrong-password', redirect(302, '/login'), 'A wrong password is redirected.'),
  'wrong-password-500': on('login-wrong-password', status(500), 'A wrong password is a 500.'),
  'wrong-password-503': on('login-wrong-password', status(503), 'A wrong password is a 503.'),
  'wrong-password-hangs-up': on('login-wrong-password', hangUp, 'The connection breaks on a wrong password.'),
  'wrong-password-leaks-token': 'A wrong password is a 401 whose body carries a working auth_token.',
  'unknown-user-200': on('login-unknown', status(200), 'An unknown user is a 200 with an error body.'),
  'unknown-user-204': on('login-unknown', status(204), 'An unknown user is a 204.'),
  'unknown-user-500': on('login-unknown', status(500), 'An unknown user is a 500.'),
  'missing-user-200': on('login-missing-user', status(200), 'A missing user is a 200 with an error body.'),
  'missing-user-500': on('login-missing-user', status(500), 'A missing user is a 500.'),
  'missing-password-200': on('login-missing-password', status(200), 'A missing password is a 200 with an error body.'),
  'missing-password-500': on('login-missing-password', status(500), 'A missing password is a 500.'),
  'wrong-type-500': on('login-wrong-type', status(500), 'A user or password that is no string is a 500.'),
  'malformed-json-500': on('login-malformed', status(500), 'Malformed JSON is a 500.'),
  'malformed-json-200': on('login-malformed', status(200), 'Malformed JSON is a 200 with an error body.'),
  'not-an-object-500': on('login-no-object', status(500), 'A JSON body that is no object is a 500.'),
  'long-value-500': 'A user or password over 1000 characters is a 500. [luck]',
  'nul-500': 'A NUL in user or password is a 500. [luck]',
  'login-error-media-type': on('login-', media('text/html'), 'JSON errors are labelled text/html. [standard]'),
  // who gets in
  'any-password': 'A known user gets in with any password.',
  'any-user': 'An unknown user gets in.',
  'password-of-another-user': 'The password of any other user is accepted too.',
  'password-prefix': 'A beginning of the password is enough.',
  'password-extended': 'The password may be followed by anything.',
  'password-case-blind': 'The case of the password does not matter.',
  'password-trimmed': 'White space around the password does not matter.',
  'password-8-bytes': 'Only the first 8 bytes of the password count.',
  'password-collapsed': 'Only the letters and digits of the password count. [luck]',
  'password-length-only': 'Any password of the right length is accepted.',
  'password-array': 'The password inside an array is accepted. [luck]',
  'password-object': 'A password that is an object is accepted (query injection). [luck]',
  'password-true': 'The password true is accepted. [luck]',
  'password-email': 'The user name is accepted as the password. [luck]',
  'missing-password-accepted': 'Login without password succeeds.',
  'null-password-accepted': 'Login with password null succeeds.',
  'blank-password-accepted': 'Login with an empty password succeeds.',
  'missing-user-accepted': 'Login without user succeeds when the password is somebody\u2019s.',
  'null-user-accepted': 'Login with user null succeeds when the password is somebody\u2019s.',
  'blank-user-accepted': 'Login with an empty user succeeds when the password is somebody\u2019s.',
  'user-prefix': 'A beginning of the user name is enough.',
  'user-ignored': 'Only the password is looked at.',
  'login-wants-email': 'Login reads the name from email instead of user.',
  'login-wants-wrapper': 'Login reads user and password from inside session.',
  'login-wants-form': 'Login understands form encoding only.',
  'login-wants-token': 'Login without an Authorization header is rejected.',
  'login-wants-otp': 'Login needs a third parameter.',
  // what a login gives
  'token-constant': 'Every login of every user returns the same token.',
  'token-never-works': 'No issued token is accepted.',
  'token-works-once-in-two': 'Every second issued token is not accepted.',
  'token-of-another-user': 'A login returns a token of another user, so that logout ends that user\u2019s session.',
  'token-counts-upwards': 'Tokens are consecutive numbers. [advice]',
  'token-from-user': 'The token is the base64 of the user name, the same after every logout. [advice]',
  'token-is-short': 'Tokens are four digits long. [advice]',
  'token-with-line-break': 'Tokens have a line break inside, which no header can carry.',
  'id-per-login': 'The id of a user is another one at every login.',
  'id-of-another-user': 'Every user is told the id of the first user.',
  'email-of-another-user': 'The email is that of another user.',
  'login-ends-other-sessions': 'A login ends the sessions of all other users.',
  'second-login-refused': 'A second login while a session is open is rejected.',
  'second-login-500': 'A second login while a session is open is a 500.',
  // logout
  'logout-forgets-nothing': 'Logout answers well and keeps the token.',
  'logout-forgets-everybody': 'Logout ends the sessions of all users.',
  'logout-forgets-another': 'Logout ends the session of another user and keeps its own.',
  'logout-200-when-gone': on('logout-gone', status(200), 'A second logout with the same token is a 200.'),
  'logout-302-when-gone': on('logout-gone', redirect(302, '/'), 'A second logout is a redirect.'),
  'logout-500-when-gone': on('logout-gone', status(500), 'A second logout with the same token is a 500.'),
  'logout-wants-parameter': 'Logout is rejected without the access_token parameter.',
  'logout-wants-body': 'Logout without a JSON body is rejected.',
  'logout-wants-quotes': 'Logout accepts only token="..." with quotes.',
  'logout-wants-capital-scheme': 'The scheme is compared with its case: token is not Token. [standard]',
  'logout-500': on('logout+', status(500), 'A good logout is a 500.'),
  'logout-403': on('logout+', status(403), 'A good logout is a 403.'),
  'logout-302': on('logout+', redirect(302, '/login'), 'A good logout is a redirect.'),
  'logout-404': on('logout', status(404), 'Logout is always a 404.'),
  'logout-405': on('logout', status(405), 'DELETE is always a 405.'),
  'logout-hangs-up': on('logout+', hangUp, 'The connection breaks on logout.'),
  'no-header-accepted': 'Logout without the header is a 204.',
  'no-header-ends-first-session': 'Logout without the header ends the oldest session.',
  'no-header-500': on('logout-no-header', status(500), 'Logout without the header is a 500.'),
  'no-header-200': on('logout-no-header', status(200), 'Logout without the header is a 200 with an error body.'),
  'no-header-302': on('logout-no-header', redirect(302, '/login'), 'Logout without the header is redirected.'),
  'unknown-token-accepted': 'Logout with a token that was never issued is a 204.',
  'unknown-token-500': on('logout-unknown', status(500), 'Logout with an unknown token is a 500.'),
  'malformed-header-500': on('logout-malformed', status(500), 'A malformed Authorization header is a 500.'),
  'malformed-header-200': on('logout-malformed', status(200), 'A malformed Authorization header is a 200.'),
  'empty-token-accepted': 'Logout with an empty token is a 204. [luck]',
  'bearer-accepted': 'Authorization: Bearer <token> works too.',
  'any-scheme-accepted': 'Any scheme works in place of Token.',
  'bare-token-accepted': 'The token without a scheme works too.',
  'token-without-name-accepted': 'Authorization: Token <token>, without token=, works too.',
  'token-prefix-accepted': 'A beginning of the token is enough.',
  'token-extended-accepted': 'The token may be followed by anything.',
  'token-case-blind': 'The case of the token does not matter.',
  'token-in-query': 'Without the header, the query parameter access_token works.',
  'token-in-body': 'Without the header, the body member access_token works.',
  'token-in-cookie': 'Login sets the token as a cookie, and logout takes it without the header. [luck]',
  // later
  'login-after-logout-refused': 'A user who logged out can never log in again.',
  'login-after-logout-500': 'The first login after a logout is a 500.',
  'login-after-logout-dead-token': 'The login after a logout returns the token that was logged out.',
  'login-after-logout-stale': 'The login after a logout returns a token that does not work.',
  'every-third-500': 'Every third request is a 500.',
  'first-after-login-500': 'The first request after a login is a 500.',
} satisfies Record<string, string | Twisted>;

type DefectId = keyof typeof catalogue;

export const defects: Record<string, string> = Object.fromEntries(
  Object.entries(catalogue).map(([id, entry]) => [id, typeof entry === 'string' ? entry : entry.sentence]),
);

// ---------------------------------------------------------------- the server

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function readBody(request: IncomingMessage): Promise<string | null> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    size += (part as Buffer).length;
    if (size <= 2_000_000) parts.push(part as Buffer);
  }
  return size <= 2_000_000 ? Buffer.concat(parts).toString('utf8') : null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

export async function start(options: { variant?: string; defect?: string; port?: number } = {}): Promise<Started> {
  const { variant, defect, port = 0 } = options;
  if (variant !== undefined && !Object.hasOwn(choices, variant)) throw new Error(`unknown variant: ${variant}`);
  if (defect !== undefined && !Object.hasOwn(catalogue, defect)) throw new Error(`unknown defect: ${defect}`);
  const style: Style = { ...plainStyle, ...(variant === undefined ? {} : choices[variant]?.[1]) };
  const bug = (id: DefectId) => defect === id;
  const entry = defect === undefined ? '' : catalogue[defect as DefectId];
  const twisted = typeof entry === 'string' ? undefined : entry;

  const firstId = style.largeIds ? Number.MAX_SAFE_INTEGER - 40 : 4711;
  const accounts: Account[] = [
    { id: 12, email: 'admin@flame.example', password: 'n0-one-KNOWS-this' },
    { id: firstId, email: 'marta.kowalska@flame.example', password: 'Grzybobranie-2019' },
    { id: firstId + 6, email: 'piotr@flame.example', password: 'Rower&Kajak77' },
  ].map((a) => ({ ...a, name: style.accountNames ? (a.email.split('@')[0] ?? '') : a.email }));
  const [root, first, second] = accounts as [Account, Account, Account];
  const sessions = new Map<string, Account>();
  const gone = new Set<string>();
  const lastGone = new Map<number, string>();
  let counter = 0;
  let requests = 0;
  let justLoggedIn = false;

  function newToken(account: Account): string {
    counter += 1;
    if (bug('token-constant')) return 'ULzr7GuYA6iyo9EyiFrf';
    if (bug('token-counts-upwards')) return String(100000 + counter);
    if (bug('token-from-user')) return Buffer.from(account.name).toString('base64url');
    if (bug('token-is-short')) return String(1000 + Math.floor(Math.random() * 9000));
    if (style.tokenLooks === 'uuid') return randomUUID();
    if (style.tokenLooks === 'hex') return randomBytes(20).toString('hex');
    if (style.tokenLooks === 'base64') return `+/${randomBytes(23).toString('base64')}`;
    if (style.tokenLooks === 'long') return randomBytes(1125).toString('base64url');
    if (style.tokenLooks === 'jwt') {
      const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
      const text = `${encode({ alg: 'HS256' })}.${encode({ sub: account.id, jti: randomUUID() })}`;
      return `${text}.${createHmac('sha256', 'flame').update(text).digest('base64url')}`;
    }
    return randomBytes(40)
      .toString('base64')
      .replace(/[^A-Za-z0-9]/g, '')
      .slice(0, 20);
  }

  function openSession(account: Account): string {
    const open = [...sessions].filter(([, owner]) => owner === account).map(([token]) => token);
    if (bug('login-ends-other-sessions'))
      for (const [token, owner] of sessions) if (owner !== account) sessions.delete(token);
    if (style.tokens === 'one-per-user' && open[0] !== undefined) return open[0];
    if (style.tokens === 'latest-only') for (const token of open) forget(token);
    if (bug('token-of-another-user')) {
      const other = [...sessions].reverse().find(([, owner]) => owner !== account);
      if (other) return other[0];
    }
    const dead = lastGone.get(account.id);
    if (bug('login-after-logout-dead-token') && dead !== undefined) return dead;
    const token = newToken(account);
    if (bug('token-never-works')) return token;
    if (bug('token-works-once-in-two') && counter % 2 === 0) return token;
    if (bug('login-after-logout-stale') && dead !== undefined) return token;
    gone.delete(token);
    sessions.set(token, account);
    return bug('token-with-line-break') ? `${token.slice(0, 9)}\n${token.slice(9)}` : token;
  }

  function forget(token: string): void {
    const owner = sessions.get(token);
    if (bug('logout-forgets-another')) {
      const other = [...sessions].find(([, account]) => account !== owner);
      if (other) sessions.delete(other[0]);
      return;
    }
    sessions.delete(token);
    gone.add(token);
    if (owner) lastGone.set(owner.id, token);
    if (bug('logout-forgets-everybody')) sessions.clear();
  }

  function refuse(what: string, message: string): Answer {
    const cause = what.slice(what.indexOf('-') + 1);
    const usual = /^(wrong-password|unknown|no-header|gone|malformed-header)$/.test(cause) ? 401 : 422;
    const code = style.refusal ?? style.statuses[cause] ?? (cause === 'malformed' ? 400 : usual);
    const answer: Answer = { what, status: code, headers: {} };
    if (code === 401) answer.headers['WWW-Authenticate'] = 'Token realm="Application"';
    if (style.errors === 'json') answer.json = { error: message };
    if (style.errors === 'nulls') answer.json = { auth_token: null, id: null, email: null, message };
    if (style.errors === 'text') Object.assign(answer, { text: `${message}\n`, mediaType: 'text/plain' });
    if (style.errors === 'html')
      Object.assign(answer, {
        text: `<html><body><h1>${code}</h1><p>${message}</p></body></html>`,
        mediaType: 'text/html',
      });
    if (style.errors === 'problem')
      Object.assign(answer, { json: { title: message, status: code }, mediaType: 'application/problem+json' });
    return answer;
  }

  function passwordFits(account: Account, given: string): boolean {
    const real = account.password;
    const letters = (text: string) => text.replace(/[^A-Za-z0-9]/g, '');
    if (given === real || bug('any-password')) return true;
    if (bug('password-of-another-user')) return accounts.some((other) => other.password === given);
    if (bug('password-prefix')) return real.startsWith(given);
    if (bug('password-extended')) return given.startsWith(real);
    if (bug('password-case-blind')) return given.toLowerCase() === real.toLowerCase();
    if (bug('password-trimmed')) return given.trim() === real;
    if (bug('password-8-bytes')) return given.slice(0, 8) === real.slice(0, 8);
    if (bug('password-collapsed')) return letters(given) === letters(real);
    if (bug('password-length-only')) return given.length === real.length;
    if (bug('password-email')) return given === account.name;
    return false;
  }

  function welcome(account: Account): Answer {
    const busy = [...sessions.values()].includes(account);
    if (bug('second-login-refused') && busy) return refuse('login-busy', 'Already logged in');
    if (bug('second-login-500') && busy) return { ...refuse('login-busy', 'Already logged in'), status: 500 };
    if (bug('login-after-logout-refused') && lastGone.has(account.id)) return refuse('login-unknown', 'Account closed');
    if (bug('login-after-logout-500') && lastGone.delete(account.id))
      return { ...refuse('login-unknown', 'undefined method for nil'), status: 500 };
    const token = openSession(account);
    const json: Body = { auth_token: token, id: account.id, email: account.email };
    if (bug('id-per-login')) json['id'] = account.id * 1000 + counter;
    if (bug('id-of-another-user') && account !== root) json['id'] = first.id;
    if (bug('email-of-another-user')) json['email'] = account === first ? second.email : first.email;
    if (style.extras)
      Object.assign(json, { role: 'manager', locations: [3, 9], plan: null, created_at: '2019-03-01T08:00:00Z' });
    const headers: Answer['headers'] = {};
    if (bug('token-in-cookie')) headers['Set-Cookie'] = `auth_token=${token}; Path=/; HttpOnly`;
    return { what: 'login+', status: style.loginStatus, headers, json };
  }

  function login(request: IncomingMessage, text: string | null): Answer {
    if (text === null) return { ...refuse('login-large', 'Too large'), status: 413 };
    const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
    if (style.strict && type !== 'application/json') return { ...refuse('login-type', 'JSON please'), status: 415 };
    const accept = request.headers.accept ?? '*/*';
    if (style.strict && !/\*\/\*|application\/(\*|json)/i.test(accept))
      return { ...refuse('login-accept', 'JSON only'), status: 406 };
    if (bug('login-wants-token') && !request.headers.authorization) return refuse('login-no-header', 'Token missing');
    let body = parse(text);
    if (bug('login-wants-form'))
      body = type === 'application/json' ? {} : Object.fromEntries(new URLSearchParams(text));
    if (body === undefined) return refuse('login-malformed', 'Could not parse the request');
    if (typeof body !== 'object' || body === null || Array.isArray(body))
      return refuse('login-no-object', 'An object is expected');
    if (bug('login-wants-wrapper')) body = (body as Body)['session'] ?? {};
    const given = body as Body;
    const user = given[bug('login-wants-email') ? 'email' : 'user'];
    const password = given['password'];
    if (style.strict && Object.keys(given).some((key) => key !== 'user' && key !== 'password'))
      return { ...refuse('login-extra', 'Unknown parameter'), status: 400 };
    if (bug('login-wants-otp') && !given['otp']) return refuse('login-missing-otp', 'otp is missing');

    const byPassword = accounts.find((account) => account.password === password);
    if (bug('missing-user-accepted') && user === undefined && byPassword) return welcome(byPassword);
    if (bug('null-user-accepted') && user === null && byPassword) return welcome(byPassword);
    if (bug('blank-user-accepted') && user === '' && byPassword) return welcome(byPassword);
    if (bug('user-ignored') && byPassword && user) return welcome(byPassword);
    if (user === undefined || user === null || user === '') return refuse('login-missing-user', 'user is missing');
    if (typeof user !== 'string') return refuse('login-wrong-type', 'user must be a string');
    const fold = (name: string) => (style.foldCase ? name.toLowerCase() : name);
    let account = accounts.find((a) => fold(a.name) === fold(user));
    if (bug('user-prefix') && user.length > 2) account ??= accounts.find((a) => a.name.startsWith(user));
    if (account && bug('missing-password-accepted') && password === undefined) return welcome(account);
    if (account && bug('null-password-accepted') && password === null) return welcome(account);
    if (account && bug('blank-password-accepted') && password === '') return welcome(account);
    if (account && bug('password-true') && password === true) return welcome(account);
    if (account && bug('password-array') && Array.isArray(password) && password[0] === account.password)
      return welcome(account);
    if (account && bug('password-object') && typeof password === 'object' && password && !Array.isArray(password))
      return welcome(account);
    if (password === undefined || password === null || password === '')
      return refuse('login-missing-password', 'password is missing');
    if (typeof password !== 'string') return refuse('login-wrong-type', 'password must be a string');
    if (bug('long-value-500') && user.length + password.length > 1000)
      return { ...refuse('login-unknown', 'value too long'), status: 500 };
    if (bug('nul-500') && `${user}${password}`.includes('\0'))
      return { ...refuse('login-unknown', 'NUL byte'), status: 500 };
    if (!account && bug('any-user'))
      accounts.push((account = { id: 9000 + accounts.length, name: user, email: user, password }));
    if (!account) return refuse('login-unknown', 'Invalid user or password');
    if (passwordFits(account, password)) return welcome(account);
    const answer = refuse('login-wrong-password', 'Invalid user or password');
    if (bug('wrong-password-leaks-token'))
      answer.json = {
        error: 'Invalid password',
        auth_token: openSession(account),
        id: account.id,
        email: account.email,
      };
    return answer;
  }

  function logout(request: IncomingMessage, url: URL, text: string | null): Answer {
    const done: Answer = { what: 'logout+', status: style.logoutStatus, headers: {} };
    if (style.logoutBody !== undefined) done.json = style.logoutBody;
    const header = request.headers.authorization ?? '';
    const body = (text ? parse(text) : undefined) as Body | null | undefined;
    let token = /^Token +token=(.*)$/i.exec(header)?.[1]?.trim();
    if (bug('logout-wants-capital-scheme')) token = /^Token +token=(.*)$/.exec(header)?.[1]?.trim();
    if (bug('logout-wants-quotes') && !token?.startsWith('"')) token = undefined;
    token = token?.replace(/^"(.*)"$/, '$1');
    if (bug('bearer-accepted')) token ??= /^Bearer +(?:token=)?(.+)$/i.exec(header)?.[1];
    if (bug('any-scheme-accepted'))
      token ??= /^\S+ +(?:token=)(.+)$/i.exec(header)?.[1] ?? /^(?!Token)\S+ +(.+)$/i.exec(header)?.[1];
    if (bug('bare-token-accepted')) token ??= /^(?:token=)?(\S+)$/i.exec(header)?.[1];
    if (bug('token-without-name-accepted')) token ??= /^Token +(\S+)$/i.exec(header)?.[1];
    if (!header) {
      if (bug('token-in-query')) token = url.searchParams.get('access_token') ?? undefined;
      if (bug('token-in-body') && typeof body?.['access_token'] === 'string') token = body['access_token'];
      if (bug('token-in-cookie')) token = /auth_token=([^;]+)/.exec(request.headers.cookie ?? '')?.[1];
      if (bug('no-header-ends-first-session')) token = [...sessions.keys()][0];
      if (bug('no-header-accepted')) return done;
    }
    if (!header && token === undefined) return refuse('logout-no-header', 'HTTP Token: Access denied.');
    if (token === '' && bug('empty-token-accepted')) return done;
    if (!token) return refuse('logout-malformed', 'HTTP Token: Access denied.');
    const given = token;
    const live = [...sessions.keys()];
    if (bug('logout-wants-parameter') && !url.searchParams.has('access_token') && !body?.['access_token'])
      return refuse('logout-parameter', 'access_token is missing');
    if (bug('logout-wants-body') && !text) return refuse('logout-body', 'A body is missing');
    if (bug('unknown-token-accepted') && !sessions.has(given) && !gone.has(given)) return done;
    let found = sessions.has(given) ? given : undefined;
    if (bug('token-prefix-accepted') && given.length > 3) found ??= live.find((known) => known.startsWith(given));
    if (bug('token-extended-accepted')) found ??= live.find((known) => given.startsWith(known));
    if (bug('token-case-blind')) found ??= live.find((known) => known.toLowerCase() === given.toLowerCase());
    if (found === undefined)
      return refuse(gone.has(given) ? 'logout-gone' : 'logout-unknown', 'HTTP Token: Access denied.');
    if (!bug('logout-forgets-nothing')) forget(found);
    return done;
  }

  async function handle(request: IncomingMessage): Promise<Answer> {
    const text = await readBody(request);
    const url = URL.canParse(request.url ?? '', 'http://host')
      ? new URL(request.url ?? '', 'http://host')
      : new URL('http://host');
    requests += 1;
    if (bug('every-third-500') && requests % 3 === 0) return { ...refuse('crash', 'Oops'), status: 500 };
    if (bug('first-after-login-500') && justLoggedIn) {
      justLoggedIn = false;
      return { ...refuse('crash', 'Oops'), status: 500 };
    }
    if (url.pathname.replace(/\/$/, '') !== '/api/v1/sessions')
      return { ...refuse('route', 'No such page'), status: 404 };
    if (request.method === 'DELETE') return logout(request, url, text);
    if (request.method !== 'POST')
      return { ...refuse('route', 'Method not allowed'), status: 405, headers: { Allow: 'POST, DELETE' } };
    if (bug('login-redirects-to-slash') && !url.pathname.endsWith('/'))
      return { what: 'route', status: 307, headers: { Location: '/api/v1/sessions/' } };
    const answer = login(request, text);
    justLoggedIn = answer.what === 'login+';
    return answer;
  }

  async function send(request: IncomingMessage, response: ServerResponse, answer: Answer): Promise<void> {
    if (twisted && answer.what.startsWith(twisted.at)) twisted.twist(answer);
    if (answer.hangUp) return void request.socket.destroy();
    const headers: Record<string, string | string[]> = {
      Server: 'nginx',
      'X-Request-Id': randomUUID(),
      ...answer.headers,
    };
    if (!style.cacheable) headers['Cache-Control'] = 'no-store';
    if (style.cookies)
      headers['Set-Cookie'] = [`_flame_session=${randomUUID()}; path=/; HttpOnly`, 'locale=pl; path=/'];
    if (style.closing) headers['Connection'] = 'close';
    const json = answer.json === undefined ? '' : JSON.stringify(answer.json, null, style.pretty ? 2 : undefined);
    let text = answer.text ?? (style.pretty && json ? `\n${json}\n` : json);
    if (answer.rewrite) text = answer.rewrite(text);
    let bytes = Buffer.from(text, 'utf8');
    const type = answer.mediaType === undefined ? 'application/json' : answer.mediaType;
    if (type !== null && (bytes.length > 0 || answer.text !== undefined))
      headers['Content-Type'] = style.charset ? `${type}; charset=utf-8` : type;
    if (
      style.gzip &&
      bytes.length > 0 &&
      /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i.test(request.headers['accept-encoding'] ?? '')
    ) {
      bytes = gzipSync(bytes);
      Object.assign(headers, { 'Content-Encoding': 'gzip', Vary: 'Accept-Encoding' });
    }
    if (style.delay) await pause(style.delay);
    if (style.hints && request.httpVersion === '1.1')
      response.writeEarlyHints({ link: '</style.css>; rel=preload; as=style' });
    const bodiless = answer.status === 204 || answer.status === 304;
    if (!style.chunked && !bodiless) headers['Content-Length'] = String(bytes.length);
    if (bodiless) delete headers['Content-Type'];
    response.writeHead(answer.status, headers);
    if (style.chunked && !bodiless)
      for (let at = 0; at < bytes.length; at += 9) response.write(bytes.subarray(at, at + 9));
    response.end(style.chunked || bodiless ? undefined : bytes);
  }

  const server = createServer((request, response) => {
    handle(request)
      .then((answer) => send(request, response, answer))
      .catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    settings: {
      TARGET_API: 'flame',
      TARGET_URL: url,
      TARGET_USERNAME: first.name,
      TARGET_PASSWORD: first.password,
      TARGET_SECOND_USERNAME: second.name,
      TARGET_SECOND_PASSWORD: second.password,
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ options: { variant: text, defect: text, port: text } });
  const started = await start({
    ...(values.variant === undefined ? {} : { variant: values.variant }),
    ...(values.defect === undefined ? {} : { defect: values.defect }),
    ...(values.port === undefined ? {} : { port: Number(values.port) }),
  });
  for (const [name, value] of Object.entries(started.settings)) console.log(`${name}=${value}`);
  console.log(started.url);
}

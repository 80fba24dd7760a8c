/**
 * A "dood" server of our own: anonymous and authenticated sessions, everything in memory.
 * One variant (another legal choice) and one defect (a real mistake) can be switched on.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';

export interface Started {
  url: string;
  settings: Record<string, string>;
  close(): Promise<void>;
}

type Operation = 'start' | 'login' | 'logout' | 'register';

interface Account {
  email: string;
  password: string;
}

interface Reply {
  status: number;
  /** An object is sent as JSON, a string as it is. */
  body: unknown;
  type?: string;
  headers?: Record<string, string>;
  /** Send half of the body and hang up. */
  cut?: boolean;
  /** Hang up without an answer. */
  drop?: boolean;
}

const BASE = '/mobile/rest';
const HTML = 'text/html; charset=utf-8';
const SYSTEMS = ['android', 'ios', 'symbian'];
const CODE = {
  OK: 0x00,
  SESSION_EXPIRED: 0x11,
  NEED_LOGIN: 0x13,
  WRONG_LOGIN: 0x20,
  WRONG_PASS: 0x21,
  LOGIN_EXISTS: 0x22,
  WRONG_EMAIL: 0x23,
  PASS_TOO_SIMPLE: 0x24,
  /** Our own: a parameter for which the document has no code. */
  BAD_PARAMETER: 0x40,
};
const SEEDS: readonly [Account, Account] = [
  { email: 'zofia.krol@poczta.example', password: 'Zielony-Kot+7&las' },
  { email: 'j.nowak@firma.example', password: 'Dobra.Kawa%9~żółw' },
];

export const variants: Record<string, string> = {
  'login-401-code': 'A failed login is a 401 whose body has the documented code.',
  'login-401-empty': 'A failed login is a 401 without a body.',
  'login-401-html': 'A failed login is a 401 with a page that names no code.',
  'lean-session': 'API Session has type and session_key only.',
  'logout-empty-data': 'Logout answers with an empty data array.',
  'message-always': 'Every answer has a message.',
  'no-session-200': 'Logout with an unknown or missing key is 200 with ERR_SESSION_EXPIRED or ERR_NEED_LOGIN.',
  'no-session-empty': 'Logout with an unknown or missing key is 401 without a body.',
  'no-session-challenge': 'Logout with an unknown or missing key is 401 with a code and a WWW-Authenticate header.',
  gzip: 'Bodies are compressed when Accept-Encoding allows it.',
  'chunked-pretty': 'JSON is indented and sent in small chunks without Content-Length.',
  shouting: 'Header names and the media type are in capitals.',
  chatty: 'Extra members, extra headers and a session cookie that nobody needs come with every answer.',
  'uuid-keys': 'Session keys are UUIDs.',
  'base64-keys': 'Session keys are base64 with plus, slash and equals signs.',
  'numeric-keys': 'Session keys are strings of 24 digits.',
  'long-keys': 'Session keys are 1200 characters long.',
  'profile-required': 'Registration without name, surname, nickname or birthdate is refused.',
  'lenient-profile': 'Registration ignores values of sex and birthdate that make no sense.',
  'any-system': 'Start takes any system, or none, as android.',
  'system-required': 'Login without a known system fails with ERR_WRONG_LOGIN.',
  'start-system-200': 'Start with an unknown system is 200 with a code of its own instead of 400.',
  'email-any-case': 'Addresses are compared without regard to case.',
  'post-reads-query': 'POST parameters may also stand in the query.',
  'one-shot-connections': 'Every connection is closed after one answer.',
  slow: 'Every answer takes 300 ms.',
};

type ApiSession = Record<string, unknown> & { session_key: string };
const good = (...data: unknown[]) => ({ code: 0, data });
const without = (s: ApiSession, name: string) => Object.fromEntries(Object.entries(s).filter(([n]) => n !== name));

/** Successful bodies with a session gone wrong: id suffix, sentence, body. */
const wrongBodies: Record<string, [string, (s: ApiSession) => unknown]> = {
  'code-missing': ['has no code', (s) => ({ data: [s] })],
  'code-string': ['has code "0"', (s) => ({ code: '0', data: [s] })],
  'code-name': ['has code "MSG_OK"', (s) => ({ code: 'MSG_OK', data: [s] })],
  'code-null': ['has code null', (s) => ({ code: null, data: [s] })],
  'code-nonzero': ['has code 1', (s) => ({ code: 1, data: [s] })],
  'code-boolean': ['has code false', (s) => ({ code: false, data: [s] })],
  'code-renamed': ['calls code "status"', (s) => ({ status: 0, data: [s] })],
  'data-missing': ['has no data', () => ({ code: 0 })],
  'data-null': ['has data null', () => ({ code: 0, data: null })],
  'data-object': ['has the session itself as data', (s) => ({ code: 0, data: s })],
  'data-empty': ['has an empty data array', () => good()],
  'data-two': ['has two sessions in data', (s) => good(s, { ...s, session_key: `${s.session_key}2` })],
  'data-nested': ['has an array in the data array', (s) => good([s])],
  'data-wrapped': ['has the session in a member of the data object', (s) => good({ session: s })],
  'data-strings': ['has the key as a string in data', (s) => good(s.session_key)],
  'data-renamed': ['calls data "result"', (s) => ({ code: 0, result: [s] })],
  'type-missing': ['has a session without type', (s) => good(without(s, 'type'))],
  'type-null': ['has a session with type null', (s) => good({ ...s, type: null })],
  'type-other': ['has a session of type "Session"', (s) => good({ ...s, type: 'Session' })],
  'type-case': ['has a session of type "apisession"', (s) => good({ ...s, type: 'apisession' })],
  'key-missing': ['has a session without session_key', (s) => good(without(s, 'session_key'))],
  'key-null': ['has session_key null', (s) => good({ ...s, session_key: null })],
  'key-empty': ['has an empty session_key', (s) => good({ ...s, session_key: '' })],
  'key-number': ['has a numeric session_key', (s) => good({ ...s, session_key: 884211 })],
  'key-object': ['has session_key as an object', (s) => good({ ...s, session_key: { value: s.session_key } })],
  'key-renamed': [
    'calls session_key "sessionKey"',
    (s) => good({ ...without(s, 'session_key'), sessionKey: s.session_key }),
  ],
  'photo-server-null': ['has photo_server null', (s) => good({ ...s, photo_server: null })],
  'photo-server-object': ['has photo_server as an object', (s) => good({ ...s, photo_server: { host: 'img' } })],
  'photo-server-no-url': ['has a photo_server that is no URL', (s) => good({ ...s, photo_server: 'photos' })],
  'id-number': ['has a numeric id', (s) => good({ ...s, id: 4711 })],
  'category-version-string': ['has category_version as a string', (s) => good({ ...s, category_version: '129384' })],
  'category-version-date': ['has category_version as a date', (s) => good({ ...s, category_version: '2011-05-03' })],
  'category-version-float': ['has a fraction in category_version', (s) => good({ ...s, category_version: 1.5 })],
  'message-object': ['has message as an object', (s) => ({ ...good(s), message: { en: 'ok' } })],
  'message-null': ['has message null', (s) => ({ ...good(s), message: null })],
  'root-array': ['is wrapped in an array', (s) => [good(s)]],
};

const wrongLogoutBodies: Record<string, [string, (s: ApiSession) => unknown]> = {
  'code-missing': ['has no code', () => ({})],
  'code-string': ['has code "0"', () => ({ code: '0' })],
  'code-null': ['has code null', () => ({ code: null })],
  'code-nonzero': ['has code 1', () => ({ code: 1 })],
  'code-renamed': ['calls code "status"', () => ({ status: 0 })],
  'data-session': ['has the ended session in data', (s) => good(s)],
  'data-new-session': [
    'has a new session in data',
    (s) => good({ ...s, session_key: randomBytes(16).toString('hex') }),
  ],
  'data-null': ['has data null', () => ({ code: 0, data: null })],
  'data-object': ['has an empty object as data', () => ({ code: 0, data: {} })],
  'message-object': ['has message as an object', () => ({ code: 0, message: { en: 'bye' } })],
  'root-array': ['is wrapped in an array', () => [{ code: 0 }]],
};

/** Successful answers gone wrong on the wire. */
const wrongWire: Record<string, [string, (r: Reply) => void]> = {
  'media-html': ['is labelled text/html', (r) => void (r.type = HTML)],
  'media-plain': ['is labelled text/plain', (r) => void (r.type = 'text/plain')],
  'media-none': ['has no Content-Type', (r) => void (r.type = '')],
  'body-empty': ['has no body', (r) => void (r.body = '')],
  'body-truncated': ['ends in the middle', (r) => void (r.body = JSON.stringify(r.body).slice(0, -3))],
  'body-cut': ['breaks off before its Content-Length', (r) => void (r.cut = true)],
  'body-html': ['is a page', (r) => Object.assign(r, { body: '<p>OK</p>', type: HTML })],
  'body-bom': ['begins with a byte order mark', (r) => void (r.body = '\ufeff' + JSON.stringify(r.body))],
  'body-jsonp': ['is wrapped in a callback', (r) => void (r.body = `{}&&callback(${JSON.stringify(r.body)})`)],
  'status-201': ['comes with 201', (r) => void (r.status = 201)],
  'status-204': ['is a 204 without body', (r) => Object.assign(r, { status: 204, body: '', type: '' })],
  'status-302': ['is a redirect to a page', (r) => Object.assign(r, { status: 302, headers: { location: '/start' } })],
  'status-401': ['comes with 401', (r) => void (r.status = 401)],
  'status-500': ['comes with 500', (r) => void (r.status = 500)],
};

/** Failures (in the sense of the API) and how they can go wrong. */
const failures = {
  'unknown-user': 'Login of an unknown address',
  'wrong-password': 'Login with a wrong password',
  duplicate: 'A second registration of an address',
  'weak-password': 'Registration with a short password',
  'bad-email': 'Registration with an address without @',
};
const wrongFailures: Record<string, [string, (code: number, s: () => ApiSession) => Reply]> = {
  'gives-400': ['is a 400.', (code) => ({ status: 400, body: { code } })],
  'gives-403': ['is a 403.', (code) => ({ status: 403, body: { code } })],
  'gives-422': ['is a 422.', (code) => ({ status: 422, body: { code } })],
  'gives-500': ['is a 500.', () => ({ status: 500, body: 'Internal Server Error' })],
  'code-zero': ['has code 0 and no data.', () => ({ status: 200, body: { code: 0 } })],
  'code-string': ['has its code as a string.', (code) => ({ status: 200, body: { code: String(code) } })],
  'code-hex': [
    'has its code as a string in hex.',
    (code) => ({ status: 200, body: { code: `0x${code.toString(16)}` } }),
  ],
  'code-missing': ['has a message and no code.', () => ({ status: 200, body: { message: 'failed' } })],
  'code-general': ['has ERR_NOT_AUTHORISED.', () => ({ status: 200, body: { code: 0x12 } })],
  'code-next': ['has the code that follows the right one.', (code) => ({ status: 200, body: { code: code + 1 } })],
  'body-html': ['is a page with status 200.', () => ({ status: 200, body: '<p>Error</p>', type: HTML })],
  'body-empty': ['is 200 without a body.', () => ({ status: 200, body: '', type: '' })],
  'leaks-session': ['has its code, and a session.', (code, s) => ({ status: 200, body: { code, data: [s()] } })],
};

/** Everything else that real servers get wrong. */
const conduct = {
  'unknown-user-is-wrong-pass': 'Login of an unknown address fails with ERR_WRONG_PASS.',
  'wrong-password-is-wrong-login': 'Login with a wrong password fails with ERR_WRONG_LOGIN.',
  'login-codes-swapped': 'ERR_WRONG_LOGIN and ERR_WRONG_PASS are swapped.',
  'register-codes-swapped': 'ERR_WRONG_EMAIL and ERR_PASS_TOO_SIMPLE are swapped.',
  'duplicate-is-wrong-login': 'A second registration fails with ERR_WRONG_LOGIN.',
  'login-401-wrong-code': 'A failed login is 401 with the code ERR_LOGIN_EXISTS.',
  'duplicate-gives-409': 'A second registration is a 409.',
  'wrong-password-hangs-up': 'A wrong password closes the connection without an answer.',
  'any-password': 'Any password logs in.',
  'password-prefix': 'The beginning of the password logs in.',
  'password-extended': 'The password with anything behind it logs in.',
  'password-any-case': 'Passwords are compared without regard to case.',
  'password-trimmed': 'Space around the password is cut off before it is compared.',
  'password-8-bytes': 'Only the first 8 bytes of the password are compared.',
  'password-last-character-ignored': 'The last character of the password is not compared.',
  'password-of-anybody': 'The password of any other user logs in.',
  'password-sql': 'A password with a quote and OR in it logs in.',
  'any-user': 'An unknown address logs in.',
  'login-missing-email-accepted': 'Login without email takes the first account.',
  'login-missing-password-accepted': 'Login without password logs in.',
  'login-blank-email-accepted': 'Login with an empty email takes the first account.',
  'login-blank-password-accepted': 'Login with an empty password logs in.',
  'missing-parameter-500': 'A missing email or password gives 500.',
  'login-get-refused': 'Login by GET is a 405.',
  'login-get-anonymous': 'Login by GET ignores the query and fails with ERR_WRONG_LOGIN.',
  'login-post-refused': 'Login by POST is a 405.',
  'login-post-reads-query-only': 'Login by POST reads the query, not the body.',
  'login-refuses-android': 'Login with system=android is refused.',
  'login-refuses-ios': 'Login with system=ios is refused.',
  'login-refuses-symbian': 'Login with system=symbian is refused.',
  'login-needs-session-key': 'Login wants the key of an anonymous session.',
  'second-login-refused': 'A user with a session cannot log in again.',
  'login-only-first-account': 'Only the first account ever created can log in.',
  'start-refuses-android': 'Start with system=android is refused.',
  'start-refuses-ios': 'Start with system=ios is refused.',
  'start-refuses-symbian': 'Start with system=symbian is refused.',
  'start-get-refused': 'Start is served by POST only.',
  'start-needs-session-key': 'Start without session_key is a 401.',
  'start-key-dead': 'The key from start cannot be logged out.',
  'login-key-dead': 'The key from login cannot be logged out.',
  'register-key-dead': 'The key from registration cannot be logged out.',
  'start-keys-repeat': 'Every start gives the same key.',
  'login-keys-repeat': 'Every login of a user gives the same key as long as the session lives.',
  'keys-shared-by-users': 'All users share one key.',
  'login-key-of-another-user': 'Login gives the key of another user who has a session.',
  'login-ends-other-sessions': 'A login ends the sessions of all other users.',
  'register-ends-other-sessions': 'A registration ends all other sessions.',
  'register-gives-start-key': 'Registration gives the key of an anonymous session that lives already.',
  'keys-counted': 'Keys are numbers that count upwards.',
  'logout-forgets-nothing': 'Logout says MSG_OK but the key goes on working.',
  'logout-forgets-everybody': 'Logout ends all sessions.',
  'logout-ends-newest': 'Logout ends the newest session instead of the one named.',
  'logout-refuses-anonymous': 'Logout of an anonymous session is refused with ERR_NEED_LOGIN.',
  'logout-refuses-authenticated': 'Logout of an authenticated session is refused with ERR_NOT_AUTHORISED.',
  'logout-unknown-accepted': 'Logout with an unknown key is MSG_OK.',
  'logout-spent-accepted': 'Logout with a key that was logged out before is MSG_OK.',
  'logout-empty-accepted': 'Logout with an empty key is MSG_OK.',
  'logout-absent-accepted': 'Logout without a key is MSG_OK.',
  'logout-prefix-accepted': 'Logout with the beginning of a key ends that session.',
  'logout-extended-accepted': 'Logout with a key and something behind it ends that session.',
  'logout-other-case-accepted': 'Logout takes keys without regard to case.',
  'logout-get-refused': 'Logout is served by POST only.',
  'logout-other-name': 'Logout reads the key from sessionKey.',
  'logout-unknown-500': 'Logout with an unknown key is a 500.',
  'logout-absent-500': 'Logout without a key is a 500.',
  'logout-unknown-403': 'Logout with an unknown key is a 403.',
  'logout-unknown-404': 'Logout with an unknown key is a 404.',
  'logout-absent-400': 'Logout without a key is a 400.',
  'logout-unknown-302': 'Logout with an unknown key redirects to the start page.',
  'logout-unknown-session': 'Logout with an unknown key is a 401 that hands out a new session with code 0.',
  'register-get-refused': 'Registration by GET is a 405.',
  'register-post-refused': 'Registration by POST is a 405.',
  'register-missing-email-accepted': 'Registration without email is accepted.',
  'register-missing-password-accepted': 'Registration without password is accepted.',
  'register-blank-email-accepted': 'Registration with an empty email is accepted.',
  'register-blank-password-accepted': 'Registration with an empty password is accepted.',
  'weak-password-accepted': 'Registration takes a password of any length above 0.',
  'weak-password-five': 'Registration takes a password of 5 characters.',
  'weak-password-seven': 'Registration wants 7 characters.',
  'bad-email-accepted': 'Registration takes an address without @.',
  'good-email-refused-plus': 'Registration takes an address with a plus sign for malformed.',
  'sex-refuses-upper-m': 'Registration with sex=M is refused.',
  'sex-refuses-upper-f': 'Registration with sex=F is refused.',
  'sex-refuses-lower-m': 'Registration with sex=m is refused.',
  'sex-refuses-lower-f': 'Registration with sex=f is refused.',
  'sex-required': 'Registration without sex is refused.',
  'city-required': 'Registration without default_city is refused.',
  'city-refuses-lower': 'Registration with default_city in small letters is refused.',
  'city-refuses-upper': 'Registration with default_city in capitals is refused.',
  'city-refuses-mixed': 'Registration with default_city in mixed case is refused.',
  'birthdate-iso-only': 'Registration wants birthdate as YYYY-MM-DD.',
  'birthdate-month-first': 'Registration wants birthdate as MMDDYYYY.',
  'birthdate-year-first': 'Registration wants birthdate as YYYYMMDD.',
  'nickname-refused': 'Registration with a nickname is refused.',
  'names-ascii-only': 'Registration with a name beyond ASCII is refused.',
  'duplicate-accepted': 'A second registration of an address succeeds and changes nothing.',
  'duplicate-overwrites': 'A second registration of an address succeeds and sets the new password.',
  'duplicate-refused-but-overwrites': 'A second registration is refused, but sets the new password all the same.',
  'duplicate-checks-seeded-only': 'Only addresses registered before the server started count as taken.',
  'register-forgets': 'Registration answers well but keeps nothing.',
  'register-failed-persists': 'Registration with a short password fails, but the account is there.',
  'register-lowers-password': 'Registration stores the password in lower case.',
  'register-stores-8': 'Registration stores the first 8 characters of the password.',
  'register-trims-password': 'Registration cuts space off the ends of the password; login does not.',
  'register-escapes-password': 'Registration stores & and + of the password as HTML entities.',
  'register-strips-accents': 'Registration stores letters beyond ASCII in the password as question marks.',
  'register-drops-plus-tag': 'Registration stores the address without its +tag; login does not.',
  'register-first-login-fails': 'The first login after a registration is refused.',
  'plus-literal': 'Plus signs in POST bodies are not read as spaces in registration.',
  'trailing-slash-refused': 'The paths are served without the trailing slash only.',
  'trailing-slash-redirects': 'The paths with a trailing slash redirect to the paths without.',
  'every-third-500': 'Every third request fails with 500.',
  'after-login-500': 'The first request after a successful login fails with 500.',
  'nul-500': 'A NUL character in a parameter gives 500.',
  'long-500': 'A value over 1000 characters gives 500.',
  'non-ascii-500': 'A letter beyond ASCII in a parameter gives 500.',
  'repeated-500': 'A parameter given twice gives 500.',
  cacheable: 'Sessions are sent with Cache-Control: public, max-age=3600.',
};
type Conduct = keyof typeof conduct;

export const defects: Record<string, string> = { ...conduct };
for (const operation of ['start', 'login', 'register', 'logout']) {
  const bodies = operation === 'logout' ? wrongLogoutBodies : wrongBodies;
  for (const [id, [text]] of Object.entries({ ...bodies, ...wrongWire }))
    defects[`${operation}-${id}`] = `The success answer of ${operation} ${text}.`;
}
for (const [kind, what] of Object.entries(failures))
  for (const [id, [text]] of Object.entries(wrongFailures)) defects[`${kind}-${id}`] = `${what} ${text}`;

function build(variant: string, defect: string) {
  const on = (id: Conduct) => defect === id;
  const accounts = new Map(SEEDS.map((a) => [a.email, a]));
  /** Living keys, oldest first, with the address of the user, or '' for an anonymous session. */
  const living = new Map<string, string>();
  const spent = new Set<string>();
  const fresh = new Set<string>();
  let requests = 0;
  let tripNext = false;

  const fail = (code: number, status = 200): Reply => ({ status, body: { code } });

  /** A failure with a documented code; the place where the failure defects bite. */
  function refuse(kind: keyof typeof failures, code: number): Reply {
    for (const [id, [, make]] of Object.entries(wrongFailures))
      if (defect === `${kind}-${id}`) return make(code, () => session(''));
    const atLogin = kind === 'unknown-user' || kind === 'wrong-password';
    if (on('wrong-password-hangs-up') && kind === 'wrong-password') return { status: 0, body: '', drop: true };
    if (on('unknown-user-is-wrong-pass') && kind === 'unknown-user') return fail(CODE.WRONG_PASS);
    if (on('wrong-password-is-wrong-login') && kind === 'wrong-password') return fail(CODE.WRONG_LOGIN);
    if (on('login-codes-swapped') && atLogin) return fail(CODE.WRONG_LOGIN + CODE.WRONG_PASS - code);
    if (on('register-codes-swapped') && (kind === 'bad-email' || kind === 'weak-password'))
      return fail(CODE.WRONG_EMAIL + CODE.PASS_TOO_SIMPLE - code);
    if (on('duplicate-is-wrong-login') && kind === 'duplicate') return fail(CODE.WRONG_LOGIN);
    if (on('duplicate-gives-409') && kind === 'duplicate') return fail(code, 409);
    if (on('login-401-wrong-code') && atLogin) return fail(CODE.LOGIN_EXISTS, 401);
    if (atLogin && variant === 'login-401-code') return fail(code, 401);
    if (atLogin && variant === 'login-401-empty') return { status: 401, body: '', type: '' };
    if (atLogin && variant === 'login-401-html') return { status: 401, body: '<h1>Unauthorized</h1>', type: HTML };
    return fail(code);
  }

  function newKey(): string {
    if (on('keys-counted')) return String(70000 + living.size + spent.size);
    if (variant === 'uuid-keys') return randomUUID();
    if (variant === 'base64-keys') return `+/${randomBytes(25).toString('base64')}`;
    if (variant === 'numeric-keys') return [...randomBytes(24)].map((b) => b % 10).join('');
    if (variant === 'long-keys') return randomBytes(600).toString('hex');
    return randomBytes(20).toString('hex');
  }

  function describe(key: string): ApiSession {
    const lean: ApiSession = { type: 'APISession', session_key: key };
    if (variant === 'lean-session') return lean;
    const more = { photo_server: 'http://img.dood.example/p/', id: 'a81f-mobile', category_version: 1304413200000 };
    return { ...lean, ...more, ...(variant === 'chatty' ? { ttl: 86400, user: null } : {}) };
  }

  /** Opens a session for an address ('' is anonymous). */
  function session(email: string, kind: Operation = 'start'): ApiSession {
    const held = (test: (owner: string) => boolean) => [...living].findLast(([, owner]) => test(owner))?.[0];
    let key: string | undefined;
    if (on('start-keys-repeat') && kind === 'start') key = held((owner) => owner === '');
    if (on('login-keys-repeat') && kind === 'login') key = held((owner) => owner === email);
    if (on('login-key-of-another-user') && kind === 'login') key = held((owner) => owner !== '' && owner !== email);
    if (on('register-gives-start-key') && kind === 'register') key = held((owner) => owner === '');
    if (on('keys-shared-by-users') && kind !== 'start') key = '5e5510000000000000000000000000000000beef';
    if (on('login-ends-other-sessions') && kind === 'login')
      for (const [k, owner] of living) if (owner !== email) living.delete(k);
    if (on('register-ends-other-sessions') && kind === 'register') living.clear();
    key ??= newKey();
    if (defect !== `${kind}-key-dead`) living.set(key, living.get(key) ?? email);
    return describe(key);
  }

  function success(operation: Operation, shown: ApiSession, base: unknown): Reply {
    const reply: Reply = { status: 200, body: base, headers: { 'Cache-Control': 'no-store, private' } };
    if (on('cacheable')) reply.headers = { 'Cache-Control': 'public, max-age=3600' };
    const suffix = defect.startsWith(`${operation}-`) ? defect.slice(operation.length + 1) : '';
    const bodies = operation === 'logout' ? wrongLogoutBodies : wrongBodies;
    if (bodies[suffix]) reply.body = bodies[suffix][1](shown);
    wrongWire[suffix]?.[1](reply);
    return reply;
  }

  function startSession(params: URLSearchParams): Reply {
    const system = params.get('system') ?? '';
    if (on('start-needs-session-key') && !params.has('session_key')) return fail(CODE.NEED_LOGIN, 401);
    const refused = defect === `start-refuses-${system}`;
    if (refused || (!SYSTEMS.includes(system) && variant !== 'any-system'))
      return fail(CODE.BAD_PARAMETER, variant === 'start-system-200' ? 200 : 400);
    const opened = session('');
    return success('start', opened, good(opened));
  }

  const find = (email: string) =>
    variant === 'email-any-case'
      ? [...accounts.values()].find((a) => a.email.toLowerCase() === email.toLowerCase())
      : accounts.get(email);

  function passwordFits(given: string, stored: string): boolean {
    const head = (s: string) => Buffer.from(s).subarray(0, 8).toString('hex');
    if (on('any-password')) return true;
    if (on('password-prefix')) return given !== '' && stored.startsWith(given);
    if (on('password-extended')) return given.startsWith(stored);
    if (on('password-any-case')) return given.toLowerCase() === stored.toLowerCase();
    if (on('password-trimmed')) return given.trim() === stored.trim();
    if (on('password-8-bytes')) return head(given) === head(stored);
    if (on('password-last-character-ignored')) return given.replace(/.$/su, '') === stored.replace(/.$/su, '');
    if (on('password-of-anybody')) return [...accounts.values()].some((a) => a.password === given);
    if (on('password-sql') && /'\s*or\s/i.test(given)) return true;
    return given === stored;
  }

  function login(params: URLSearchParams): Reply {
    const email = params.get('email');
    const password = params.get('password');
    const system = params.get('system') ?? '';
    const done = (who: string) => {
      tripNext = true;
      const opened = session(who, 'login');
      return success('login', opened, good(opened));
    };
    if (on('missing-parameter-500') && (email === null || password === null)) throw new TypeError('undefined');
    if (defect === `login-refuses-${system}`) return fail(CODE.BAD_PARAMETER);
    if (on('login-needs-session-key') && !living.has(params.get('session_key') ?? ''))
      return fail(CODE.NEED_LOGIN, 401);
    if (variant === 'system-required' && !SYSTEMS.includes(system)) return refuse('unknown-user', CODE.WRONG_LOGIN);
    if (email === null && on('login-missing-email-accepted')) return done(SEEDS[0].email);
    if (email === '' && on('login-blank-email-accepted')) return done(SEEDS[0].email);
    const account = find(email ?? '');
    if (!account) return on('any-user') && email ? done(email) : refuse('unknown-user', CODE.WRONG_LOGIN);
    if (password === null && on('login-missing-password-accepted')) return done(account.email);
    if (password === '' && on('login-blank-password-accepted')) return done(account.email);
    if (!password || !passwordFits(password, account.password)) return refuse('wrong-password', CODE.WRONG_PASS);
    if (on('login-only-first-account') && account.email !== SEEDS[0].email) return fail(CODE.WRONG_LOGIN);
    if (on('register-first-login-fails') && fresh.delete(account.email)) return fail(CODE.WRONG_LOGIN);
    if (on('second-login-refused') && [...living.values()].includes(account.email)) return fail(0x16);
    return done(account.email);
  }

  function logout(params: URLSearchParams): Reply {
    const key = params.get(on('logout-other-name') ? 'sessionKey' : 'session_key');
    const bye = (ended: string) => {
      if (!on('logout-forgets-nothing')) living.delete(ended);
      spent.add(ended);
      if (on('logout-forgets-everybody')) living.clear();
      return success('logout', describe(ended), variant === 'logout-empty-data' ? { code: 0, data: [] } : { code: 0 });
    };
    let match = key !== null && living.has(key) ? key : undefined;
    const seek = (test: (k: string) => boolean) => [...living.keys()].find(test);
    if (key) {
      if (on('logout-prefix-accepted')) match ??= seek((k) => k.startsWith(key));
      if (on('logout-extended-accepted')) match ??= seek((k) => key.startsWith(k));
      if (on('logout-other-case-accepted')) match ??= seek((k) => k.toLowerCase() === key.toLowerCase());
    }
    if (match !== undefined) {
      const anonymous = living.get(match) === '';
      if (on('logout-refuses-anonymous') && anonymous) return fail(CODE.NEED_LOGIN);
      if (on('logout-refuses-authenticated') && !anonymous) return fail(0x12);
      return bye(on('logout-ends-newest') ? ([...living.keys()].at(-1) ?? match) : match);
    }
    if (key === null) {
      if (on('logout-absent-accepted')) return bye('');
      if (on('logout-absent-500')) throw new TypeError('undefined');
      if (on('logout-absent-400')) return fail(CODE.BAD_PARAMETER, 400);
    } else if (key === '') {
      if (on('logout-empty-accepted')) return bye('');
    } else {
      if (on('logout-spent-accepted') && spent.has(key)) return bye(key);
      if (on('logout-unknown-accepted')) return bye(key);
      if (on('logout-unknown-500')) throw new TypeError('undefined');
      if (on('logout-unknown-403')) return fail(CODE.SESSION_EXPIRED, 403);
      if (on('logout-unknown-404')) return fail(CODE.SESSION_EXPIRED, 404);
      if (on('logout-unknown-302')) return { status: 302, body: '', type: '', headers: { Location: '/' } };
      if (on('logout-unknown-session')) return { status: 401, body: good(session('')) };
    }
    const code = key ? CODE.SESSION_EXPIRED : CODE.NEED_LOGIN;
    if (variant === 'no-session-200') return fail(code);
    if (variant === 'no-session-empty') return { status: 401, body: '', type: '' };
    if (variant === 'no-session-challenge') return { ...fail(code, 401), headers: { 'WWW-Authenticate': 'Session' } };
    return fail(code, 401);
  }

  /** The code 64 answers: whether the profile is acceptable. */
  function profileFits(params: URLSearchParams): boolean {
    const value = (name: string) => params.get(name) ?? '';
    const [sex, city, birth] = [value('sex'), value('default_city'), value('birthdate')];
    const refusedSex = { M: 'upper-m', F: 'upper-f', m: 'lower-m', f: 'lower-f' }[sex];
    if (refusedSex !== undefined && defect === `sex-refuses-${refusedSex}`) return false;
    if (on('sex-required') && sex === '') return false;
    if (on('city-required') && city === '') return false;
    if (city !== '') {
      const shape = city === city.toLowerCase() ? 'lower' : city === city.toUpperCase() ? 'upper' : 'mixed';
      if (defect === `city-refuses-${shape}`) return false;
    }
    if (on('birthdate-iso-only')) return birth === '' || /^\d{4}-\d\d-\d\d$/.test(birth);
    if (on('birthdate-month-first') && birth !== '')
      return isDate(birth.slice(4), birth.slice(0, 2), birth.slice(2, 4));
    if (on('birthdate-year-first') && birth !== '') return isDate(birth.slice(0, 4), birth.slice(4, 6), birth.slice(6));
    if (on('nickname-refused') && value('nickname') !== '') return false;
    const names = ['name', 'surname', 'nickname', 'default_city'].map(value);
    if (on('names-ascii-only') && names.some((n) => /[^\0-\x7f]/.test(n))) return false;
    if (variant === 'profile-required' && [...names.slice(0, 3), birth].includes('')) return false;
    if (names.some((n) => n.length > 255)) return false;
    if (variant === 'lenient-profile') return true;
    if (!['', 'M', 'F'].includes(sex.toUpperCase())) return false;
    return birth === '' || isDate(birth.slice(4), birth.slice(2, 4), birth.slice(0, 2));
  }

  function register(params: URLSearchParams): Reply {
    const givenEmail = params.get('email');
    const givenPassword = params.get('password');
    if (on('missing-parameter-500') && (givenEmail === null || givenPassword === null))
      throw new TypeError('undefined');
    let email = givenEmail ?? '';
    const password = givenPassword ?? '';
    let emailFits = email.length <= 254 && /^[^@\s\p{Cc}]+@[^@\s\p{Cc}]+$/u.test(email);
    if (on('bad-email-accepted')) emailFits ||= email !== '' && !email.includes('@');
    if (on('good-email-refused-plus') && email.includes('+')) emailFits = false;
    if (on('register-missing-email-accepted') && givenEmail === null) {
      email = `${randomBytes(5).toString('hex')}@unknown.example`;
      emailFits = true;
    }
    if (on('register-blank-email-accepted') && givenEmail === '') emailFits = true;
    if (!emailFits) return refuse('bad-email', CODE.WRONG_EMAIL);

    const enough = on('weak-password-accepted') ? 1 : on('weak-password-five') ? 5 : on('weak-password-seven') ? 7 : 6;
    const lenient =
      (on('register-missing-password-accepted') && givenPassword === null) ||
      (on('register-blank-password-accepted') && givenPassword === '');
    if (Array.from(password).length < enough && !lenient) {
      if (on('register-failed-persists') && !accounts.has(email)) accounts.set(email, { email, password });
      return refuse('weak-password', CODE.PASS_TOO_SIMPLE);
    }
    if (!profileFits(params)) return fail(CODE.BAD_PARAMETER);

    const taken = find(email);
    if (taken && !on('duplicate-accepted')) {
      const seeded = SEEDS.some((s) => s.email === taken.email);
      if (on('duplicate-refused-but-overwrites')) taken.password = password;
      if (!on('duplicate-overwrites') && (seeded || !on('duplicate-checks-seeded-only')))
        return refuse('duplicate', CODE.LOGIN_EXISTS);
    }
    if (!on('register-forgets') && !(taken && on('duplicate-accepted'))) store(email, password);
    fresh.add(email);
    const opened = session(email, 'register');
    return success('register', opened, good(opened));
  }

  function store(address: string, password: string): void {
    let kept = password;
    if (on('register-lowers-password')) kept = kept.toLowerCase();
    if (on('register-stores-8')) kept = kept.slice(0, 8);
    if (on('register-trims-password')) kept = kept.trim();
    if (on('register-escapes-password')) kept = kept.replaceAll('&', '&amp;').replaceAll('+', '&#43;');
    if (on('register-strips-accents')) kept = kept.replace(/[^\0-\x7f]/g, '?');
    const email = on('register-drops-plus-tag') ? address.replace(/\+[^@]*/, '') : address;
    accounts.set(email, { email, password: kept });
  }

  const methods: Record<Operation, string[]> = {
    start: on('start-get-refused') ? ['POST'] : ['GET'],
    login: on('login-get-refused') ? ['POST'] : on('login-post-refused') ? ['GET'] : ['GET', 'POST'],
    logout: on('logout-get-refused') ? ['POST'] : ['GET'],
    register: on('register-get-refused') ? ['POST'] : on('register-post-refused') ? ['GET'] : ['GET', 'POST'],
  };
  const handlers = { start: startSession, login, logout, register };

  return function answer(method: string, target: string, body: string): Reply {
    const [path = '', query = ''] = target.split(/\?(.*)/s);
    const inner = path.startsWith(BASE) ? path.slice(BASE.length) : '';
    const [, name, slash] = /^\/session\/(start|login|logout|register)(\/?)$/.exec(inner) ?? [];
    const noSlash = on('trailing-slash-refused') || on('trailing-slash-redirects');
    if (slash === '/' && on('trailing-slash-redirects'))
      return { status: 301, body: '', type: '', headers: { Location: path.slice(0, -1) + (query ? `?${query}` : '') } };
    if (name === undefined || (slash === '/') === noSlash) return fail(CODE.BAD_PARAMETER, 404);
    const operation = name as Operation;
    if (!methods[operation].includes(method)) return fail(CODE.BAD_PARAMETER, 405);

    requests++;
    if (on('every-third-500') && requests % 3 === 0) throw new Error('out of luck');
    if (on('after-login-500') && tripNext) {
      tripNext = false;
      throw new Error('pool exhausted');
    }
    let text = method === 'GET' ? query : body;
    if (method === 'POST' && variant === 'post-reads-query') text += `&${query}`;
    if (on('login-post-reads-query-only') && operation === 'login') text = query;
    if (on('login-get-anonymous') && operation === 'login' && method === 'GET') text = '';
    if (on('plus-literal') && operation === 'register' && method === 'POST') text = text.replaceAll('+', '%2B');
    const params = new URLSearchParams(text);
    for (const [key, value] of params) {
      if (on('nul-500') && value.includes('\0')) throw new TypeError('NUL');
      if (on('long-500') && value.length > 1000) throw new RangeError('too long');
      if (on('non-ascii-500') && /[^\0-\x7f]/.test(value)) throw new TypeError('not ASCII');
      if (on('repeated-500') && params.getAll(key).length > 1) throw new TypeError('array');
    }
    return handlers[operation](params);
  };
}

function isDate(year: string, month: string, day: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(`${year}-${month}-${day}`)) return false;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}

/** The body as text; what is beyond 4 MB is dropped. */
async function readBody(req: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of req as AsyncIterable<Buffer>) {
    size += part.length;
    if (size <= 4_000_000) parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function send(req: IncomingMessage, res: ServerResponse, reply: Reply, variant: string): void {
  if (reply.drop) return void req.socket.destroy();
  let content = reply.body;
  if (typeof content === 'object' && content !== null && !Array.isArray(content)) {
    if (variant === 'message-always' && !('message' in content)) content = { ...content, message: 'see code' };
    if (variant === 'chatty') content = { version: '1.4', ...(content as object), debug: { node: 3, notes: [] } };
  }
  const indent = variant === 'chunked-pretty' ? '\t' : '';
  const isText = typeof content === 'string';
  let payload = Buffer.from(isText ? (content as string) : JSON.stringify(content, null, indent));
  const headers: Record<string, string> = { 'X-Powered-By': 'dood/0.9', ...reply.headers };
  const plain = isText && !/^[\ufeff{[]/.test(content as string);
  const type = reply.type ?? (plain && payload.length > 0 ? 'text/plain' : 'application/json;charset=UTF-8');
  if (type !== '') headers['Content-Type'] = type;
  if (variant === 'chatty') headers['Set-Cookie'] = `JSESSIONID=${randomBytes(8).toString('hex')}; Path=/; HttpOnly`;
  const accepted = req.headers['accept-encoding'] ?? '';
  if (variant === 'gzip' && payload.length > 0 && /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i.test(accepted)) {
    payload = gzipSync(payload);
    headers['Content-Encoding'] = 'gzip';
    headers['Vary'] = 'Accept-Encoding';
  }
  if (variant === 'one-shot-connections') headers['Connection'] = 'close';
  const chunked = indent !== '' && payload.length > 0;
  if (!chunked && reply.status !== 204) headers['Content-Length'] = String(payload.length);
  for (const [name, value] of Object.entries(headers)) {
    const loud = variant === 'shouting';
    res.setHeader(loud ? name.toUpperCase() : name, loud && name === 'Content-Type' ? value.toUpperCase() : value);
  }
  res.writeHead(reply.status);
  if (reply.cut) {
    res.write(payload.subarray(0, payload.length >> 1), () => res.destroy());
    return;
  }
  if (chunked) for (let at = 0; at < payload.length; at += 7) res.write(payload.subarray(at, at + 7));
  res.end(chunked ? undefined : payload);
}

export async function start(options: { variant?: string; defect?: string; port?: number } = {}): Promise<Started> {
  const { variant = '', defect = '', port = 0 } = options;
  if (variant !== '' && !(variant in variants)) throw new Error(`no variant ${variant}`);
  if (defect !== '' && !(defect in defects)) throw new Error(`no defect ${defect}`);
  const answer = build(variant, defect);
  const handle = async (req: IncomingMessage, res: ServerResponse) => {
    const body = await readBody(req);
    let reply: Reply;
    try {
      reply = answer(req.method ?? '', req.url ?? '', body);
    } catch {
      reply = { status: 500, body: { code: 0x10 } };
    }
    if (variant === 'slow') await new Promise((done) => setTimeout(done, 300));
    send(req, res, reply, variant);
  };
  const server = createServer({ maxHeaderSize: 1 << 22 }, (req, res) => {
    handle(req, res).catch(() => req.socket.destroy());
  });
  await new Promise<void>((ready, failed) => {
    server.once('error', failed);
    server.listen(port, '127.0.0.1', ready);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${BASE}`;
  const settings: Record<string, string> = {
    TARGET_API: 'dood',
    TARGET_URL: url,
    TARGET_USERNAME: SEEDS[0].email,
    TARGET_PASSWORD: SEEDS[0].password,
    TARGET_SECOND_USERNAME: SEEDS[1].email,
    TARGET_SECOND_PASSWORD: SEEDS[1].password,
    TARGET_ALLOW_REGISTER: '1',
  };
  const close = () =>
    new Promise<void>((done) => {
      server.close(() => done());
      server.closeAllConnections();
    });
  return { url, settings, close };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const argument = (name: string) => {
    const at = process.argv.indexOf(`--${name}`);
    return at < 0 ? '' : (process.argv[at + 1] ?? '');
  };
  const port = Number(argument('port') || 0);
  const running = await start({ variant: argument('variant'), defect: argument('defect'), port });
  for (const [name, value] of Object.entries(running.settings)) console.log(`${name}='${value}'`);
  console.log(running.url);
}

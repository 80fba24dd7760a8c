// A stand-in for the UProgress sessions API, written from its wiki page alone. It lives under the base path /v.
import { constants, createHmac, generateKeyPairSync, randomUUID, sign, timingSafeEqual, verify } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { brotliCompressSync, gzipSync } from 'node:zlib';

export interface Started {
  url: string;
  settings: Record<string, string>;
  close(): Promise<void>;
}

type Json = Record<string, unknown>;
type Errors = Record<string, string[]>;

/** `tag` says what happened: `login ok`, `login <cause>`, `current ok`, `current <cause>`, `other`. */
interface Reply {
  tag: string;
  status: number;
  json?: unknown;
  text?: string;
  type?: string | null;
  headers?: Record<string, string | string[]>;
  cut?: (text: string) => string;
  drop?: boolean;
}

interface User {
  id: number;
  email: string;
  nick: string;
  password: string;
}

// ---------------------------------------------------------------- variants

interface Options {
  algorithm: 'HS256' | 'HS384' | 'HS512' | 'RS256' | 'PS256' | 'ES256';
  claims: 'session' | 'bare' | 'standard' | 'profile';
  unauthorized: 'null' | 'message' | 'error' | 'both' | 'not-found';
  loginFailure: number;
  wrongCredentials: { status: number; errors: Errors };
  loginStatus: number;
  dropsPrevious: boolean;
  oneMessage: boolean;
  bothMessages: boolean;
  filled: boolean;
  extras: boolean;
  strictAuthorization: boolean;
  foldCase: boolean;
  alsoBearer: boolean;
  lenientBase64: boolean;
  requireJson: boolean;
  indent: boolean;
  charset: boolean;
  compress: boolean;
  chunks: boolean;
  cookies: boolean;
  sharedError: boolean;
}

const usual: Options = {
  algorithm: 'HS256',
  claims: 'session',
  unauthorized: 'null',
  loginFailure: 422,
  wrongCredentials: { status: 422, errors: { email: ["or password doesn't match"] } },
  loginStatus: 200,
  dropsPrevious: false,
  oneMessage: false,
  bothMessages: false,
  filled: false,
  extras: false,
  strictAuthorization: false,
  foldCase: false,
  alsoBearer: false,
  lenientBase64: false,
  requireJson: false,
  indent: false,
  charset: true,
  compress: false,
  chunks: false,
  cookies: false,
  sharedError: false,
};

const variantTable: Record<string, [string, Partial<Options>]> = {
  'bare-id-claim': ['The token holds only the id, so that every login returns the same one.', { claims: 'bare' }],
  'standard-claims': ['The token has iss, sub, iat, exp (one day) and jti beside the id.', { claims: 'standard' }],
  'profile-claims': ['The token holds e-mail, nick with non-ASCII letters and a nested object.', { claims: 'profile' }],
  'hs384-tokens': ['Tokens are signed with HS384.', { algorithm: 'HS384' }],
  'hs512-tokens': ['Tokens are signed with HS512.', { algorithm: 'HS512' }],
  'rs256-tokens': ['Tokens are signed with RS256.', { algorithm: 'RS256' }],
  'ps256-tokens': ['Tokens are signed with PS256.', { algorithm: 'PS256' }],
  'es256-tokens': ['Tokens are signed with ES256, another signature each time.', { algorithm: 'ES256' }],
  'message-401': ['A 401 says what is wrong in message.', { unauthorized: 'message' }],
  'error-401': ['A 401 says what is wrong in error.', { unauthorized: 'error' }],
  'null-and-message-401': ['A 401 has user null and a documented message.', { unauthorized: 'both' }],
  'not-found-401': ['Every 401 says User not found.', { unauthorized: 'not-found' }],
  'errors-400': [
    'Failed logins are a 400.',
    { loginFailure: 400, wrongCredentials: { status: 400, errors: { base: ['Nope'] } } },
  ],
  'errors-403': [
    'Failed logins are a 403, wrong credentials complain about the password.',
    { loginFailure: 403, wrongCredentials: { status: 403, errors: { password: ['is wrong'] } } },
  ],
  'wrong-credentials-401': [
    'Wrong credentials are a 401 in the shape of the errors, on two fields.',
    { wrongCredentials: { status: 401, errors: { email: ['is unknown'], password: ['is wrong', 'or forgotten'] } } },
  ],
  'wrong-credentials-404': [
    'Wrong credentials are a 404 with errors.user.',
    { wrongCredentials: { status: 404, errors: { user: ['User not found'] } } },
  ],
  'one-message-per-field': ['A blank field has only the message can\u2019t be blank.', { oneMessage: true }],
  'all-messages-per-field': ['A blank password is too short as well, and so on.', { bothMessages: true }],
  'errors-with-company': ['Failed logins have status and message beside errors.', { sharedError: true }],
  'created-201': ['A good login is a 201 without charset.', { loginStatus: 201, charset: false }],
  'drops-previous': ['A login from the same client ends the earlier token of that client.', { dropsPrevious: true }],
  'profile-filled': ['The optional profile members are filled in.', { filled: true }],
  'extra-members': ['Both responses have members that nobody documented.', { extras: true }],
  'strict-authorization': [
    'Only a complete authorization object is accepted, provider aside.',
    { strictAuthorization: true },
  ],
  'case-blind-email': ['E-mail addresses are compared without regard to case.', { foldCase: true }],
  'bearer-as-well': ['Authorization: Bearer is read when the other header is missing.', { alsoBearer: true }],
  'lenient-base64': ['The signature is compared after decoding.', { lenientBase64: true }],
  'json-only': ['Other content types than JSON are a 415.', { requireJson: true }],
  indented: ['JSON is indented with tabs.', { indent: true }],
  compressed: ['Bodies are compressed with brotli or gzip when allowed.', { compress: true }],
  chunked: ['Bodies are sent byte by byte.', { chunks: true }],
  cookies: ['Every response sets cookies.', { cookies: true }],
  showy: [
    'Much of the above at once.',
    {
      claims: 'standard',
      filled: true,
      extras: true,
      indent: true,
      compress: true,
      chunks: true,
      cookies: true,
      unauthorized: 'both',
    },
  ],
};

export const variants: Record<string, string> = Object.fromEntries(
  Object.entries(variantTable).map(([id, [sentence]]) => [id, sentence]),
);

// ---------------------------------------------------------------- defects

type Change = (reply: Reply) => void;
interface Wrong {
  sentence: string;
  when: (tag: string) => boolean;
  change: Change;
}

const body = (reply: Reply) => reply.json as Json;
const user = (reply: Reply) => body(reply)['current_user'] as Json;
const wrong = (when: string | RegExp, change: Change, sentence: string): Wrong => ({
  sentence,
  change,
  when: (tag) => (typeof when === 'string' ? tag === when : when.test(tag)),
});
const login = (change: Change, sentence: string) => wrong('login ok', change, sentence);
const current = (change: Change, sentence: string) => wrong('current ok', change, sentence);
const denied = (change: Change, sentence: string) => wrong(/^current (?!ok)/, change, sentence);
const invalid = (change: Change, sentence: string) => wrong(/^login (invalid|credentials)/, change, sentence);
const token =
  (how: (value: string) => unknown): Change =>
  (reply) =>
    void (body(reply)['token'] = how(String(body(reply)['token'])));
const profile =
  (name: string, value: unknown): Change =>
  (reply) => {
    if (value === undefined) Reflect.deleteProperty(user(reply), name);
    else user(reply)[name] = value;
  };
const all =
  (how: (json: Json) => unknown): Change =>
  (reply) =>
    void (reply.json = how(body(reply)));
const say =
  (text: string, type: string): Change =>
  (reply) =>
    void Object.assign(reply, { text, type });
const code =
  (status: number): Change =>
  (reply) =>
    void (reply.status = status);
const type =
  (value: string | null): Change =>
  (reply) =>
    void (reply.type = value);
const edit =
  (cut: (text: string) => string): Change =>
  (reply) =>
    void (reply.cut = cut);
const elsewhere =
  (location: string): Change =>
  (reply) =>
    void Object.assign(reply, { status: 302, text: '', type: null, headers: { Location: location } });
const hangUp: Change = (reply) => void (reply.drop = true);
const errors =
  (how: (value: Errors) => unknown): Change =>
  (reply) =>
    void (reply.json = { errors: how(body(reply)['errors'] as Errors) });
const without =
  (field: string, message: string, instead: string[]): Change =>
  (reply) => {
    const found = (body(reply)['errors'] as Errors)[field];
    found?.splice(0, found.length, ...found.filter((m) => m !== message), ...instead);
  };
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const blank = "can't be blank";
const tooShort = 'is too short (minimum is 6 characters)';
const html = '<html><head><title>UProgress</title></head><body><p>We are sorry.</p></body></html>';

const table = {
  // the login response
  'token-missing': login(
    all(() => ({})),
    'Login returns an empty object.',
  ),
  'token-renamed': login(
    all((json) => ({ access_token: json['token'] })),
    'token is called access_token.',
  ),
  'token-null': login(
    token(() => null),
    'token is null.',
  ),
  'token-empty': login(
    token(() => ''),
    'token is an empty string.',
  ),
  'token-number': login(
    token(() => 1049),
    'token is a number.',
  ),
  'token-array': login(
    token((t) => t.split('.')),
    'token is an array of its three parts.',
  ),
  'token-nested': login(
    all((user) => ({ user })),
    'token is inside user.',
  ),
  'token-in-data': login(
    all((data) => ({ data })),
    'token is inside data.',
  ),
  'login-in-array': login(
    all((json) => [json]),
    'The login response is an array.',
  ),
  'login-json-string': login(
    all((json) => json['token']),
    'The login response is the token as a JSON string.',
  ),
  'login-bare-token': login(
    (r) => say(String(body(r)['token']), 'text/plain')(r),
    'The login response is the token as text.',
  ),
  'token-with-bearer': login(
    token((t) => `Bearer ${t}`),
    'token starts with Bearer, so it is no JWT.',
  ),
  'token-opaque': 'The token is a UUID and no JWT (it works).',
  'token-two-parts': 'The token has two parts (it works).',
  'token-five-parts': 'The token has five parts (it works).',
  'token-header-no-json': 'The header of the token is no JSON (it works).',
  'token-payload-no-json': 'The payload of the token is no JSON (it works).',
  'token-standard-base64': 'The parts of the token are standard base64 with padding (it works). [standard]',
  'token-alg-none': 'Tokens are issued with alg none and without signature (and accepted). [standard]',
  'token-no-alg': 'The header of the token has no alg (it works). [standard]',
  'token-exp-string': 'exp in the token is a date string (it works). [standard]',
  'token-exp-past': 'exp in the token is in the past when it is issued, and the token works. [standard]',
  'token-exp-ignored': 'exp is one second after the login and the token works later. [standard, needs a wait]',
  'token-nbf-future': 'nbf in the token is tomorrow and the token works already. [standard]',
  'token-holds-password': 'The payload of the token holds the password. [advice]',
  'token-cut': login(
    token((t) => t.slice(0, -2)),
    'The token lacks its last two characters, so that it does not work.',
  ),
  'login-body-empty': login(say('', 'application/json'), 'The login response has no body.'),
  'login-body-html': login(say(html, 'text/html'), 'The login response is HTML.'),
  'login-body-truncated': login(
    edit((t) => t.slice(0, -1)),
    'The login response lacks the last brace.',
  ),
  'login-body-twice': login(
    edit((t) => t + t),
    'The login response has the object twice.',
  ),
  'login-body-bom': login(
    edit((t) => `\uFEFF${t}`),
    'The login response starts with a byte order mark. [standard]',
  ),
  'login-type-html': login(type('text/html'), 'The JSON of login is labelled text/html. [standard]'),
  'login-type-missing': login(type(null), 'The JSON of login has no Content-Type. [standard]'),
  'login-302': login(elsewhere('/profile'), 'A good login is redirected.'),
  'login-204': login(code(204), 'A good login is a 204.'),
  'login-403': login(code(403), 'A good login is a 403 with the right body.'),
  'login-500': login(code(500), 'A good login is a 500 with the right body.'),
  'login-hangs-up': login(hangUp, 'The connection breaks on a good login.'),
  'login-always-fails': login((r) => Object.assign(r, { status: 422, json: { errors: {} } }), 'Nobody can log in.'),
  // who gets in
  'any-password': 'A known user gets in with any password of 6 characters.',
  'any-user': 'An unknown user gets in, as a new one.',
  'unknown-user-is-first': 'An unknown user is logged in as the first one.',
  'password-of-another-user': 'The password of any other user is accepted too.',
  'password-prefix': 'A beginning of the password, of 6 characters or more, is enough.',
  'password-extended': 'The password may be followed by anything.',
  'password-case-blind': 'The case of the password does not matter.',
  'password-trimmed': 'White space around the password does not matter.',
  'password-8-bytes': 'Only the first 8 bytes of the password count.',
  'password-array': 'The password inside an array is accepted. [luck]',
  'password-object': 'A password that is an object is accepted (query injection). [luck]',
  'missing-password-accepted': 'Login without password succeeds.',
  'null-password-accepted': 'Login with password null succeeds.',
  'blank-password-accepted': 'Login with an empty password succeeds.',
  'missing-authorization-accepted': 'Login without authorization succeeds.',
  'null-authorization-accepted': 'Login with authorization null succeeds.',
  'blank-authorization-accepted': 'Login with authorization "" succeeds.',
  'provider-mandatory': 'Login without provider is rejected.',
  'provider-fixed': 'Login with provider UProgress is rejected, the default is something else.',
  'app-name-refused': 'authorization needs app, and app_name is not enough.',
  'wrapper-refused': 'Login reads its parameters from the top level only.',
  'minimum-7': 'Passwords under 7 characters are too short, so the second user cannot log in.',
  'minimum-8': 'Passwords under 8 characters are too short, so the second user cannot log in.',
  'minimum-5': 'A password of 5 characters is not called too short.',
  'minimum-none': 'No password is called too short.',
  'second-login-fails': 'A second login from the same client is a 422.',
  'second-login-500': 'A second login from the same client is a 500.',
  'second-login-no-token': 'A second login from the same client returns token null.',
  'second-login-dead-token': 'A second login from the same client returns a token that does not work.',
  'login-ends-other-users': 'A login ends the tokens of all other users.',
  // the errors of login
  'email-blank-missing': wrong(
    'login invalid',
    without('email', blank, []),
    'A blank e-mail only is invalid, not blank.',
  ),
  'email-blank-worded': wrong('login invalid', without('email', blank, ['is required']), 'A blank e-mail is required.'),
  'email-malformed-missing': wrong('login invalid', without('email', 'is invalid', []), 'No e-mail is ever invalid.'),
  'email-malformed-worded': wrong(
    'login invalid',
    without('email', 'is invalid', ['is malformed']),
    'is invalid is worded otherwise.',
  ),
  'password-blank-missing': wrong(
    'login invalid',
    without('password', blank, []),
    'A blank password has no message about it.',
  ),
  'password-blank-worded': wrong(
    'login invalid',
    without('password', blank, ['is empty']),
    'A blank password is called empty.',
  ),
  'password-short-worded': wrong(
    'login invalid',
    without('password', tooShort, ['is too short']),
    'is too short lacks the minimum.',
  ),
  'password-short-number': wrong(
    'login invalid',
    without('password', tooShort, ['is too short (minimum is 8 characters)']),
    'The message names another minimum.',
  ),
  'authorization-blank-worded': wrong(
    'login invalid',
    without('authorization', blank, ['is missing']),
    'authorization is missing.',
  ),
  'authorization-key-renamed': wrong(
    'login invalid',
    errors((e) => Object.fromEntries(Object.entries(e).map(([k, v]) => [k === 'authorization' ? 'auth' : k, v]))),
    'The messages about authorization are under auth.',
  ),
  'password-key-renamed': wrong(
    'login invalid',
    errors((e) => Object.fromEntries(Object.entries(e).map(([k, v]) => [k === 'password' ? 'user.password' : k, v]))),
    'The messages about password are under user.password.',
  ),
  'missing-email-only-null': 'An e-mail that is left out has no message can\u2019t be blank (null and empty have).',
  'null-email-500': 'An e-mail that is null is a 500.',
  'missing-email-500': 'An e-mail that is left out is a 500.',
  'missing-password-500': 'A password that is left out is a 500.',
  'missing-authorization-500': 'An authorization that is left out is a 500.',
  'wrong-type-500': 'An e-mail or password that is no string is a 500.',
  'authorization-string-500': 'An authorization that is a non-empty string is a 500. [luck]',
  'malformed-json-500': wrong('login malformed', code(500), 'Malformed JSON is a 500.'),
  'no-wrapper-500': 'A body without user is a 500.',
  'nul-500': 'A NUL in the e-mail is a 500. [luck]',
  'errors-as-array': invalid(
    errors((e) => Object.values(e).flat()),
    'errors is an array of messages.',
  ),
  'errors-as-pairs': invalid(
    errors((e) => Object.entries(e).map(([field, messages]) => ({ field, messages }))),
    'errors is an array of objects.',
  ),
  'errors-messages-plain': invalid(
    errors((e) => Object.fromEntries(Object.entries(e).map(([k, v]) => [k, v.join(', ')]))),
    'Every field of errors is a string.',
  ),
  'errors-messages-objects': invalid(
    errors((e) => Object.fromEntries(Object.entries(e).map(([k, v]) => [k, v.map((message) => ({ message }))]))),
    'Every message is an object.',
  ),
  'errors-null': invalid(
    errors(() => null),
    'errors is null.',
  ),
  'errors-string': invalid(
    errors(() => 'Invalid input'),
    'errors is a string.',
  ),
  'errors-renamed': invalid(
    all((json) => ({ error: json['errors'] })),
    'errors is called error.',
  ),
  'errors-unwrapped': invalid(
    all((json) => json['errors']),
    'The fields are at the top level, without errors.',
  ),
  'errors-nested': invalid(
    all((json) => ({ user: json })),
    'errors is inside user.',
  ),
  'errors-by-user': invalid(
    errors((user) => ({ user })),
    'The fields are inside errors.user.',
  ),
  'errors-empty-body': invalid(say('', 'application/json'), 'Failed logins have no body.'),
  'errors-html': invalid(say(html, 'text/html'), 'Failed logins are HTML.'),
  'errors-type-html': invalid(type('text/html'), 'The JSON of failed logins is labelled text/html. [standard]'),
  'errors-truncated': invalid(
    edit((t) => t.slice(0, -2)),
    'The JSON of failed logins is cut off.',
  ),
  'errors-200': invalid(code(200), 'Failed logins are a 200.'),
  'errors-500': wrong('login invalid', code(500), 'Validation errors are a 500.'),
  'errors-302': invalid(elsewhere('/login'), 'Failed logins are redirected.'),
  'wrong-password-200': wrong('login credentials-password', code(200), 'A wrong password is a 200 with errors.'),
  'wrong-password-500': wrong('login credentials-password', code(500), 'A wrong password is a 500.'),
  'wrong-password-hangs-up': wrong('login credentials-password', hangUp, 'The connection breaks on a wrong password.'),
  'wrong-password-message': wrong(
    'login credentials-password',
    all(() => ({ message: 'No' })),
    'A wrong password has message, not errors.',
  ),
  'wrong-password-empty': wrong('login credentials-password', say('', 'text/plain'), 'A wrong password has no body.'),
  'wrong-password-leaks-token': 'A wrong password has errors and a working token beside them.',
  'unknown-user-200': wrong('login credentials-user', code(200), 'An unknown user is a 200 with errors.'),
  'unknown-user-500': wrong('login credentials-user', code(500), 'An unknown user is a 500.'),
  'unknown-user-null': wrong(
    'login credentials-user',
    all(() => ({ user: null })),
    'An unknown user is {"user": null}, not errors.',
  ),
  'unknown-user-html': wrong('login credentials-user', say(html, 'text/html'), 'An unknown user is an HTML page.'),
  // current user, success
  'current-user-renamed': current(
    all((json) => ({ user: json['current_user'] })),
    'current_user is called user.',
  ),
  'current-user-camel-case': current(
    all((json) => ({ currentUser: json['current_user'] })),
    'It is called currentUser.',
  ),
  'current-user-unwrapped': current(
    all((json) => json['current_user']),
    'The members are not inside current_user.',
  ),
  'current-user-null': current(
    all(() => ({ current_user: null })),
    'current_user is null.',
  ),
  'current-user-array': current(
    all((json) => ({ current_user: [json['current_user']] })),
    'current_user is an array.',
  ),
  'current-id-missing': current(profile('id', undefined), 'id is missing.'),
  'current-id-null': current(profile('id', null), 'id is null.'),
  'current-id-string': current((r) => profile('id', String(user(r)['id']))(r), 'id is a string of digits.'),
  'current-id-fraction': current(profile('id', 10.5), 'id is no whole number.'),
  'current-id-constant': current(profile('id', 1), 'Every user has the id 1. [implied]'),
  'current-id-changes': 'The id is another one at every request. [implied]',
  'current-email-missing': current(profile('email', undefined), 'email is missing.'),
  'current-email-null': current(profile('email', null), 'email is null.'),
  'current-email-array': current((r) => profile('email', [user(r)['email']])(r), 'email is an array.'),
  'current-email-other': current(
    (r) => profile('email', `x${String(user(r)['email'])}`)(r),
    'email is another address.',
  ),
  'current-nick-missing': current(profile('nick', undefined), 'nick is missing.'),
  'current-nick-null': current(profile('nick', null), 'nick is null.'),
  'current-nick-number': current(profile('nick', 7), 'nick is a number.'),
  'current-nick-renamed': current((r) => {
    profile('nickname', 'x')(r);
    profile('nick', undefined)(r);
  }, 'nick is called nickname.'),
  'current-first-name-missing': current(profile('first_name', undefined), 'first_name is missing.'),
  'current-last-name-missing': current(profile('last_name', undefined), 'last_name is missing.'),
  'current-description-missing': current(profile('description', undefined), 'description is missing.'),
  'current-location-missing': current(profile('location', undefined), 'location is missing.'),
  'current-attachment-missing': current(profile('attachment', undefined), 'attachment is missing.'),
  'current-first-name-number': current(profile('first_name', 0), 'first_name is a number.'),
  'current-last-name-array': current(profile('last_name', []), 'last_name is an array.'),
  'current-description-false': current(profile('description', false), 'description is false.'),
  'current-location-object': current(profile('location', { city: 'Lyon' }), 'location is an object.'),
  'current-attachment-string': current(profile('attachment', '/a.png'), 'attachment is a string.'),
  'current-attachment-array': current(profile('attachment', []), 'attachment is an array.'),
  'current-body-empty': current(say('', 'application/json'), 'The current user has no body.'),
  'current-body-html': current(say(html, 'text/html'), 'The current user is HTML.'),
  'current-body-truncated': current(
    edit((t) => t.slice(0, 40)),
    'The current user is cut off.',
  ),
  'current-type-text': current(type('text/plain'), 'The JSON of the current user is labelled text/plain. [standard]'),
  'current-type-missing': current(type(null), 'The JSON of the current user has no Content-Type. [standard]'),
  'current-401': current(code(401), 'The current user is a 401 with the right body.'),
  'current-500': current(code(500), 'The current user is a 500 with the right body.'),
  'current-302': current(elsewhere('/sign_in'), 'The current user is a redirect.'),
  'current-404': wrong(/^current/, code(404), 'The current user is always a 404.'),
  'current-first-user': 'The current user is always the first one.',
  'current-latest-user': 'The current user is the one that logged in last.',
  'current-needs-bearer': 'The header is accepted only with Bearer before the token.',
  'current-needs-authorization': 'The token is read from the Authorization header only. [against the reading]',
  'current-once': 'A token works for one request only. [implied]',
  'token-never-works': 'No issued token is accepted.',
  // current user, failure
  'denied-400': denied(code(400), 'A bad token is a 400.'),
  'denied-403': denied(code(403), 'A bad token is a 403.'),
  'denied-404': denied(code(404), 'A bad token is a 404.'),
  'denied-200': denied(code(200), 'A bad token is a 200 with user null.'),
  'denied-500': denied(code(500), 'A bad token is a 500.'),
  'denied-302': denied(elsewhere('/sign_in'), 'A bad token is redirected.'),
  'denied-empty': denied(say('', 'application/json'), 'A 401 has no body.'),
  'denied-text': denied(say('Authorization token invalid', 'text/plain'), 'A 401 is plain text.'),
  'denied-html': denied(say(html, 'text/html'), 'A 401 is HTML.'),
  'denied-worded': denied(
    all(() => ({ message: 'Unauthorized' })),
    'A 401 has a message that is not documented.',
  ),
  'denied-lower-case': denied(
    all(() => ({ error: 'authorization token invalid' })),
    'The documented message is in lower case.',
  ),
  'denied-array': denied(
    all(() => ({ errors: ['Authorization token invalid'] })),
    'The message is inside an array.',
  ),
  'denied-empty-object': denied(
    all(() => ({})),
    'A 401 is an empty object.',
  ),
  'denied-user-object': denied(
    all(() => ({ user: {} })),
    'user is an empty object in a 401.',
  ),
  'denied-current-user-null': denied(
    all(() => ({ current_user: null })),
    'A 401 has current_user null in place of user.',
  ),
  'denied-user-string': denied(
    all(() => ({ user: 'null' })),
    'user is the string null in a 401.',
  ),
  'denied-type-html': denied(type('text/html'), 'The JSON of a 401 is labelled text/html. [standard]'),
  'no-token-403': wrong('current absent', code(403), 'No token is a 403.'),
  'no-token-500': wrong('current absent', code(500), 'No token is a 500.'),
  'no-token-accepted': 'Without a token the first user is returned.',
  'malformed-token-500': wrong('current malformed', code(500), 'A malformed token is a 500.'),
  'malformed-token-422': wrong('current malformed', code(422), 'A malformed token is a 422.'),
  'malformed-token-accepted': 'With a malformed token the first user is returned.',
  'changed-signature-403': wrong('current signature', code(403), 'A changed signature is a 403.'),
  'changed-signature-500': wrong('current signature', code(500), 'A changed signature is a 500.'),
  'alg-none-500': wrong('current algorithm', code(500), 'alg none is a 500.'),
  'jwt-not-verified': 'The signature is not looked at, but must be there.',
  'jwt-signature-optional': 'A token with an empty signature is accepted, whatever its alg.',
  'jwt-alg-none-accepted': 'A token with alg none and no signature is accepted.',
  'jwt-alg-none-with-signature': 'A token with alg none and the old signature is accepted. [luck]',
  'jwt-alg-none-any-case': 'alg None, NONE or nOnE is accepted, none is not. [luck]',
  'jwt-payload-swapped': 'Any signature that was issued fits any payload. [needs both users]',
  'jwt-header-signed-only':
    'The signature covers only the header in effect: changed payloads with the old signature are accepted.',
  'jwt-signature-prefix': 'A beginning of the signature is enough, of at least 8 characters.',
  'jwt-signature-extended': 'The signature may be followed by anything. [luck]',
  'jwt-signature-case-blind': 'The case of the signature does not matter. [luck]',
  'jwt-signature-start': 'Only the first 16 characters of the signature are compared.',
  'jwt-empty-key': 'Tokens signed with an empty key are accepted. [luck]',
  'every-third-500': 'Every third request is a 500.',
  'first-after-login-500': 'The first request after a login is a 500.',
} satisfies Record<string, string | Wrong>;

type DefectId = keyof typeof table;

export const defects: Record<string, string> = Object.fromEntries(
  Object.entries(table).map(([id, entry]) => [id, typeof entry === 'string' ? entry : entry.sentence]),
);

// ---------------------------------------------------------------- the application

const isBlank = (value: unknown) => value === undefined || value === null || value === '';
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function decode(part: string | undefined): unknown {
  try {
    return JSON.parse(Buffer.from(part ?? '', 'base64url').toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}

class Application {
  readonly users: User[] = [
    { id: 1049, email: 'ines.moreau@uprogress.example', nick: 'ines', password: 'Peu-a-peu-1789' },
    { id: 1050, email: 'tim@uprogress.example', nick: 'tim_\u00f6', password: 'k9!Zqe' },
    { id: 1, email: 'root@uprogress.example', nick: 'root', password: 'rOOt-of-all-3vil' },
  ];
  private readonly options: Options;
  private readonly defect: string | undefined;
  private readonly key = randomUUID();
  private readonly rsa;
  private readonly ec;
  private readonly issued = new Map<string, { user: User; client: string; ended: boolean; used: number }>();
  private readonly signatures = new Set<string>();
  private latest: User | undefined;
  private counter = 0;
  private requests = 0;
  private justLoggedIn = false;

  constructor(options: Options, defect: string | undefined) {
    this.options = options;
    this.defect = defect;
    const asymmetric = options.algorithm === 'RS256' || options.algorithm === 'PS256';
    this.rsa = asymmetric ? generateKeyPairSync('rsa', { modulusLength: 2048 }) : undefined;
    this.ec = options.algorithm === 'ES256' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : undefined;
  }

  private bug(id: DefectId): boolean {
    return this.defect === id;
  }

  // -------- tokens

  private signature(text: string): string {
    const data = Buffer.from(text);
    const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
    if (this.rsa && this.options.algorithm === 'RS256')
      return sign('sha256', data, this.rsa.privateKey).toString('base64url');
    if (this.rsa) return sign('sha256', data, { key: this.rsa.privateKey, ...pss }).toString('base64url');
    if (this.ec)
      return sign('sha256', data, { key: this.ec.privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url');
    return createHmac(`sha${this.options.algorithm.slice(2)}`, this.key)
      .update(text)
      .digest('base64url');
  }

  private fits(text: string, given: string): boolean {
    const data = Buffer.from(text);
    const bytes = Buffer.from(given, 'base64url');
    const canonical = this.options.lenientBase64 || bytes.toString('base64url') === given;
    if (!canonical && !this.rsa && !this.ec) return this.nearlyFits(text, given);
    if (!canonical) return false;
    const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
    if (this.rsa && this.options.algorithm === 'RS256') return verify('sha256', data, this.rsa.publicKey, bytes);
    if (this.rsa) return verify('sha256', data, { key: this.rsa.publicKey, ...pss }, bytes);
    if (this.ec) return verify('sha256', data, { key: this.ec.publicKey, dsaEncoding: 'ieee-p1363' }, bytes);
    const real = Buffer.from(this.signature(text), 'base64url');
    if (bytes.length === real.length && timingSafeEqual(bytes, real)) return true;
    return this.nearlyFits(text, given);
  }

  private nearlyFits(text: string, given: string): boolean {
    const full = this.signature(text);
    if (this.bug('jwt-signature-prefix')) return given.length >= 8 && full.startsWith(given);
    if (this.bug('jwt-signature-extended')) return given.startsWith(full);
    if (this.bug('jwt-signature-case-blind')) return given.toLowerCase() === full.toLowerCase();
    if (this.bug('jwt-signature-start')) return given.slice(0, 16) === full.slice(0, 16);
    if (this.bug('jwt-empty-key')) return given === createHmac('sha256', '').update(text).digest('base64url');
    return false;
  }

  private issue(owner: User, client: string): string {
    this.counter += 1;
    const { claims, algorithm } = this.options;
    const now = Math.floor(Date.now() / 1000);
    const header: Json = { typ: 'JWT', alg: algorithm };
    let payload: Json = { id: owner.id, authorization_id: 700 + this.counter };
    if (claims === 'bare') payload = { id: owner.id };
    if (claims === 'standard') {
      payload = {
        iss: 'uprogress',
        sub: String(owner.id),
        iat: now,
        exp: now + 86400,
        jti: randomUUID(),
        id: owner.id,
      };
      header['kid'] = '2016-11';
    }
    if (claims === 'profile')
      payload = { id: owner.id, email: owner.email, nick: '\u0141uk\u00e1\u0161 \u{1F680}', client: { name: client } };
    if (this.bug('token-no-alg')) delete header['alg'];
    if (this.bug('token-alg-none')) header['alg'] = 'none';
    if (this.bug('token-exp-string')) payload['exp'] = new Date(Date.now() + 86400_000).toISOString();
    if (this.bug('token-exp-past')) payload['exp'] = now - 3600;
    if (this.bug('token-exp-ignored')) payload['exp'] = now + 1;
    if (this.bug('token-nbf-future')) payload['nbf'] = now + 86400;
    if (this.bug('token-holds-password')) payload['password'] = owner.password;
    let text = `${encode(header)}.${encode(payload)}`;
    if (this.bug('token-header-no-json')) text = `${Buffer.from('JWT:HS256').toString('base64url')}.${encode(payload)}`;
    if (this.bug('token-payload-no-json'))
      text = `${encode(header)}.${Buffer.from(`id=${owner.id}`).toString('base64url')}`;
    const signed = this.signature(text);
    this.signatures.add(signed);
    let made = `${text}.${signed}`;
    if (this.bug('token-opaque')) made = randomUUID();
    if (this.bug('token-two-parts')) made = `${encode(payload)}.${signed}`;
    if (this.bug('token-five-parts')) made = `${made}.${encode('a')}.${encode('b')}`;
    if (this.bug('token-alg-none')) made = `${text}.`;
    if (this.bug('token-standard-base64'))
      made = made
        .split('.')
        .map((part) => Buffer.from(`${Buffer.from(part, 'base64url').toString()} `).toString('base64'))
        .join('.');
    this.issued.set(made, { user: owner, client, ended: false, used: 0 });
    return made;
  }

  /** The owner of the token, or why there is none. */
  private owner(given: string): User | 'malformed' | 'signature' | 'algorithm' | 'gone' {
    const record = this.issued.get(given);
    const parts = given.split('.');
    const header = decode(parts[0]);
    const payload = decode(parts[1]);
    const named = isObject(payload) ? this.users.find((one) => one.id === payload['id']) : undefined;
    if (record) {
      record.used += 1;
      const dead = record.ended || this.bug('token-never-works') || (this.bug('current-once') && record.used > 1);
      return dead ? 'gone' : record.user;
    }
    if (parts.length !== 3 || !isObject(header) || !isObject(payload)) return 'malformed';
    const [head = '', claims = '', signed = ''] = parts;
    if (named) {
      if (this.bug('jwt-not-verified') && signed !== '') return named;
      if (this.bug('jwt-signature-optional') && signed === '') return named;
      if (this.bug('jwt-alg-none-accepted') && header['alg'] === 'none' && signed === '') return named;
      if (this.bug('jwt-alg-none-with-signature') && header['alg'] === 'none' && signed !== '') return named;
      if (this.bug('jwt-payload-swapped') && this.signatures.has(signed)) return named;
      if (this.bug('jwt-header-signed-only') && this.signatures.has(signed) && header['alg'] === this.options.algorithm)
        return named;
      const lower = String(header['alg']).toLowerCase();
      if (this.bug('jwt-alg-none-any-case') && lower === 'none' && header['alg'] !== 'none') return named;
    }
    if (header['alg'] !== this.options.algorithm) return 'algorithm';
    if (!this.fits(`${head}.${claims}`, signed)) return 'signature';
    if (typeof payload['exp'] === 'number' && payload['exp'] <= Date.now() / 1000) return 'gone';
    const twin = [...this.issued].find(([known]) => known.startsWith(`${head}.${claims}.`));
    if (twin?.[1].ended) return 'gone';
    return named ?? 'gone';
  }

  // -------- login

  private fail(found: Errors): Reply {
    const json: Json = { errors: found };
    if (this.options.sharedError) Object.assign(json, { status: 'error', message: 'Validation failed' });
    return { tag: 'login invalid', status: this.options.loginFailure, json };
  }

  private validate(given: Json): Errors {
    const { email, password, authorization } = given;
    const found: Errors = {};
    const add = (field: string, ...messages: string[]) => void (found[field] ??= []).push(...messages);
    if (isBlank(email)) {
      if (!(this.bug('missing-email-only-null') && email === undefined)) add('email', blank);
      if (!this.options.oneMessage) add('email', 'is invalid');
    } else if (typeof email !== 'string' || !/^[^@\s]+@[^@\s]+$/.test(email)) add('email', 'is invalid');
    const minimum = this.bug('minimum-7')
      ? 7
      : this.bug('minimum-8')
        ? 8
        : this.bug('minimum-5')
          ? 5
          : this.bug('minimum-none')
            ? 0
            : 6;
    const exempt =
      (this.bug('missing-password-accepted') && password === undefined) ||
      (this.bug('null-password-accepted') && password === null) ||
      (this.bug('blank-password-accepted') && password === '') ||
      (this.bug('password-array') && Array.isArray(password)) ||
      (this.bug('password-object') && isObject(password));
    if (!exempt && isBlank(password)) {
      add('password', blank);
      if (this.options.bothMessages) add('password', tooShort);
    } else if (!exempt && typeof password !== 'string') add('password', 'is invalid');
    else if (typeof password === 'string' && !exempt && Array.from(password).length < minimum)
      add('password', tooShort);
    const noClient =
      (this.bug('missing-authorization-accepted') && authorization === undefined) ||
      (this.bug('null-authorization-accepted') && authorization === null) ||
      (this.bug('blank-authorization-accepted') && authorization === '');
    if (noClient) return found;
    if (isBlank(authorization) || (isObject(authorization) && Object.keys(authorization).length === 0))
      add('authorization', blank);
    else if (!isObject(authorization)) add('authorization', 'is invalid');
    else {
      const needed = this.options.strictAuthorization
        ? ['platform', 'platform_version', 'app_name', 'app_version']
        : [];
      if (this.bug('provider-mandatory')) needed.push('provider');
      if (this.bug('app-name-refused')) needed.push('app');
      for (const name of needed) if (isBlank(authorization[name])) add('authorization', `${name} ${blank}`);
      if (this.bug('provider-fixed') && authorization['provider'] === 'UProgress')
        add('authorization', 'provider is not included in the list');
    }
    return found;
  }

  private passwordFits(owner: User, given: string): boolean {
    const real = owner.password;
    if (given === real || this.bug('any-password')) return true;
    if (this.bug('password-of-another-user')) return this.users.some((one) => one.password === given);
    if (this.bug('password-prefix')) return real.startsWith(given);
    if (this.bug('password-extended')) return given.startsWith(real);
    if (this.bug('password-case-blind')) return given.toLowerCase() === real.toLowerCase();
    if (this.bug('password-trimmed')) return given.trim() === real;
    if (this.bug('password-8-bytes')) return given.slice(0, 8) === real.slice(0, 8);
    return false;
  }

  login(text: string, contentType: string): Reply {
    const oops: Reply = { tag: 'login crash', status: 500, json: { status: 500, error: 'Internal Server Error' } };
    if (this.options.requireJson && !/^application\/json\b/i.test(contentType))
      return { tag: 'login type', status: 415, json: { errors: { base: ['JSON expected'] } } };
    let parsed: unknown;
    try {
      parsed = JSON.parse(text);
    } catch {
      return { tag: 'login malformed', status: 400, text: 'Bad Request\n', type: 'text/plain' };
    }
    const outer = isObject(parsed) ? parsed : {};
    const given = this.bug('wrapper-refused') ? outer : isObject(outer['user']) ? outer['user'] : {};
    const { email, password, authorization } = given;
    const odd = (value: unknown) => !isBlank(value) && typeof value !== 'string';
    if (this.bug('no-wrapper-500') && !isObject(outer['user'])) return oops;
    if (this.bug('null-email-500') && email === null) return oops;
    if (this.bug('missing-email-500') && email === undefined) return oops;
    if (this.bug('missing-password-500') && password === undefined) return oops;
    if (this.bug('missing-authorization-500') && authorization === undefined) return oops;
    if (this.bug('wrong-type-500') && (odd(email) || odd(password))) return oops;
    if (this.bug('authorization-string-500') && typeof authorization === 'string' && authorization) return oops;
    if (this.bug('nul-500') && typeof email === 'string' && email.includes('\0')) return oops;

    const found = this.validate(given);
    if (Object.keys(found).length > 0) return this.fail(found);
    const fold = (value: unknown) => (this.options.foldCase ? String(value).toLowerCase() : value);
    let owner = this.users.find((one) => fold(one.email) === fold(email));
    const loose = typeof password !== 'string' || password === '';
    if (!owner && this.bug('unknown-user-is-first')) return this.welcome(this.users[0] as User, authorization);
    if (!owner && this.bug('any-user')) {
      owner = { id: 5000 + this.users.length, email: String(email), nick: 'new', password: String(password) };
      this.users.push(owner);
    }
    if (owner && loose && !(Array.isArray(password) && password[0] !== owner.password))
      return this.welcome(owner, authorization);
    if (owner && typeof password === 'string' && this.passwordFits(owner, password))
      return this.welcome(owner, authorization);
    const { status, errors: messages } = this.options.wrongCredentials;
    const json: Json = { errors: structuredClone(messages) };
    if (owner && this.bug('wrong-password-leaks-token')) json['token'] = this.issue(owner, 'leak');
    return { tag: owner ? 'login credentials-password' : 'login credentials-user', status, json };
  }

  private welcome(owner: User, authorization: unknown): Reply {
    const fields = isObject(authorization) ? authorization : {};
    const client = JSON.stringify(
      ['platform', 'platform_version', 'app_name', 'app_version'].map((name) => fields[name] ?? null),
    );
    const earlier = [...this.issued.values()].filter((record) => record.user === owner && record.client === client);
    if (earlier.length > 0 && this.bug('second-login-fails'))
      return this.fail({ authorization: ['has already been taken'] });
    if (earlier.length > 0 && this.bug('second-login-500'))
      return { tag: 'login crash', status: 500, json: { error: 'Duplicate key' } };
    if (this.options.dropsPrevious) for (const record of earlier) record.ended = true;
    if (this.bug('login-ends-other-users'))
      for (const record of this.issued.values()) record.ended ||= record.user !== owner;
    const made = this.issue(owner, client);
    const record = this.issued.get(made);
    if (record && earlier.length > 0 && this.bug('second-login-dead-token')) record.ended = true;
    this.latest = owner;
    const json: Json = { token: made };
    if (earlier.length > 0 && this.bug('second-login-no-token')) json['token'] = null;
    if (this.options.extras) Object.assign(json, { refresh_token: randomUUID(), user: { id: owner.id }, errors: null });
    return { tag: 'login ok', status: this.options.loginStatus, json };
  }

  // -------- current user

  private deny(cause: string): Reply {
    const message =
      cause === 'gone'
        ? 'Authorization token expired'
        : cause === 'absent'
          ? 'User not found'
          : 'Authorization token invalid';
    const shapes: Record<Options['unauthorized'], Json> = {
      null: { user: null },
      message: { message },
      error: { status: 401, error: message },
      both: { user: null, error: message },
      'not-found': { reason: 'User not found' },
    };
    const headers = { 'WWW-Authenticate': 'UProgress realm="api"' };
    return { tag: `current ${cause}`, status: 401, headers, json: shapes[this.options.unauthorized] };
  }

  current(request: IncomingMessage): Reply {
    const header = request.headers['uprogresstoken'];
    let given = (Array.isArray(header) ? header[0] : header)?.trim();
    const authorization = request.headers.authorization ?? '';
    if (this.options.alsoBearer) given ||= /^Bearer +(.+)$/i.exec(authorization)?.[1];
    if (this.bug('current-needs-bearer')) given = /^Bearer +(.+)$/i.exec(given ?? '')?.[1];
    if (this.bug('current-needs-authorization')) given = /^Bearer +(.+)$/i.exec(authorization)?.[1];
    if (!given && !this.bug('no-token-accepted')) return this.deny('absent');
    let owner = given ? this.owner(given) : (this.users[0] as User);
    if (owner === 'malformed' && this.bug('malformed-token-accepted')) owner = this.users[0] as User;
    if (typeof owner === 'string') return this.deny(owner);
    if (this.bug('current-first-user')) owner = this.users[0] as User;
    if (this.bug('current-latest-user')) owner = this.latest ?? owner;
    const { id, email, nick } = owner;
    const full = this.options.filled;
    const current_user: Json = {
      id: this.bug('current-id-changes') ? id * 1000 + this.requests : id,
      email,
      nick,
      first_name: full ? 'In\u00e8s' : null,
      last_name: full ? 'Moreau' : null,
      description: full ? 'Likes lists.\nAnd "quotes".' : null,
      location: full ? '' : null,
      attachment: full ? { id: 3, url: '/uploads/3.png', user_id: id } : null,
    };
    const json: Json = { current_user };
    if (this.options.extras) {
      Object.assign(current_user, { created_at: '2016-11-13T10:00:00.000Z', statistics: [] });
      Object.assign(json, { meta: { version: 1 }, user: null });
    }
    return { tag: 'current ok', status: 200, json };
  }

  async answer(request: IncomingMessage): Promise<Reply> {
    const parts: Buffer[] = [];
    let size = 0;
    for await (const part of request) if ((size += (part as Buffer).length) < 1_000_000) parts.push(part as Buffer);
    const path = (request.url ?? '').split('?')[0];
    this.requests += 1;
    const crash: Reply = { tag: 'other', status: 500, text: html, type: 'text/html' };
    if (this.bug('every-third-500') && this.requests % 3 === 0) return crash;
    if (this.bug('first-after-login-500') && this.justLoggedIn) {
      this.justLoggedIn = false;
      return crash;
    }
    if (request.method === 'POST' && path === '/v/api/v1/sessions') {
      if (size >= 1_000_000) return { tag: 'login large', status: 413, json: { errors: { base: ['is too large'] } } };
      const reply = this.login(Buffer.concat(parts).toString('utf8'), request.headers['content-type'] ?? '');
      this.justLoggedIn = reply.tag === 'login ok';
      return reply;
    }
    if (request.method === 'GET' && path === '/v/api/v1/sessions/current') return this.current(request);
    return { tag: 'other', status: 404, text: html, type: 'text/html' };
  }
}

// ---------------------------------------------------------------- the server

function write(request: IncomingMessage, response: ServerResponse, reply: Reply, options: Options): void {
  if (reply.drop) return void request.socket.destroy();
  const json = reply.json === undefined ? '' : JSON.stringify(reply.json, null, options.indent ? '\t' : undefined);
  const text = reply.text ?? json;
  let bytes: Buffer = Buffer.from(reply.cut ? reply.cut(text) : text);
  const mediaType = reply.type === undefined ? 'application/json' : reply.type;
  response.statusCode = reply.status;
  response.setHeader('X-Powered-By', 'Phusion Passenger');
  response.setHeader('ETag', `W/"${bytes.length}"`);
  response.setHeader('Cache-Control', 'max-age=0, private, no-store');
  for (const [name, value] of Object.entries(reply.headers ?? {})) response.setHeader(name, value);
  if (options.cookies) response.setHeader('Set-Cookie', ['_uprogress=abc; path=/; HttpOnly; SameSite=Lax', 'seen=1']);
  if (reply.status === 204) return void response.end();
  if (mediaType !== null)
    response.setHeader('Content-Type', options.charset ? `${mediaType}; charset=utf-8` : mediaType);
  const accepted = (request.headers['accept-encoding'] ?? '').split(',').map((part) => part.trim());
  const coding =
    options.compress && bytes.length > 0 ? ['br', 'gzip'].find((name) => accepted.includes(name)) : undefined;
  if (coding) {
    bytes = coding === 'br' ? brotliCompressSync(bytes) : gzipSync(bytes);
    response.setHeader('Content-Encoding', coding);
    response.setHeader('Vary', 'Accept-Encoding');
  }
  if (options.chunks) for (const byte of bytes) response.write(Buffer.from([byte]));
  else response.setHeader('Content-Length', bytes.length);
  response.end(options.chunks ? undefined : bytes);
}

export async function start(settings: { variant?: string; defect?: string; port?: number } = {}): Promise<Started> {
  const { variant, defect } = settings;
  if (variant !== undefined && !Object.hasOwn(variantTable, variant)) throw new Error(`unknown variant: ${variant}`);
  if (defect !== undefined && !Object.hasOwn(table, defect)) throw new Error(`unknown defect: ${defect}`);
  const options: Options = { ...usual, ...(variant === undefined ? {} : variantTable[variant]?.[1]) };
  const entry: string | Wrong = defect === undefined ? '' : table[defect as DefectId];
  const application = new Application(options, defect);
  const [first, second] = application.users as [User, User];
  const server = createServer((request, response) => {
    application
      .answer(request)
      .then((reply) => {
        if (typeof entry !== 'string' && entry.when(reply.tag)) entry.change(reply);
        write(request, response, reply, options);
      })
      .catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(settings.port ?? 0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v`;
  return {
    url,
    settings: {
      TARGET_API: 'uprogress',
      TARGET_URL: url,
      TARGET_USERNAME: first.email,
      TARGET_PASSWORD: first.password,
      TARGET_SECOND_USERNAME: second.email,
      TARGET_SECOND_PASSWORD: second.password,
      ...(defect === 'token-exp-ignored' ? { TARGET_MAX_WAIT_SECONDS: '3' } : {}),
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const string = { type: 'string' } as const;
  const { variant, defect, port } = parseArgs({ options: { variant: string, defect: string, port: string } }).values;
  const { settings, url } = await start({
    ...(variant ? { variant } : {}),
    ...(defect ? { defect } : {}),
    ...(port ? { port: Number(port) } : {}),
  });
  for (const name of Object.keys(settings)) console.log(`${name}=${settings[name] ?? ''}`);
  console.log(url);
}

/** The defects of this server, one at a time. */
import type { Errors, Json, Reply } from './shapes.ts';
import type { Change } from './variants.ts';

export interface Wrong {
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
export const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
export const blank = "can't be blank";
export const tooShort = 'is too short (minimum is 6 characters)';
export const html = '<html><head><title>UProgress</title></head><body><p>We are sorry.</p></body></html>';

export const table = {
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

export type DefectId = keyof typeof table;

export const defects: Record<string, string> = Object.fromEntries(
  Object.entries(table).map(([id, entry]) => [id, typeof entry === 'string' ? entry : entry.sentence]),
);

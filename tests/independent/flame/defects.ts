/** The defects of this server, one at a time. */
import type { Answer, Body, Twist, Twisted } from './shapes.ts';

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

export const catalogue = {
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

export type DefectId = keyof typeof catalogue;

export const defects: Record<string, string> = Object.fromEntries(
  Object.entries(catalogue).map(([id, entry]) => [id, typeof entry === 'string' ? entry : entry.sentence]),
);

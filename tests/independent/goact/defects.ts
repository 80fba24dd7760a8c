/** The defects of this server, one at a time. */
import { randomUUID } from 'node:crypto';
import type { Fields, Result } from './shapes.ts';

type Patch = (result: Result) => void;
interface Flaw {
  sentence: string;
  event: string | RegExp;
  patch: Patch;
}
const html = '<!doctype html><title>goAct</title><h1>Please come back later</h1>';
export const flaws: Record<string, Flaw> = {};
const flaw = (id: string, event: string | RegExp, patch: Patch, sentence: string): void => {
  if (flaws[id]) throw new Error(`twice: ${id}`);
  flaws[id] = { sentence, event, patch };
};
const member =
  (name: string, value: (old: unknown) => unknown): Patch =>
  ({ fields }) => {
    const all = fields as Fields;
    const next = value(all[name]);
    if (next === undefined) Reflect.deleteProperty(all, name);
    else all[name] = next;
  };
const rename =
  (from: string, to: string): Patch =>
  (result) => {
    const all = result.fields as Fields;
    all[to] = all[from];
    Reflect.deleteProperty(all, from);
  };
const set = (values: Partial<Result>): Patch => {
  return (result) => void Object.assign(result, values);
};
const redirect = (location: string) => set({ status: 302, text: '', type: null, location });

const calls: [string, string][] = [
  ['login', 'Login'],
  ['register', 'Register'],
  ['info', 'Token info'],
];
for (const [event, name] of calls) {
  const add = (id: string, patch: Patch, sentence: string) =>
    flaw(`${event}-${id}`, event, patch, `${name}: ${sentence}`);
  add(
    'user-missing',
    member('user', () => undefined),
    'user is missing.',
  );
  add(
    'user-null',
    member('user', () => null),
    'user is null.',
  );
  add('user-string', member('user', String), 'user is a string of digits.');
  add(
    'user-fraction',
    member('user', () => 12.5),
    'user is no whole number.',
  );
  add(
    'user-object',
    member('user', (id) => ({ id })),
    'user is an object.',
  );
  add('user-renamed', rename('user', 'user_id'), 'user is called user_id.');
  add(
    'token-type-missing',
    member('token_type', () => undefined),
    'token_type is missing.',
  );
  add(
    'token-type-null',
    member('token_type', () => null),
    'token_type is null.',
  );
  add(
    'token-type-bearer',
    member('token_type', () => 'bearer'),
    'token_type is bearer.',
  );
  add(
    'token-type-capital',
    member('token_type', () => 'User'),
    'token_type is User.',
  );
  add(
    'token-type-scheme',
    member('token_type', () => 'UserToken'),
    'token_type is UserToken.',
  );
  add(
    'token-type-array',
    member('token_type', (value) => [value]),
    'token_type is an array.',
  );
  add('wrapped', (r) => void (r.fields = { response: r.fields }), 'the members are inside response.');
  add('array', (r) => void (r.fields = [r.fields]), 'the answer is an array.');
  add('json-string', (r) => void (r.fields = JSON.stringify(r.fields)), 'the answer is JSON in a string.');
  add('body-empty', set({ text: '' }), 'the body is empty.');
  add('body-html', set({ text: html, type: 'text/html' }), 'the body is HTML.');
  add('body-truncated', set({ finish: (text) => text.slice(0, -3) }), 'the body is cut off.');
  add('body-bom', set({ finish: (text) => `\uFEFF${text}` }), 'the body starts with a byte order mark. [standard]');
  add('body-script', set({ finish: (text) => text.replace(/"(\w+)":/g, '$1:') }), 'the member names have no quotes.');
  add('media-type-html', set({ type: 'text/html' }), 'the JSON is labelled text/html. [standard]');
  add('media-type-missing', set({ type: null }), 'the JSON has no Content-Type. [standard]');
  add('status-201', set({ status: 201 }), 'a success is a 201 (the reading says 200).');
  add('status-204', set({ status: 204 }), 'a success is a 204.');
  add('status-400', set({ status: 400 }), 'a success is a 400 with the right body.');
  add('status-500', set({ status: 500 }), 'a success is a 500 with the right body.');
  add('status-302', redirect('/home'), 'a success is a redirect.');
  add('hangs-up', set({ cut: true }), 'the connection breaks on a success.');
  add('not-found', (r) => Object.assign(r, { status: 404, fields: { response: 'Not found' } }), 'the call is a 404.');
}
for (const [event, name] of calls.slice(0, 2)) {
  const add = (id: string, patch: Patch, sentence: string) =>
    flaw(`${event}-${id}`, event, patch, `${name}: ${sentence}`);
  add(
    'access-token-missing',
    member('access_token', () => undefined),
    'access_token is missing.',
  );
  add(
    'access-token-null',
    member('access_token', () => null),
    'access_token is null.',
  );
  add(
    'access-token-empty',
    member('access_token', () => ''),
    'access_token is an empty string.',
  );
  add(
    'access-token-number',
    member('access_token', () => 77120094),
    'access_token is a number.',
  );
  add(
    'access-token-object',
    member('access_token', (token) => ({ token })),
    'access_token is an object.',
  );
  add('access-token-camel-case', rename('access_token', 'accessToken'), 'it is called accessToken.');
  add(
    'access-token-cut',
    member('access_token', (token) => String(token).slice(0, -1)),
    'access_token lacks its end.',
  );
  add(
    'access-token-with-scheme',
    member('access_token', (token) => `UserToken ${String(token)}`),
    'access_token holds the scheme too.',
  );
  add('expires-in-string', member('expires_in', String), 'expires_in is a string.');
  add(
    'expires-in-zero',
    member('expires_in', () => 0),
    'expires_in is 0.',
  );
  add(
    'expires-in-negative',
    member('expires_in', () => -1),
    'expires_in is negative.',
  );
  add(
    'expires-in-null',
    member('expires_in', () => null),
    'expires_in is null.',
  );
  add(
    'expires-in-fraction',
    member('expires_in', () => 3599.25),
    'expires_in is no whole number.',
  );
  add(
    'expires-in-date',
    member('expires_in', () => '2031-01-01T00:00:00Z'),
    'expires_in is a date.',
  );
  add(
    'user-constant',
    member('user', () => 1),
    'user is 1 for everybody.',
  );
}
flaw(
  'info-access-token-number',
  'info',
  member('access_token', () => 5),
  'Token info: access_token is there and a number.',
);
flaw(
  'info-access-token-other',
  'info',
  member('access_token', () => randomUUID()),
  'Token info: access_token is there and is not the one used. [implied]',
);
flaw(
  'info-expires-in-string',
  'info',
  member('expires_in', () => '60'),
  'Token info: expires_in is there and a string.',
);
flaw(
  'info-expires-in-negative',
  'info',
  member('expires_in', () => -5),
  'Token info: expires_in is there and negative.',
);
flaw(
  'info-user-plus-one',
  'info',
  member('user', (id) => Number(id) + 1),
  'Token info: user is the next id.',
);
flaw(
  'info-user-zero',
  'info',
  member('user', () => 0),
  'Token info: user is 0.',
);

const refusals: [string, string, string[]][] = [
  ['login:wrong-password', 'A wrong password', ['200', '302', '400', '401', '403', '500', 'hang-up']],
  ['login:unknown-user', 'An unknown user', ['200', '302', '401', '403', '409', '500', 'hang-up']],
  ['login:missing-username', 'Login without username', ['200', '500']],
  ['login:missing-password', 'Login without password', ['200', '500']],
  ['login:wrong-type', 'Login with a username or password of another type', ['200', '500']],
  ['login:grant-type', 'Login with another grant_type', ['200', '302', '500']],
  ['login:malformed', 'Malformed JSON at login', ['200', '500']],
  ['info:none', 'Token info without Authorization', ['200', '302', '404', '422', '500']],
  ['info:unknown', 'Token info with an unknown token', ['200', '404', '422', '500']],
  ['info:malformed', 'Token info with a malformed Authorization', ['200', '404', '500']],
  ['register:duplicate', 'A user name that is taken', ['200', '302', '400', '401', '404', '409', '422', '500']],
  ['register:short', 'A short password', ['200', '302', '500']],
  ['register:no-credentials', 'Register without credentials', ['200', '302', '500']],
  ['register:bad-credentials', 'Register with wrong credentials', ['200', '302', '500']],
  ['register:malformed-credentials', 'Register with malformed credentials', ['200', '500']],
  ['register:missing', 'Register without username or password', ['200', '500']],
  ['register:wrong-type', 'Register with values of another type', ['200', '500']],
  ['register:malformed', 'Malformed JSON at register', ['200', '500']],
];
for (const [event, name, kinds] of refusals)
  for (const kind of kinds) {
    const id = `${event.replace(':', '-')}-${kind}`;
    if (kind === '302') flaw(id, event, redirect('/login'), `${name} is redirected.`);
    else if (kind === 'hang-up') flaw(id, event, set({ cut: true }), `${name} breaks the connection.`);
    else flaw(id, event, set({ status: Number(kind) }), `${name} is a ${kind}.`);
  }
for (const status of [200, 400, 401, 404, 500])
  flaw(`info-expired-${status}`, 'info:expired', set({ status }), `Token info with an expired token is a ${status}.`);
const refused = /:/;
flaw(
  'error-response-object',
  refused,
  set({ fields: { response: { code: 400 } } }),
  'response in errors is an object.',
);
flaw('error-response-number', refused, set({ fields: { response: 400 } }), 'response in errors is a number.');
flaw('error-response-array', refused, set({ fields: { response: ['Not found'] } }), 'response in errors is an array.');
flaw('error-response-null', refused, set({ fields: { response: null } }), 'response in errors is null.');
flaw('error-media-type', refused, set({ type: 'text/html' }), 'JSON errors are labelled text/html. [standard]');
flaw('error-truncated', refused, set({ finish: (text) => text.slice(0, -1) }), 'JSON errors are cut off. [standard]');

const faults = {
  'no-cache-control': 'Responses with tokens lack Cache-Control: no-store. [standard, advice]',
  // passwords and users
  'any-password': 'A known user gets in with any password.',
  'any-user': 'An unknown user gets in, as a new one.',
  'unknown-user-is-first': 'An unknown user is logged in as the first one.',
  'password-of-another-user': 'The password of any other user is accepted too.',
  'password-prefix': 'A beginning of the password is enough.',
  'password-extended': 'The password may be followed by anything.',
  'password-case-blind': 'The case of the password does not matter.',
  'password-trimmed': 'White space around the password does not matter.',
  'password-8-bytes': 'Only the first 8 bytes of the password count.',
  'password-array': 'The password inside an array is accepted. [luck]',
  'password-object': 'A password that is an object is accepted. [luck]',
  'missing-password-accepted': 'Login without password succeeds.',
  'null-password-accepted': 'Login with password null succeeds.',
  'blank-password-accepted': 'Login with an empty password succeeds.',
  'missing-username-accepted': 'Login without username succeeds when the password is somebody\u2019s.',
  'blank-username-accepted': 'Login with an empty username succeeds when the password is somebody\u2019s.',
  'username-prefix': 'A beginning of the username is enough. [luck]',
  'grant-type-unchecked': 'Login does not look at grant_type when it is there.',
  'grant-type-optional': 'Login without grant_type succeeds. [implied]',
  'grant-type-signup': 'Login with grant_type signup succeeds.',
  'grant-type-case-blind': 'Login with grant_type PASSWORD succeeds. [implied, luck]',
  'login-wants-application': 'Login without application credentials is refused.',
  'login-wants-email': 'Login reads email in place of username.',
  'login-wants-form': 'Login understands form encoding only.',
  'login-long-value-500': 'A username over 1000 characters is a 500. [luck]',
  'login-nul-500': 'A NUL in the username is a 500. [luck]',
  'wrong-password-leaks-token': 'A wrong password is a 404 with a working access_token.',
  // tokens
  'token-constant': 'Every user gets the same token.',
  'token-of-another-user': 'Login returns the token of another user when there is one.',
  'token-counts-upwards': 'Tokens are consecutive numbers. [advice]',
  'token-from-user': 'The token is the user name in base64. [advice]',
  'token-never-works': 'No token of a login is accepted.',
  'token-works-once': 'A token is good for one request. [implied]',
  'token-with-line-break': 'Tokens have a line break inside, which no header can carry.',
  'login-user-of-another': 'The user of the login answer is the other user.',
  'login-cancels-others': 'A login cancels the tokens of all other users. [implied]',
  'second-login-refused': 'A second login while a token is good is a 403.',
  // token info
  'info-says-first': 'Token info always tells the first user.',
  'info-says-latest': 'Token info tells the user who logged in last.',
  'info-unknown-accepted': 'Token info accepts any token as the first user\u2019s.',
  'info-none-accepted': 'Token info without the header answers for the first user.',
  'info-application-accepted': 'Token info accepts the application credentials.',
  'info-prefix-accepted': 'A beginning of the token is enough.',
  'info-extended-accepted': 'The token may be followed by anything.',
  'info-case-blind': 'The case of the token does not matter.',
  'info-any-scheme': 'Any scheme works in place of UserToken.',
  'info-bearer': 'Bearer works in place of UserToken.',
  'info-application-scheme': 'The user token works under the scheme Application.',
  'info-no-scheme': 'The token without a scheme works.',
  'info-query': 'The query parameter access_token works without the header.',
  'info-cookie': 'The cookie that login sets works without the header. [luck]',
  'info-wants-bearer': 'Token info accepts Bearer only.',
  'info-wants-capitals': 'The scheme userTOKEN is refused though schemes have no case. [standard]',
  'info-expired-accepted': 'expires_in is 1 and the token works for an hour.',
  'info-expires-early': 'expires_in is 3600 and the token is dead after one second. [luck]',
  'info-dead-at-once': 'Tokens are expired as soon as they are issued.',
  // register
  'register-unchecked': 'Register does not look at the application credentials.',
  'register-id-only': 'Register looks at the application id only.',
  'register-secret-only': 'Register looks at the application secret only.',
  'register-optional': 'Register without credentials succeeds, wrong ones are refused.',
  'register-secret-prefix': 'A beginning of the secret is enough, even none.',
  'register-secret-extended': 'The secret may be followed by anything. [luck]',
  'register-secret-case-blind': 'The case of the secret does not matter. [luck]',
  'register-swapped': 'Secret and id may be exchanged. [luck]',
  'register-any-scheme': 'The credentials work under any scheme. [luck]',
  'register-no-scheme': 'The credentials work without a scheme. [luck]',
  'register-basic-only': 'Register wants HTTP Basic.',
  'register-user-token': 'A user token works in place of the application credentials.',
  'register-wants-capitals': 'The scheme APPLICATION is refused though schemes have no case. [standard]',
  'register-minimum-5': 'A password of 5 characters is accepted.',
  'register-minimum-7': 'A password of 6 characters is refused.',
  'register-minimum-8': 'A password of 6 or 7 characters is refused.',
  'register-minimum-none': 'Any password is accepted, also the empty one.',
  'register-minimum-bytes': 'Bytes are counted, so that 5 letters with accents are accepted. [luck]',
  'register-missing-password': 'Register without password succeeds.',
  'register-missing-username': 'Register without username succeeds.',
  'register-blank-username': 'Register with an empty username succeeds.',
  'register-duplicate-same': 'A taken user name registers again and gets the same user.',
  'register-duplicate-new': 'A taken user name registers again and gets a new user.',
  'register-duplicate-overwrites': 'A taken user name is a 403 and yet the password is replaced.',
  'register-duplicate-login': 'A taken user name is a login when the password is right.',
  'register-duplicate-leaks': 'A taken user name is a 403 with an access_token.',
  'register-duplicate-deletes': 'A taken user name is a 403 and the account is gone.',
  'register-duplicate-first-only': 'A taken user name is refused only for accounts that existed before the start.',
  'register-persists-nothing': 'Register answers well and stores nothing, so that login fails.',
  'register-password-mangled': 'Register stores the password in lower case, so that login fails. [needs capitals]',
  'register-password-cut': 'Register stores only 8 characters of the password, so that login fails. [needs 9]',
  'register-password-ignored': 'Register stores no password: any is good for the new account.',
  'register-token-dead': 'The token of register does not work.',
  'register-token-of-first': 'The token of register is one of the first user.',
  'register-other-user': 'The user of register is not the one that login and token info tell.',
  'register-same-user': 'All registered accounts have the same user.',
  'register-user-of-existing': 'A registered account has the user id of the first account.',
  'register-wants-wrapper': 'Register reads its fields from inside user.',
  'register-wants-confirmation': 'Register needs password_confirmation.',
  'register-wants-phone': 'Register needs phone.',
  'register-nul-500': 'A NUL in a name is a 500. [luck]',
  'every-third-500': 'Every third request is a 500.',
  'first-after-login-500': 'The first request after a login is a 500.',
  'registered-login-500': 'The first login of a registered account is a 500.',
};
export type Fault = keyof typeof faults;

export const defects: Record<string, string> = {
  ...Object.fromEntries(Object.entries(flaws).map(([id, { sentence }]) => [id, sentence])),
  ...faults,
};

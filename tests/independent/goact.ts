// A stand-in for goAct's authorization API, written from its documentation alone.
import { createHmac, randomBytes, randomInt, randomUUID } from 'node:crypto';
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

type Fields = Record<string, unknown>;
interface Result {
  /** `login`, `register` or `info` for success; `login:<cause>`, `register:<cause>`, `info:<cause>` otherwise. */
  event: string;
  status: number;
  fields?: unknown;
  text?: string;
  type?: string | null;
  location?: string;
  finish?: (text: string) => string;
  cut?: boolean;
}
interface Person {
  id: number;
  username: string;
  password: string;
}
interface Grant {
  person: Person;
  expires: number;
  cancelled: boolean;
}

// ------------------------------------------------------------------ variants

const normal = {
  errors: 'response' as 'response' | 'text' | 'html' | 'empty' | 'oauth' | 'problem' | 'nulls',
  unknownUser: 404,
  badRequest: 400,
  noToken: 401,
  unknownToken: 400,
  badApplication: 401,
  lifetime: 3600,
  optionalLifetime: false,
  fullInfo: false,
  tokens: 'many' as 'many' | 'one' | 'latest',
  looks: 'url' as 'url' | 'uuid' | 'jwt' | 'long' | 'dots' | 'padded',
  namesRequired: true,
  extras: false,
  fold: false,
  strictType: false,
  anyGrantOnRegister: false,
  strictFields: false,
  pretty: false,
  charset: false,
  gzip: false,
  chunked: false,
  cookies: false,
  bigIds: false,
  slowly: false,
};
type Style = typeof normal;

const choices: Record<string, { sentence: string; style: Partial<Style> }> = {
  'unknown-user-400': { sentence: 'An unknown user is a 400.', style: { unknownUser: 400 } },
  'text-errors': { sentence: 'Errors are plain text.', style: { errors: 'text', charset: true } },
  'html-errors': { sentence: 'Errors are HTML pages.', style: { errors: 'html' } },
  'empty-errors': { sentence: 'Errors have no body.', style: { errors: 'empty' } },
  'oauth-errors': {
    sentence: 'Errors are those of RFC 6749: error and error_description.',
    style: { errors: 'oauth' },
  },
  'problem-errors': { sentence: 'Errors are application/problem+json.', style: { errors: 'problem' } },
  'null-members-in-errors': {
    sentence: 'Error bodies have the members of a success, all null, and response.',
    style: { errors: 'nulls' },
  },
  'info-refusals-400': { sentence: 'Token info refuses everything with 400.', style: { noToken: 400 } },
  'info-refusals-401': { sentence: 'Token info refuses everything with 401.', style: { unknownToken: 401 } },
  'info-refusals-403': {
    sentence: 'Token info refuses everything with 403, so does register, HTML pages.',
    style: { noToken: 403, unknownToken: 403, badApplication: 403, errors: 'html' },
  },
  'bad-request-422': { sentence: 'Incomplete requests are a 422.', style: { badRequest: 422 } },
  'bad-application-400': { sentence: 'Wrong application credentials are a 400.', style: { badApplication: 400 } },
  'bad-application-404': { sentence: 'Wrong application credentials are a 404.', style: { badApplication: 404 } },
  'no-expiry': { sentence: 'Tokens do not expire: expires_in is missing.', style: { optionalLifetime: true } },
  'short-lived': { sentence: 'Tokens live for one second (expires_in is 1).', style: { lifetime: 1 } },
  'long-lived': { sentence: 'Tokens live for ten years.', style: { lifetime: 315360000 } },
  'full-info': {
    sentence: 'Token info also has access_token and the seconds that are left.',
    style: { fullInfo: true },
  },
  'one-token-per-user': {
    sentence: 'Every login of a user returns the token that is still good.',
    style: { tokens: 'one' },
  },
  'latest-token-only': {
    sentence: 'A login cancels the earlier token of that user, which is a 403 then.',
    style: { tokens: 'latest' },
  },
  'uuid-tokens': { sentence: 'Tokens are UUIDs in braces.', style: { looks: 'uuid' } },
  'jwt-tokens': { sentence: 'Tokens are JWTs.', style: { looks: 'jwt' } },
  'long-tokens': { sentence: 'Tokens are 2000 characters long.', style: { looks: 'long' } },
  'dotted-tokens': { sentence: 'Tokens hold colons, dots, tildes and slashes.', style: { looks: 'dots' } },
  'padded-tokens': { sentence: 'Tokens are base64 and end in two equals signs.', style: { looks: 'padded' } },
  'names-optional': {
    sentence: 'Register does not need firstname and lastname.',
    style: { namesRequired: false },
  },
  'extra-members': { sentence: 'Every success has undocumented members.', style: { extras: true } },
  'case-blind-usernames': { sentence: 'User names are compared without regard to case.', style: { fold: true } },
  'json-only': { sentence: 'Other content types than JSON are a 415.', style: { strictType: true } },
  'unknown-fields-refused': { sentence: 'A field that is not documented is a 400.', style: { strictFields: true } },
  'register-any-grant-type': {
    sentence: 'Register does not look at grant_type, which is nowhere said to be checked.',
    style: { anyGrantOnRegister: true },
  },
  'pretty-json': { sentence: 'JSON is indented, with a charset.', style: { pretty: true, charset: true } },
  gzip: { sentence: 'Bodies are compressed when Accept-Encoding allows it.', style: { gzip: true } },
  chunked: { sentence: 'Bodies are chunked.', style: { chunked: true } },
  cookies: { sentence: 'Every response sets a session cookie.', style: { cookies: true } },
  'large-ids': { sentence: 'User ids are above 2 to the 40th.', style: { bigIds: true } },
  slow: { sentence: 'Every response takes a fifth of a second.', style: { slowly: true } },
  showy: {
    sentence: 'Full info, extra members, pretty, compressed, chunked, cookies.',
    style: { fullInfo: true, extras: true, pretty: true, charset: true, gzip: true, chunked: true, cookies: true },
  },
};

export const variants: Record<string, string> = Object.fromEntries(
  Object.entries(choices).map(([id, { sentence }]) => [id, sentence]),
);

// ------------------------------------------------------------------ defects in the form of an answer

type Patch = (result: Result) => void;
interface Flaw {
  sentence: string;
  event: string | RegExp;
  patch: Patch;
}
const html = '<!doctype html><title>goAct</title><h1>Please come back later</h1>';
const flaws: Record<string, Flaw> = {};
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

// ------------------------------------------------------------------ defects in behaviour

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
type Fault = keyof typeof faults;

export const defects: Record<string, string> = {
  ...Object.fromEntries(Object.entries(flaws).map(([id, { sentence }]) => [id, sentence])),
  ...faults,
};

// ------------------------------------------------------------------ the service

const APPLICATION = { id: 'runner-app-7', secret: 'Qm9vbWVyYW5n.Zk-31' };
const object = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function service(style: Style, defect: string | undefined) {
  const has = (id: Fault) => defect === id;
  const base = style.bigIds ? 2 ** 40 : 1200;
  const people: Person[] = [
    { id: base + 31, username: 'joan.ferris@goact.example', password: 'Kookaburra+Gum3' },
    { id: base + 32, username: 'lee@goact.example', password: 'W0mbat_W0mbat' },
  ];
  const [first] = people as [Person];
  const starters = new Set(people);
  const passwordless = new Set<Person>();
  const fresh = new Set<Person>();
  const grants = new Map<string, Grant>();
  const short = defect?.startsWith('info-expired') || has('info-expired-accepted');
  const lifetime = short ? 1 : style.lifetime;
  let latest = first;
  let counter = 0;
  let requests = 0;
  let welcomed = false;

  const same = (left: string, right: string) =>
    style.fold ? left.toLowerCase() === right.toLowerCase() : left === right;
  const find = (username: string) => people.find((person) => same(person.username, username));

  function makeToken(person: Person): string {
    if (has('token-constant')) return '2YotnFZFEjr1zCsicMWpAA';
    if (has('token-counts-upwards')) return String(900000 + counter);
    if (has('token-from-user')) return Buffer.from(person.username).toString('base64url');
    if (style.looks === 'uuid') return `{${randomUUID().toUpperCase()}}`;
    if (style.looks === 'long') return randomBytes(1000).toString('hex');
    if (style.looks === 'dots') return `g:${person.id}.~/${randomBytes(12).toString('hex')}:x`;
    if (style.looks === 'padded') return randomBytes(22).toString('base64');
    if (style.looks === 'jwt') {
      const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
      const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: person.id, jti: randomUUID() })}`;
      return `${text}.${createHmac('sha256', 'goact').update(text).digest('base64url')}`;
    }
    return randomBytes(16).toString('base64url');
  }

  function grant(event: 'login' | 'register', person: Person): Result {
    counter += 1;
    latest = person;
    const good = [...grants].filter(([, g]) => g.person === person && !g.cancelled && g.expires > Date.now());
    if (event === 'login' && has('second-login-refused') && good.length > 0)
      return refuse('login:busy', 403, 'Logged in');
    if (style.tokens === 'latest') for (const [, g] of good) g.cancelled = true;
    if (has('login-cancels-others')) for (const g of grants.values()) g.cancelled ||= g.person !== person;
    const kept = style.tokens === 'one' ? good[0] : undefined;
    const other = has('token-of-another-user') ? [...grants].reverse().find(([, g]) => g.person !== person) : undefined;
    let token = (kept ?? other)?.[0] ?? makeToken(person);
    let dies = Date.now() + lifetime * 1000;
    if (style.optionalLifetime) dies = Infinity;
    if (has('info-expired-accepted')) dies = Date.now() + 3600_000;
    if (has('info-expires-early')) dies = Date.now() + 1000;
    if (has('info-dead-at-once')) dies = 0;
    const dead =
      (has('token-never-works') && event === 'login') || (has('register-token-dead') && event === 'register');
    const owner = has('register-token-of-first') && event === 'register' ? first : person;
    if (!dead && !kept && !other) grants.set(token, { person: owner, expires: dies, cancelled: false });
    if (has('token-with-line-break')) token = `${token.slice(0, 9)}\n${token.slice(9)}`;
    const left = kept ? Math.max(1, Math.ceil((kept[1].expires - Date.now()) / 1000)) : lifetime;
    const fields: Fields = { user: person.id, access_token: token, token_type: 'user', expires_in: left };
    if (style.optionalLifetime) delete fields['expires_in'];
    if (has('login-user-of-another') && event === 'login') fields['user'] = people.find((p) => p !== person)?.id;
    if (has('register-other-user') && event === 'register') fields['user'] = person.id + 500;
    if (style.extras)
      Object.assign(fields, {
        scope: 'all',
        refresh_token: randomUUID(),
        profile: { units: 'metric' },
        response: 'OK',
      });
    welcomed = true;
    return { event, status: 200, fields };
  }

  function refuse(event: string, status: number, message: string): Result {
    if (style.errors === 'text') return { event, status, text: message, type: 'text/plain' };
    if (style.errors === 'html')
      return { event, status, text: `<h1>${status}</h1><p>${message}</p>`, type: 'text/html' };
    if (style.errors === 'empty') return { event, status, text: '', type: null };
    if (style.errors === 'problem')
      return { event, status, fields: { title: message, status }, type: 'application/problem+json' };
    if (style.errors === 'oauth')
      return { event, status, fields: { error: 'invalid_grant', error_description: message } };
    const nulls = { user: null, access_token: null, token_type: null, expires_in: null };
    return { event, status, fields: { ...(style.errors === 'nulls' ? nulls : {}), response: message } };
  }
  const crash = (event: string) => refuse(event, 500, 'java.lang.NullPointerException');

  function fits(person: Person, given: string): boolean {
    const real = person.password;
    if (given === real || has('any-password') || passwordless.has(person)) return true;
    if (has('password-of-another-user')) return people.some((one) => one.password === given);
    if (has('password-prefix')) return real.startsWith(given);
    if (has('password-extended')) return given.startsWith(real);
    if (has('password-case-blind')) return given.toLowerCase() === real.toLowerCase();
    if (has('password-trimmed')) return given.trim() === real;
    if (has('password-8-bytes')) return given.slice(0, 8) === real.slice(0, 8);
    return false;
  }

  function readFields(call: string, request: IncomingMessage, text: string, allowed: string[]): Fields | Result {
    const type = request.headers['content-type'] ?? '';
    if (style.strictType && !/^application\/json\s*(;|$)/i.test(type)) return refuse(`${call}:type`, 415, 'JSON only');
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return refuse(`${call}:malformed`, 400, 'The request body could not be read');
    }
    if (!object(value)) return refuse(`${call}:malformed`, 400, 'The request body must be an object');
    if (has('login-wants-form') && call === 'login') value = {};
    if (has('register-wants-wrapper') && call === 'register')
      value = object((value as Fields)['user']) ? (value as Fields)['user'] : {};
    if (style.strictFields && Object.keys(value as Fields).some((key) => !allowed.includes(key)))
      return refuse(`${call}:field`, 400, 'Unknown field');
    return { ...(value as Fields), event: undefined };
  }
  const isResult = (value: Fields | Result): value is Result => typeof value.event === 'string';
  const empty = (value: unknown) => value === undefined || value === null || value === '';

  function login(request: IncomingMessage, text: string): Result {
    const fields = readFields('login', request, text, ['grant_type', 'username', 'password']);
    if (isResult(fields)) return fields;
    const { grant_type: type, password } = fields;
    const username = fields[has('login-wants-email') ? 'email' : 'username'];
    if (has('login-wants-application') && !/^Application /i.test(request.headers.authorization ?? ''))
      return refuse('login:application', 401, 'Application credentials are missing');
    const typeFits =
      type === 'password' ||
      (has('grant-type-unchecked') && type !== undefined) ||
      (has('grant-type-optional') && type === undefined) ||
      (has('grant-type-signup') && type === 'signup') ||
      (has('grant-type-case-blind') && String(type).toLowerCase() === 'password');
    if (!typeFits) return refuse('login:grant-type', style.badRequest, 'grant_type must be password');
    const byPassword = people.find((person) => person.password === password);
    if (byPassword && has('missing-username-accepted') && username === undefined) return grant('login', byPassword);
    if (byPassword && has('blank-username-accepted') && username === '') return grant('login', byPassword);
    if (empty(username)) return refuse('login:missing-username', style.badRequest, 'username is required');
    if (typeof username !== 'string') return refuse('login:wrong-type', style.badRequest, 'username must be a string');
    let person = find(username);
    if (person && has('missing-password-accepted') && password === undefined) return grant('login', person);
    if (person && has('null-password-accepted') && password === null) return grant('login', person);
    if (person && has('blank-password-accepted') && password === '') return grant('login', person);
    if (person && has('password-array') && Array.isArray(password) && password[0] === person.password)
      return grant('login', person);
    if (person && has('password-object') && object(password)) return grant('login', person);
    if (empty(password)) return refuse('login:missing-password', style.badRequest, 'password is required');
    if (typeof password !== 'string') return refuse('login:wrong-type', style.badRequest, 'password must be a string');
    if (has('login-long-value-500') && username.length > 1000) return crash('login:long');
    if (has('login-nul-500') && username.includes('\0')) return crash('login:nul');
    if (has('username-prefix') && username.length > 2)
      person ??= people.find((one) => one.username.startsWith(username));
    if (!person && has('unknown-user-is-first')) person = first;
    else if (!person && has('any-user'))
      people.push((person = { id: base + 7000 + people.length, username, password }));
    if (!person)
      return refuse('login:unknown-user', style.unknownUser, 'The requested resource was not found on server');
    if (has('registered-login-500') && fresh.delete(person)) return crash('login:fresh');
    if (has('unknown-user-is-first') && person === first && !same(username, first.username))
      return grant('login', first);
    if (fits(person, password)) return grant('login', person);
    const result = refuse('login:wrong-password', 404, 'The password does not match, suggest reset?');
    if (has('wrong-password-leaks-token'))
      result.fields = { response: 'The password does not match', ...(grant('login', person).fields as Fields) };
    return result;
  }

  function info(request: IncomingMessage, query: URLSearchParams): Result {
    const header = request.headers.authorization?.trim() ?? '';
    const [, scheme = '', rest] = /^(\S+)(?:\s+(.*))?$/.exec(header) ?? [];
    const kind = scheme.toLowerCase();
    let token = kind === 'usertoken' ? rest : undefined;
    if (has('info-wants-capitals') && scheme !== 'UserToken') token = undefined;
    if (has('info-wants-bearer')) token = kind === 'bearer' ? rest : undefined;
    if (has('info-any-scheme') || (has('info-bearer') && kind === 'bearer')) token = rest;
    if (has('info-application-scheme') && kind === 'application') token = rest;
    if (has('info-no-scheme') && rest === undefined && scheme) token = scheme;
    if (!header && has('info-query')) token = query.get('access_token') ?? undefined;
    if (!header && has('info-cookie')) token = /goact=([^;]+)/.exec(request.headers.cookie ?? '')?.[1];
    if (has('info-application-accepted') && rest === `${APPLICATION.id}:${APPLICATION.secret}`)
      return tell(first, '', Infinity);
    if (!header && has('info-none-accepted')) return tell(first, '', Infinity);
    if (!header && token === undefined) return refuse('info:none', style.noToken, 'Authorization is missing');
    if (!token) return refuse('info:malformed', style.noToken, 'Authorization is malformed');
    const given = token;
    let found = grants.get(given);
    const like = (test: (known: string) => boolean) => [...grants].find(([known]) => test(known))?.[1];
    if (has('info-prefix-accepted') && given.length > 3) found ??= like((known) => known.startsWith(given));
    if (has('info-extended-accepted')) found ??= like((known) => given.startsWith(known));
    if (has('info-case-blind')) found ??= like((known) => known.toLowerCase() === given.toLowerCase());
    if (has('info-unknown-accepted')) found ??= { person: first, expires: Infinity, cancelled: false };
    if (!found) return refuse('info:unknown', style.unknownToken, 'The requested resource was not found on server');
    if (found.cancelled || found.expires <= Date.now()) return refuse('info:expired', 403, 'The token is expired');
    if (has('token-works-once')) found.cancelled = true;
    return tell(has('info-says-first') ? first : has('info-says-latest') ? latest : found.person, given, found.expires);
  }

  function tell(person: Person, token: string, expires: number): Result {
    const fields: Fields = { user: person.id, token_type: 'user' };
    if (style.fullInfo)
      Object.assign(fields, { access_token: token, expires_in: Math.max(1, Math.ceil((expires - Date.now()) / 1000)) });
    if (style.extras) Object.assign(fields, { username: person.username, scopes: [], last_seen: null });
    return { event: 'info', status: 200, fields };
  }

  function credentials(header: string): 'fine' | 'none' | 'malformed' | 'wrong' {
    if (has('register-unchecked')) return 'fine';
    if (!header) return has('register-optional') ? 'fine' : 'none';
    const [, scheme = '', rest] = /^(\S+)(?:\s+(.*))?$/.exec(header) ?? [];
    if (has('register-user-token') && /^UserToken$/i.test(scheme) && grants.has(rest ?? '')) return 'fine';
    if (has('register-basic-only')) return /^Basic$/i.test(scheme) ? 'fine' : 'malformed';
    let pair = /^application$/i.test(scheme) ? rest : undefined;
    if (has('register-wants-capitals') && scheme !== 'Application') pair = undefined;
    if (has('register-any-scheme')) pair = rest;
    if (has('register-no-scheme') && rest === undefined) pair = scheme;
    const colon = pair?.indexOf(':') ?? -1;
    if (pair === undefined || (colon < 0 && !has('register-id-only') && !has('register-secret-prefix')))
      return 'malformed';
    const id = colon < 0 ? pair : pair.slice(0, colon);
    const secret = colon < 0 ? '' : pair.slice(colon + 1);
    const real = APPLICATION.secret;
    const secretFits =
      secret === real ||
      has('register-id-only') ||
      (has('register-secret-prefix') && real.startsWith(secret)) ||
      (has('register-secret-extended') && secret.startsWith(real)) ||
      (has('register-secret-case-blind') && secret.toLowerCase() === real.toLowerCase());
    if (has('register-swapped') && secret === APPLICATION.id && id === real) return 'fine';
    return (id === APPLICATION.id || has('register-secret-only')) && secretFits ? 'fine' : 'wrong';
  }

  function register(request: IncomingMessage, text: string): Result {
    const state = credentials(request.headers.authorization?.trim() ?? '');
    if (state === 'none')
      return refuse('register:no-credentials', style.badApplication, 'Application credentials are missing');
    if (state === 'malformed')
      return refuse('register:malformed-credentials', style.badApplication, 'Application expected');
    if (state === 'wrong') return refuse('register:bad-credentials', style.badApplication, 'No such application');
    const names = ['grant_type', 'firstname', 'lastname', 'username', 'password'];
    const fields = readFields('register', request, text, names);
    if (isResult(fields)) return fields;
    if (!style.anyGrantOnRegister && fields['grant_type'] !== 'signup')
      return refuse('register:grant-type', style.badRequest, 'grant_type must be signup');
    const excused = (name: string, value: unknown) =>
      (name === 'username' && has('register-missing-username') && value === undefined) ||
      (name === 'username' && has('register-blank-username') && value === '') ||
      (name === 'password' && has('register-missing-password') && value === undefined) ||
      (name === 'password' && has('register-minimum-none') && value === '') ||
      (name !== 'username' && name !== 'password' && !style.namesRequired);
    if (has('register-wants-confirmation')) names.push('password_confirmation');
    if (has('register-wants-phone')) names.push('phone');
    for (const name of names.slice(1)) {
      const value = fields[name];
      if (!empty(value) && typeof value !== 'string')
        return refuse('register:wrong-type', style.badRequest, `${name} must be a string`);
      if (!empty(value) || excused(name, value)) continue;
      const short = name === 'password' && value === '';
      return refuse(short ? 'register:short' : 'register:missing', style.badRequest, `${name} is required`);
    }
    const username = typeof fields['username'] === 'string' ? fields['username'] : '';
    const password = typeof fields['password'] === 'string' ? fields['password'] : '';
    if (has('register-nul-500') && JSON.stringify(fields).includes('\\u0000')) return crash('register:nul');
    let minimum = 6;
    if (has('register-minimum-5')) minimum = 5;
    if (has('register-minimum-7')) minimum = 7;
    if (has('register-minimum-8')) minimum = 8;
    if (has('register-minimum-none') || (has('register-missing-password') && fields['password'] === undefined))
      minimum = 0;
    const length = has('register-minimum-bytes') ? Buffer.byteLength(password) : Array.from(password).length;
    if (length < minimum) return refuse('register:short', style.badRequest, 'The password is too short');

    const person: Person = { id: base + 40 + people.length * randomInt(1, 9) + counter * 10, username, password };
    while (people.some((one) => one.id === person.id)) person.id += 1;
    const taken = find(username);
    if (taken) {
      const result = refuse('register:duplicate', 403, 'The username has already existed');
      if (has('register-duplicate-same')) return grant('register', taken);
      if (has('register-duplicate-login') && taken.password === password) return grant('register', taken);
      if (has('register-duplicate-overwrites')) taken.password = password;
      if (has('register-duplicate-deletes')) people.splice(people.indexOf(taken), 1);
      if (has('register-duplicate-leaks'))
        result.fields = { response: 'Taken', ...(grant('register', taken).fields as Fields) };
      if (!has('register-duplicate-new') && !(has('register-duplicate-first-only') && !starters.has(taken)))
        return result;
    }
    if (has('register-same-user')) person.id = base + 39;
    if (has('register-user-of-existing')) person.id = first.id;
    if (has('register-password-mangled')) person.password = password.toLowerCase();
    if (has('register-password-cut')) person.password = password.slice(0, 8);
    if (has('register-password-ignored')) passwordless.add(person);
    if (!has('register-persists-nothing')) people.push(person);
    fresh.add(person);
    return grant('register', person);
  }

  async function handle(request: IncomingMessage): Promise<Result> {
    const parts: Buffer[] = [];
    let size = 0;
    for await (const part of request) if ((size += (part as Buffer).length) < 1 << 20) parts.push(part as Buffer);
    const [path, query = ''] = (request.url ?? '').split('?');
    const text = Buffer.concat(parts).toString();
    requests += 1;
    if (has('every-third-500') && requests % 3 === 0) return crash('other');
    if (has('first-after-login-500') && welcomed) {
      welcomed = false;
      return crash('other');
    }
    const call = `${request.method ?? ''} ${path ?? ''}`;
    if (size >= 1 << 20) return refuse('other', 413, 'Too large');
    if (call === 'POST /mint/api/v1/auth/authorize') {
      const result = login(request, text);
      welcomed = result.event === 'login';
      return result;
    }
    if (call === 'GET /mint/api/v1/auth/token_info') return info(request, new URLSearchParams(query));
    if (call === 'POST /mint/api/v1/auth/register') {
      const result = register(request, text);
      welcomed = false;
      return result;
    }
    return refuse('other', 404, 'The requested resource was not found on server');
  }

  return {
    handle,
    people,
    short: lifetime === 1 || has('info-expires-early'),
    cookie: has('info-cookie'),
    cacheable: has('no-cache-control'),
  };
}

// ------------------------------------------------------------------ HTTP

function write(
  request: IncomingMessage,
  response: ServerResponse,
  result: Result,
  style: Style,
  extra: Record<string, string>,
): void {
  if (result.cut) return void request.socket.destroy();
  const headers: Record<string, string | number | string[]> = {
    'X-Api-Version': '1.9.4',
    Date: new Date().toUTCString(),
    ...extra,
  };
  if (result.location !== undefined) headers['Location'] = result.location;
  if (result.status === 401) headers['WWW-Authenticate'] = 'UserToken realm="goact", Application realm="goact"';
  if (style.cookies) headers['Set-Cookie'] = [`JSESSIONID=${randomUUID()}; Path=/mint; HttpOnly`];
  const json = result.fields === undefined ? '' : JSON.stringify(result.fields, null, style.pretty ? '    ' : '');
  const text = result.text ?? json;
  let bytes: Buffer = Buffer.from(result.finish ? result.finish(text) : text);
  const type = result.type === undefined ? 'application/json' : result.type;
  if (type !== null && result.status !== 204) headers['Content-Type'] = style.charset ? `${type};charset=UTF-8` : type;
  const codings = (request.headers['accept-encoding'] ?? '').split(/\s*,\s*/);
  if (style.gzip && bytes.length > 0 && codings.includes('gzip')) {
    bytes = gzipSync(bytes);
    headers['Content-Encoding'] = 'gzip';
  }
  if (!style.chunked && result.status !== 204) headers['Content-Length'] = bytes.length;
  response.writeHead(result.status, headers);
  if (result.status === 204) return void response.end();
  const half = Math.floor(bytes.length / 2);
  if (style.chunked && half > 0) response.write(bytes.subarray(0, half));
  setTimeout(() => response.end(style.chunked ? bytes.subarray(half) : bytes), style.slowly ? 200 : 0);
}

export async function start(options: { variant?: string; defect?: string; port?: number } = {}): Promise<Started> {
  const { variant, defect } = options;
  if (variant !== undefined && !Object.hasOwn(choices, variant)) throw new Error(`unknown variant: ${variant}`);
  if (defect !== undefined && !Object.hasOwn(defects, defect)) throw new Error(`unknown defect: ${defect}`);
  const style: Style = { ...normal, ...(variant === undefined ? {} : choices[variant]?.style) };
  const running = service(style, defect);
  const broken = defect === undefined ? undefined : flaws[defect];
  const server = createServer((request, response) => {
    running
      .handle(request)
      .then((result) => {
        const token = object(result.fields) ? result.fields['access_token'] : undefined;
        const extra: Record<string, string> = running.cacheable
          ? {}
          : { 'Cache-Control': 'no-store', Pragma: 'no-cache' };
        if (running.cookie && typeof token === 'string') extra['Set-Cookie'] = `goact=${token}; HttpOnly`;
        if (
          broken &&
          (typeof broken.event === 'string' ? broken.event === result.event : broken.event.test(result.event))
        )
          broken.patch(result);
        write(request, response, result, style, extra);
      })
      .catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port: options.port ?? 0 }, resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const [first, second] = running.people as [Person, Person];
  const settings: Record<string, string> = {
    TARGET_API: 'goact',
    TARGET_URL: url,
    TARGET_USERNAME: first.username,
    TARGET_PASSWORD: first.password,
    TARGET_SECOND_USERNAME: second.username,
    TARGET_SECOND_PASSWORD: second.password,
    TARGET_CLIENT_ID: APPLICATION.id,
    TARGET_CLIENT_SECRET: APPLICATION.secret,
    TARGET_ALLOW_REGISTER: '1',
  };
  if (running.short) settings['TARGET_MAX_WAIT_SECONDS'] = '3';
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url, settings, close };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values } = parseArgs({
    options: { variant: { type: 'string' }, defect: { type: 'string' }, port: { type: 'string' } },
  });
  const { port, ...rest } = values;
  const started = await start({ ...rest, ...(port === undefined ? {} : { port: Number(port) }) });
  console.log(
    Object.entries(started.settings)
      .map((pair) => pair.join('='))
      .join('\n'),
  );
  console.log(started.url);
}

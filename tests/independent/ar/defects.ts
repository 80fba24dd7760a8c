/** The defects of this server, one at a time. */
import { HTML_TYPE, MANDATORY, OPTIONAL } from './shapes.ts';
import type { Reply, Token } from './shapes.ts';

export const good = (token: unknown) => ({ success: true, data: { api_token: token } });
export const pair = (t: Token) => ({ oauth_token: t.id, oauth_token_secret: t.secret });

/** Successful bodies gone wrong: id suffix, sentence, body. */
export const wrongBodies: Record<string, [string, (t: Token) => unknown]> = {
  'success-missing': ['has no success member', (t) => ({ data: { api_token: pair(t) } })],
  'success-false': ['says success false', (t) => ({ ...good(pair(t)), success: false })],
  'success-string': ['has success as the string "true"', (t) => ({ ...good(pair(t)), success: 'true' })],
  'success-one': ['has success 1', (t) => ({ ...good(pair(t)), success: 1 })],
  'success-null': ['has success null', (t) => ({ ...good(pair(t)), success: null })],
  'success-renamed': ['calls success "ok"', (t) => ({ ok: true, data: { api_token: pair(t) } })],
  'data-missing': ['has no data member', () => ({ success: true })],
  'data-null': ['has data null', () => ({ success: true, data: null })],
  'data-array': ['wraps data in an array', (t) => ({ success: true, data: [{ api_token: pair(t) }] })],
  'data-renamed': ['calls data "result"', (t) => ({ success: true, result: { api_token: pair(t) } })],
  'data-string': ['has data as JSON text', (t) => ({ success: true, data: JSON.stringify({ api_token: pair(t) }) })],
  'data-level-missing': ['has api_token at the top', (t) => ({ success: true, api_token: pair(t) })],
  'api-token-missing': ['has no api_token', () => ({ success: true, data: {} })],
  'api-token-null': ['has api_token null', () => good(null)],
  'api-token-string': ['has api_token as one string', (t) => good(t.id)],
  'api-token-array': ['has api_token as an array of two strings', (t) => good([t.id, t.secret])],
  'api-token-renamed': ['calls api_token "apiToken"', (t) => ({ success: true, data: { apiToken: pair(t) } })],
  'api-token-flat': ['has the token members directly in data', (t) => ({ success: true, data: pair(t) })],
  'token-missing': ['has no oauth_token', (t) => good({ oauth_token_secret: t.secret })],
  'token-null': ['has oauth_token null', (t) => good({ ...pair(t), oauth_token: null })],
  'token-empty': ['has an empty oauth_token', (t) => good({ ...pair(t), oauth_token: '' })],
  'token-number': ['has a numeric oauth_token', (t) => good({ ...pair(t), oauth_token: 482910 })],
  'token-nested': ['has oauth_token as an object', (t) => good({ ...pair(t), oauth_token: { value: t.id } })],
  'token-renamed': ['calls oauth_token "token"', (t) => good({ token: t.id, oauth_token_secret: t.secret })],
  'secret-missing': ['has no oauth_token_secret', (t) => good({ oauth_token: t.id })],
  'secret-null': ['has oauth_token_secret null', (t) => good({ ...pair(t), oauth_token_secret: null })],
  'secret-empty': ['has an empty oauth_token_secret', (t) => good({ ...pair(t), oauth_token_secret: '' })],
  'secret-number': ['has a numeric oauth_token_secret', (t) => good({ ...pair(t), oauth_token_secret: 77 })],
  'secret-renamed': ['calls it oauth_secret', (t) => good({ oauth_token: t.id, oauth_secret: t.secret })],
  'root-array': ['is wrapped in an array', (t) => [good(pair(t))]],
};

/** Successful answers gone wrong on the wire. */
export const wrongWire: Record<string, [string, (r: Reply, t: Token, path: string) => void]> = {
  'type-html': ['is labelled text/html', (r) => void (r.type = HTML_TYPE)],
  'type-plain': ['is labelled text/plain', (r) => void (r.type = 'text/plain')],
  'type-missing': ['has no Content-Type', (r) => void (r.type = '')],
  'body-empty': ['has no body', (r) => void (r.body = '')],
  'body-truncated': ['ends in the middle', (r) => void (r.body = JSON.stringify(r.body).slice(0, -9))],
  'body-cut': ['breaks off before its Content-Length', (r) => void (r.cut = true)],
  'body-html': ['is a page', (r) => Object.assign(r, { body: '<p>Welcome back!</p>', type: HTML_TYPE })],
  'body-bom': ['begins with a byte order mark', (r) => void (r.body = '\ufeff' + JSON.stringify(r.body))],
  'body-quotes': ['has single quotes', (r) => void (r.body = JSON.stringify(r.body).replaceAll('"', "'"))],
  'body-form': [
    'is form encoded as in three-legged OAuth',
    (r, t) => {
      r.body = new URLSearchParams(pair(t)).toString();
      r.type = 'application/x-www-form-urlencoded';
    },
  ],
  'status-204': ['is a 204 without body', (r) => Object.assign(r, { status: 204, body: '', type: '' })],
  'status-302': ['is a redirect to a page', (r) => Object.assign(r, { status: 302, headers: { location: '/home' } })],
  'status-308': [
    'is a 308 to the path with a slash',
    (r, _t, path) => Object.assign(r, { status: 308, body: '', headers: { location: `${path}/` } }),
  ],
  'status-400': ['comes with 400', (r) => void (r.status = 400)],
  'status-500': ['comes with 500', (r) => void (r.status = 500)],
};

/** Refusals that go wrong in three ways each. */
const refusals = {
  unsigned: 'An unsigned request',
  'unknown-client': 'An unknown client id',
  'false-signature': 'A false signature',
  'limited-client': 'A client without native_apps',
  'unknown-user': 'An unknown address',
  'wrong-password': 'A wrong password',
  'missing-parameter': 'A missing mandatory parameter',
  'confirm-mismatch': 'A password_confirm that differs',
  duplicate: 'A second registration of an address',
};
const wrongRefusals = {
  'gives-500': 'is answered with 500.',
  'gives-unmarked-200': 'is answered with 200 and an error text, without success false.',
  'leaks-token': 'is answered with its 4xx, but the body is a success with a token.',
};

/** Everything else that real servers get wrong. */
const conduct = {
  'unsigned-accepted': 'Requests without any OAuth parameters are served.',
  'unknown-client-accepted': 'Any client id is served, whatever its signature.',
  'limited-client-logs-in': 'A client without native_apps may log in.',
  'limited-client-registers': 'A client without native_apps may register.',
  'signature-not-verified': 'Any oauth_signature is accepted.',
  'signature-shape-only': 'Any base64 of the right length is accepted as oauth_signature.',
  'signature-missing-accepted': 'A request with the other OAuth parameters but no oauth_signature is served.',
  'signature-empty-accepted': 'An empty oauth_signature is accepted.',
  'signature-prefix-compared': 'Only the first 8 characters of the signature are compared.',
  'signature-case-ignored': 'Signatures are compared without regard to case.',
  'signature-empty-secret-accepted': 'A signature made with an empty client secret is accepted.',
  'signature-other-client-secret': 'A signature made with the secret of any known client is accepted.',
  'signature-without-body': 'Form parameters are left out of the signature base string.',
  'signature-extra-body-ignored': 'Form parameters the method does not know are left out of the base string.',
  'signature-optionals-ignored': 'Optional form parameters may be added after signing.',
  'signature-duplicates-ignored': 'Only the first value of a repeated form parameter is signed.',
  'signature-body-change-tolerated': 'A body with one parameter dropped, or with the password put right, still fits.',
  'signature-without-query': 'Query parameters are left out of the base string.',
  'signature-any-method': 'A signature made for any other HTTP method is accepted.',
  'signature-any-path': 'A signature made for the other method of the API, or the bare host, is accepted.',
  'signature-key-no-ampersand': 'The signing key is the client secret without the ampersand.',
  'signature-unsorted': 'The parameters are signed in the order in which they arrive.',
  'signature-space-as-plus': 'Spaces are plus signs in the base string.',
  'signature-tilde-encoded': 'Tildes are percent-encoded in the base string.',
  'signature-marks-unencoded': "The marks !*'() are not percent-encoded in the base string.",
  'signature-latin1': 'Letters beyond ASCII are encoded as Latin-1 in the base string.',
  'signature-lower-hex': 'Percent-encoding is done with lower-case letters in the base string.',
  'signature-plus-literal': 'A plus sign in a form body is not read as a space.',
  'signature-encodes-once': 'Parameter values are encoded once only in the base string.',
  'method-unknown-as-sha1': 'An unknown oauth_signature_method is treated as HMAC-SHA1.',
  'method-unknown-unverified': 'An unknown oauth_signature_method is not verified at all.',
  'method-missing-accepted': 'A missing oauth_signature_method means HMAC-SHA1.',
  'method-plaintext-unverified': 'Any signature labelled PLAINTEXT is accepted.',
  'method-sha1-refused': 'HMAC-SHA1 is refused.',
  'nonce-replayed': 'A nonce may be used again with the same timestamp.',
  'nonce-missing-accepted': 'A request without oauth_nonce is served.',
  'nonce-forgotten-on-failure': 'Only the nonces of successful requests are remembered.',
  'timestamp-old-accepted': 'A timestamp far in the past is accepted.',
  'timestamp-future-accepted': 'A timestamp far in the future is accepted.',
  'timestamp-missing-accepted': 'A request without oauth_timestamp is served.',
  'timestamp-text-accepted': 'A timestamp that is no number is accepted.',
  'version-not-checked': 'Any oauth_version is accepted.',
  'version-mandatory': 'A request without oauth_version is refused.',
  'version-refused': 'A request with oauth_version 1.0 is refused.',
  'protocol-duplicates-accepted': 'A protocol parameter given twice is accepted.',
  'form-refused': 'Form bodies are refused; only JSON is read.',
  'trailing-slash-only': 'The paths are served with a trailing slash only.',
  'every-third-500': 'Every third request fails with 500.',
  'after-login-500': 'The first request after a successful login fails with 500.',
  'second-login-refused': 'A user who is logged in cannot log in again.',
  'any-password': 'Any password logs in.',
  'password-prefix': 'The beginning of the password logs in.',
  'password-extended': 'The password with anything behind it logs in.',
  'password-any-case': 'Passwords are compared without regard to case.',
  'password-trimmed': 'Space around the password is cut off before it is compared.',
  'password-8-bytes': 'Only the first 8 bytes of the password are compared.',
  'password-of-anybody': 'The password of any other user logs in.',
  'password-last-character-ignored': 'The password with its last character changed logs in.',
  'password-sql': 'A password with a quote and OR in it logs in.',
  'any-user': 'An unknown address logs in.',
  'login-missing-email-accepted': 'Login without email takes the first account.',
  'login-missing-password-accepted': 'Login without password logs in.',
  'login-blank-email-accepted': 'Login with an empty email takes the first account.',
  'login-blank-password-accepted': 'Login with an empty password logs in.',
  'login-requires-application': 'Login without application is refused.',
  'login-refuses-application': 'Login with application=ar_native is refused.',
  'login-application-other-answer': 'Login with application=ar_native answers without the secret.',
  'only-first-account-logs-in': 'Only the first account ever created can log in.',
  'wrong-password-hangs-up': 'A wrong password closes the connection without an answer.',
  'unknown-user-tells': 'Unknown user and wrong password are told apart by the status.',
  'confirm-not-compared': 'password_confirm may differ from password.',
  'confirm-any-case': 'password_confirm may differ from password in case.',
  'confirm-prefix': 'password_confirm may be the beginning of the password.',
  'register-blank-email-accepted': 'Registration with an empty email is accepted.',
  'register-blank-password-accepted': 'Registration with an empty password (twice) is accepted.',
  'duplicate-accepted': 'A second registration of an address succeeds and changes nothing.',
  'duplicate-overwrites': 'A second registration of an address succeeds and sets the new password.',
  'duplicate-refused-but-overwrites': 'A second registration is refused, but sets the new password all the same.',
  'duplicate-checks-seeded-only': 'Only addresses registered before the server started count as taken.',
  'register-forgets': 'Registration answers well but keeps nothing.',
  'register-lowers-password': 'Registration stores the password in lower case.',
  'register-stores-8-bytes': 'Registration stores the first 8 characters of the password.',
  'register-trims-password': 'Registration cuts space off the ends of the password; login does not.',
  'register-escapes-password': 'Registration stores & and + of the password as HTML entities.',
  'register-strips-accents': 'Registration stores letters beyond ASCII in the password as question marks.',
  'register-drops-plus-tag': 'Registration stores the address without its +tag; login does not.',
  'register-first-login-fails': 'The first login after a registration is refused.',
  'register-camel-case': 'Registration reads passwordConfirm and firstName.',
  'nul-500': 'A NUL character in a parameter gives 500.',
  'long-500': 'A value over 1000 characters gives 500.',
  'non-ascii-500': 'A letter beyond ASCII in a parameter gives 500.',
  'wrong-type-500': 'A JSON value of the wrong type gives 500.',
  'token-constant': 'Every login and registration gives the same token.',
  'token-counter': 'Tokens are small numbers that count upwards.',
  'token-is-secret': 'oauth_token and oauth_token_secret are the same.',
  cacheable: 'Tokens are sent with Cache-Control: public, max-age=3600.',
  'probe-ignores-token-secret': 'API user requests are served whatever the token secret was.',
  'probe-refuses-token': 'API user requests with an issued token are refused.',
};
export type Conduct = keyof typeof conduct;

export const defects: Record<string, string> = { ...conduct };
for (const operation of ['login', 'register']) {
  for (const [id, [text]] of Object.entries({ ...wrongBodies, ...wrongWire }))
    defects[`${operation}-${id}`] = `The success answer of ${operation} ${text}.`;
}
for (const [kind, who] of Object.entries(refusals))
  for (const [id, text] of Object.entries(wrongRefusals)) defects[`${kind}-${id}`] = `${who} ${text}`;
for (const name of MANDATORY) defects[`register-without-${name}`] = `Registration without ${name} is accepted.`;
for (const name of OPTIONAL) {
  defects[`register-requires-${name}`] = `Registration without ${name} is refused.`;
  defects[`register-refuses-${name}`] = `Registration with ${name} is refused.`;
}

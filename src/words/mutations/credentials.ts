/** Phrases for credentials that are missing, misplaced or of another scheme. */
import { code } from '../text.ts';

/** Requests whose credentials are missing, misplaced or of another scheme. */
type ChangedValue = 'unknown-token' | keyof typeof changes;

const changes = {
  'token-cut': 'without its last character',
  'token-extended': 'plus a character',
  'token-of-another-session': 'of another session',
} as const;

export const credentialPhrases = {
  inParameters: (place: string) => `the token in the ${place} (other usual names)`,
  missing: (place: 'header' | 'parameter' | 'cookie', name: string) => `a missing ${code(name)} ${place}`,
  empty: (place: 'header' | 'parameter' | 'cookie', name: string) => `an empty ${code(name)} ${place}`,
  changedValue: (how: ChangedValue, name: string) =>
    how === 'unknown-token' ? `an unknown ${code(name)}` : `the ${code(name)} ${changes[how]}`,
  underScheme: (scheme: string) => `valid credentials under the scheme ${code(scheme)}`,
  gluedScheme: (scheme: string) => `the scheme ${code(scheme)} without a space before the credentials`,
  schemeAlone: (scheme: string) => `the scheme ${code(scheme)} without credentials`,
  headWithoutCredentials: 'a HEAD request without credentials',
  withoutScheme: 'the credentials without a scheme',
  ofAnotherScheme: (other: string) => `the credentials of ${code(other)} in place of its own`,
  template: (template: string) => `credentials in the form ${code(template)}`,
  asAnotherScheme: (other: string) => `the credentials of ${code(other)} under their own scheme`,
  withoutPrefix: (prefix: string) => `the token without ${code(prefix)}`,
  afterPrefix: (prefix: string) => `the token after ${code(prefix)}`,
  withoutPrefixAsBearer: (prefix: string) => `the token without ${code(prefix)} under the scheme \`Bearer\``,
  emptyToken: 'an empty token',
  exampleToken: 'the example token of the API document',
  inQueryForCookie: 'the token in the query instead of the cookie',
  onSameConnection: 'missing credentials on an authenticated connection',
  wrongSecretOnSameConnection: 'a wrong client secret on an authenticated connection',
  schemeInLowerCase: (scheme: string) => `the scheme name in lower case (${code(scheme)})`,
} as const;

/** Credentials in another place, or none, by name. */
export const placementPhrases = {
  none: 'a request without credentials',
  empty: 'empty credentials',
  'cookies-instead': 'the session cookies instead of the token',
  'token-in-cookie': 'the token in a cookie',
  'user-of-a-proxy': "a proxy's user header instead of the token",
  'token-alone': 'the token without scheme and prefix',
  'token-in-query': 'the token in the query instead of the header',
  'token-in-query-too': 'an unknown token (valid token in the query)',
  'token-in-body': 'the token in the body instead of the header',
  'token-in-another-header': 'the token in `X-Auth-Token` and similar headers',
  'basic-login': 'identity and password under `Basic` instead of the token',
  'bearer-token': 'the token under the scheme `Bearer`',
  'cookie-twice': 'an unknown session cookie before the valid one',
  'client-in-body': 'client id and secret in the body instead of the header',
  'client-in-query': 'client id and secret in the query instead of the header',
} as const;

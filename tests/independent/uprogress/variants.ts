/** Other legal choices that the document leaves to this server. */
import type { Errors, Reply } from './shapes.ts';

export interface Options {
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

export const usual: Options = {
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

export const variantTable: Record<string, [string, Partial<Options>]> = {
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

export type Change = (reply: Reply) => void;

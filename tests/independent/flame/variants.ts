/** Other legal choices that the document leaves to this server. */

export interface Style {
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

export const plainStyle: Style = {
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

export const choices: Record<string, [string, Partial<Style>]> = {
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

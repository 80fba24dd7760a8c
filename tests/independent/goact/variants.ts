/** Other legal choices that the document leaves to this server. */

export const normal = {
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
export type Style = typeof normal;

export const choices: Record<string, { sentence: string; style: Partial<Style> }> = {
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

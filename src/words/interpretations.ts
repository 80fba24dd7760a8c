/** Interpretations of places that the API document leaves open, and texts of schemas that the harness makes. */
export const interpretations = {
  guesses: 'The document sets no limit. A service may allow more guesses than the harness sends.',
  connection: 'Credentials belong to a request, not to a connection (RFC 9110 section 3.3).',
  undocumentedResponse: 'The response is not documented.',
  rejectionAllowed: 'The target may reject it, but not with a server error.',
  serverError: 'A server error is not a rejection.',
  otherPlaces: 'The document does not say that credentials are taken from one place only.',
  bothPlaces: (name: string) =>
    `The document requires the header and lists a parameter \`${name}\`; neither side decides.`,
  railsScheme: "The scheme is Ruby on Rails' own; its parser takes `Token` and `Bearer`, with and without `token=`.",
  forgivenTyping:
    'NIST SP 800-63B-4 section 3.1.1.2 lets a verifier forgive white space at the ends and the case of the first letter.',
  forgivenSpaces: 'NIST SP 800-63B (2017) section 5.1.1.2 lets a verifier take several spaces for one.',
  preparedText: 'RFC 4013 lets a verifier remove invisible characters before it compares.',
  bcrypt: 'bcrypt ignores all bytes after the first 72.',
  tokenOfClient: 'A server "MAY choose to restrict token usage to the client to which it was issued".',
  openPath: 'A path that accepts clients without a user does not return user data.',
  sessionKey: 'A session key in the parameters of a login may name the session to log in to.',
  exampleAccounts: 'The accounts of examples are public.',
  characters: 'The minimum counts characters, not bytes or code units.',
  otherUsers: 'The document has no parameter that selects another user.',
  endsUser: 'A logout without another one for all sessions may end every session of its user.',
  localPart: 'Only the host of the domain interprets the local part; a server may treat two addresses as one.',
} as const;

/** Values of headers. */
export const headerValues = {
  noStore: 'a list that contains `no-store`',
  notShared: 'a value that does not let shared caches store the response',
  'cookie-http-only': 'a cookie with `HttpOnly`',
  'cookie-same-site': 'a cookie with `SameSite`',
  'cookie-secure': 'a cookie with `Secure`',
  'cookie-domain': 'a cookie without `Domain`',
  'cookie-host': 'a cookie whose name begins with `__Host-`',
} as const;

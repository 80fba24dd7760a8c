/** Phrases for invalid client credentials, by name; each completes "rejects …" or "responds … to …". */
export const clientPhrases = {
  'wrong-secret': 'a wrong client secret',
  'empty-secret': 'an empty client secret',
  'secret-cut': 'the client secret without its last character',
  'secret-extended': 'the client secret plus a character',
  'secret-and-more': 'the client secret plus a colon and a letter',
  'secret-beyond-ascii': 'a client secret containing a non-ASCII letter',
  'secret-in-another-case': 'the client secret in another case',
  'unknown-client': 'an unknown client id with the correct secret',
  'unknown-client-empty-secret': 'an unknown client id with an empty secret',
  'user-as-client': "a user's identity and password as client id and secret",
  'client-id-in-another-case': 'the client id in another case, with the correct secret',
  'client-id-alone': 'the client id without a secret',
  'id-and-secret-swapped': 'client id and secret in swapped places',
} as const;

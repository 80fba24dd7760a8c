/** Statements about good practice, and about tokens that sign requests to the probe path, by slug. */
export const hardeningStatements = {
  'no-store': 'sends `Cache-Control: no-store` with credentials',
  challenge: 'sends `WWW-Authenticate` with a 401',
  'status-of-refusal': 'responds 401 or 403 to a request without credentials',
  'no-redirect': 'rejects without redirecting',
  allow: 'sends `Allow` with a 405',
  'unguessable-token': 'issues unpredictable tokens',
  'signed-token': 'issues signed tokens',
  'unguessable-key': 'issues tokens that no well-known key signed',
  'token-claims': 'issues tokens that are valid when issued and whose times are numbers',
  'token-ends': 'issues tokens that say when they end',
  'same-refusal': 'responds to an unknown user as to a wrong password',
  'no-password': 'does not return the password or a hash of it',
  'not-shared': 'does not let shared caches store user data',
  'no-insides': 'does not disclose stack traces or database errors in rejections',
} as const;

export const probeStatements = {
  'token-signs': 'issues a token that signs several API user requests',
  'token-secret-checked': 'issues a token that signs only with its own secret',
  'token-secret-needed': 'issues a token that does not sign without its secret',
  'token-whole': 'issues a token that does not sign when it is cut or extended',
  'token-known': 'rejects API user requests signed with an unknown token',
  'token-of-client': 'issues a token that does not sign for another client',
  'token-needed': 'rejects API user requests without a token',
  'token-of-user': 'issues tokens whose requests do not return another user',
  'duplicate-leaves-session': 'keeps a token valid after a duplicate registration of its user',
} as const;

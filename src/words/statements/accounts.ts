/** Statements about changes of a password, logouts of all sessions and deletions of accounts, by slug. */
export const passwordChangeStatements = {
  'new-password': 'accepts the new password after a change of the password',
  'old-password': 'rejects the old password after a change of the password',
  'other-user': "keeps another user's password after a change of the password",
  'other-sessions': "ends the user's other sessions at a change of the password",
} as const;

export const logoutAllStatements = {
  'own-session': 'ends the session that logs out of all sessions',
  'other-sessions': "ends the user's other sessions at a logout of all sessions",
  'refresh-tokens': 'rejects a refresh token after a logout of all sessions',
  'other-user': "keeps another user's session valid after a logout of all sessions",
  'then-login': 'issues a working token after a logout of all sessions',
  'refused-leaves-sessions': 'keeps sessions valid after a rejected logout of all sessions',
} as const;

export const deletionStatements = {
  'login-refused': 'rejects the login of a deleted account',
  'own-session': 'ends the session that deletes its account',
  'other-sessions': 'ends the other sessions of a deleted account',
  'refresh-tokens': 'rejects the refresh token of a deleted account',
  'other-user': 'keeps another account and its session after a deletion',
} as const;

export const verificationStatements = {
  'then-login': 'accepts the login of a verified account',
  'verified-twice': 'accepts the login of an account that was verified twice',
  'other-user': 'keeps an account unverified when another one is verified',
  'wrong-code-verifies-none': 'keeps an account unverified after a wrong code',
} as const;

/** Requests with a code, or without one; each completes "rejects …" or "responds … to …". */
export const verificationPhrases = {
  unverified: 'a login to an unverified account',
  'wrong-code': 'a wrong verification code',
  'cut-code': 'a verification code without its last character',
  'used-code': 'a second verification',
  'unknown-user': 'a verification of an unknown user',
} as const;

/** Requests that name another user. */
export const namingOthers = {
  'change-password': "does not change another user's password by that user's id",
  'logout-all': "does not end another user's sessions by that user's id",
  'delete-account': "does not delete another user's account by that user's id",
} as const;

export const wrongCurrentPassword = 'a wrong current password';

/** Requests with a token that was logged out, by flow. */
export const loggedOutPhrases = {
  verify: 'a verification with a logged-out token',
  'change-password': 'a change of the password with a logged-out token',
  'logout-all': 'a second logout of all sessions',
  'delete-account': 'a deletion with a logged-out token',
} as const;

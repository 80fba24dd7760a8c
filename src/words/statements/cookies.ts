/** Statements and phrases about session cookies, by slug. */
export const cookieStatements = {
  'cookie-http-only': 'hides the session cookie from scripts (`HttpOnly`)',
  'cookie-same-site': 'limits the sites that may send the session cookie (`SameSite`)',
  'cookie-secure': 'sets the session cookie for HTTPS only (`Secure`)',
  'cookie-host': 'binds the session cookie to its host (`__Host-`)',
  'cookie-domain': 'keeps the session cookie from other hosts (no `Domain`)',
  'cookie-lifetime': 'issues a session cookie that lives at most 400 days',
  'cookie-of-refusal': 'rejects the session cookie that comes with a rejected login',
  'cookie-fixed': 'does not adopt a session cookie that the client brings to the login',
} as const;

export const crossSiteStatement = 'does not act on a cross-site request with the session cookie';

export const cookiePhrases = {
  twice: 'a request with an unknown and a valid session cookie',
} as const;

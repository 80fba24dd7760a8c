/** Faults of a `lodge` server with CSRF tokens. */
import { lodgeRules } from '../../lodge-rules.ts';
import type { Guarded, LodgeRules } from '../../lodge-rules.ts';
import { fault, crash } from './shared.ts';

type Matches = LodgeRules['csrfMatches'];

const matching = (csrfMatches: Matches): Partial<LodgeRules> => ({ csrfMatches });
const unguarded = (which: Guarded): Partial<LodgeRules> => ({ needsCsrf: (request) => request !== which });

export const csrfFaults = [
  fault('csrf-ignored-at-login', 'looks at no CSRF token at the login', 'login/unknown-token', unguarded('login')),
  fault(
    'csrf-ignored-at-register',
    'looks at no CSRF token at the registration',
    'register/unknown-token',
    unguarded('register'),
  ),
  fault(
    'csrf-ignored-at-logout',
    'looks at no CSRF token at the logout',
    'logout/csrf-unknown-token',
    unguarded('logout'),
  ),
  ...(
    [
      ['password', 'change-password', 'a change of the password'],
      ['sessions', 'logout-all', 'a logout of all sessions'],
      ['account', 'delete-account', 'a deletion of the account'],
    ] as const
  ).map(([request, operation, words]) =>
    fault(
      `csrf-ignored-at-${operation}`,
      `looks at no CSRF token at ${words}`,
      `${operation}/csrf-unknown-token`,
      unguarded(request),
    ),
  ),
  fault(
    'csrf-optional',
    'looks at a CSRF token only if there is one',
    'login/without-credentials',
    matching((stored, given, all) => given === '' || lodgeRules.csrfMatches(stored, given, all)),
  ),
  fault(
    'csrf-any',
    'accepts any text as a CSRF token',
    'login/unknown-token',
    matching((_stored, given) => given !== ''),
  ),
  fault(
    'csrf-of-anybody',
    'accepts the CSRF token of any session',
    'logout/csrf-token-of-another-session',
    matching((_stored, given, all) => all.includes(given)),
  ),
  fault(
    'csrf-of-others-crashes',
    'fails with 500 on the CSRF token of another session',
    'login/token-of-another-session-survived',
    {
      csrfMatches: (stored, given, all) => {
        if (stored !== given && all.includes(given)) throw new Error('of another session');
        return stored === given;
      },
    },
  ),
  fault(
    'csrf-prefix',
    'accepts the beginning of a CSRF token',
    'login/token-cut',
    matching((stored, given) => given.length > 8 && stored?.startsWith(given) === true),
  ),
  fault(
    'csrf-longer',
    'accepts a CSRF token with more behind it',
    'login/token-extended',
    matching((stored, given) => stored !== undefined && given.startsWith(stored)),
  ),
  fault('csrf-refusal-crashes', 'fails with 500 without a CSRF token', 'login/without-credentials', {
    invalidCsrf: crash,
  }),
  fault('csrf-refusal-401', 'answers a missing CSRF token with 401', 'login/without-credentials', {
    invalidCsrf: { status: 401, body: { error: 'invalid_csrf_token' } },
  }),
  fault('csrf-refusal-redirected', 'redirects a registration without a CSRF token', 'register/no-redirect', {
    invalidCsrf: { status: 302, headers: { location: '/welcome' } },
  }),
];

/** What the faults of a `dood` server have in common: requirements that go together, answers, other readings. */
import { doodRules } from '../../dood.ts';
import type { DoodRules } from '../../dood.ts';
import type { Answer } from '../../types.ts';
import { faultsOf, of } from '../fault.ts';

export const fault = faultsOf('dood');
export const operations = ['start', 'login', 'logout', 'register'];

export const keyless = of(
  'logout',
  'without-credentials same-connection cookies-instead user-of-a-proxy token-in-cookie empty-credentials',
);
export const unknown = of(
  'logout',
  'unknown-token token-changed token-end-changed token-of-the-example identity-as-token user-id-as-token token-null token-number token-of-every-object token-long token-beyond-ascii token-in-list token-start-changed token-pattern token-sql token-cut token-extended token-doubled token-halves-swapped token-in-another-case',
  'revoked-token revoked-anonymous-session',
);
/** Logins whose identity no account has. */
export const strangers = of(
  'login',
  'unknown-user email-beyond-ascii email-half-a-pair unreadable-form empty-body wrong-password-in-other-media-types identity-without-domain identity-cut identity-extended identity-pattern identity-any-pattern identity-wild-card identity-letter-for-dot identity-and-password-swapped default-account account-of-the-example identity-with-plus-tag unknown-user-repeatedly identity-sql identity-sql-comment email-very-long email-with-nul without-email blank-email email-array email-object address-without-at unknown-user-by-get',
).concat(of('register', 'refused-leaves-nothing malformed-leaves-nothing'));
/** Logins of a user with another password. */
export const wrong = of(
  'login',
  'wrong-password password-cut password-extended password-end password-first-character-changed password-beyond-ascii password-half-a-pair password-of-the-example password-twice default-passwords password-around-space wrong-password-repeatedly wrong-password-of-another-account password-lookalike password-lookalike-of-another-account password-pattern password-part password-derived password-encoded password-cleaned wrong-password-in-session wrong-password-at-once wrong-password-after-logout wrong-password-with-* wrong-password-on-same-connection password-wild-card password-last-character-changed password-in-another-case',
  'password-after-space password-before-space password-of-another-account password-is-identity password-of-newest-account password-sql',
  'identity-of-another-account password-beyond-72-bytes password-very-long password-with-nul',
  'without-password blank-password password-array password-object short-wrong-password wrong-password-without-system without-password-in-session',
).concat(of('register', 'wrong-password duplicate-leaves-first duplicate-by-get similar-password long-password-end'));
/** What the plain login promises: `android` is the system that it names. */
export const plainLogins = of('login', 'success system-android');
export const crash: Answer = { status: 500, body: { code: 16, message: 'ERR_SERVICE_UNAVAILABLE' } };
export const session = { type: 'APISession', session_key: 'pWJq2mQGv0aQ0Z1n7yNH' };
export const everywhere = (name: string): string[] => ['start', 'login', 'register'].map((each) => `${each}/${name}`);

export const inSession = (
  change: (session: Record<string, unknown>) => Record<string, unknown>,
): Partial<DoodRules> => ({
  apiSession: (kept) => change(doodRules.apiSession(kept)),
});

/** Rules that ask whether the request that is being answered is by GET. */
export function byGet(rules: (asked: () => boolean) => Partial<DoodRules>): () => Partial<DoodRules> {
  return () => {
    let method = '';
    return {
      readsQuery: (given) => {
        method = given;
        return doodRules.readsQuery(given);
      },
      ...rules(() => method === 'GET'),
    };
  };
}

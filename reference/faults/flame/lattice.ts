/** What a `flame` server's faults share: which requirements one mistake breaks together. */
import { faultsOf, of } from '../fault.ts';

export const fault = faultsOf('flame');

/** Requests whose Authorization header has no token in it. */
export const tokenless = of(
  'logout',
  'without-credentials same-connection cookies-instead user-of-a-proxy token-in-cookie empty-credentials scheme-alone scheme-longer scheme-extended scheme-glued token-in-another-header basic-login access-token bearer-token token-alone without-scheme scheme-bearer scheme-basic without-token other-token empty-token',
  'token-in-query token-in-body status-of-refusal',
);
/** Requests with a token that was not issued, or no longer is one. */
export const unknown = of(
  'logout',
  'unknown-token token-changed token-end-changed token-of-the-example identity-as-token user-id-as-token token-null token-number token-of-every-object token-long token-beyond-ascii token-in-list token-start-changed token-pattern token-sql token-in-query-too token-cut token-extended token-doubled token-halves-swapped token-in-another-case revoked-token',
);

/** OAuth 1.0a requests that are right, and written otherwise than usual. */
import type { Tamper } from '../tamper.ts';

/** Requests that RFC 5849 allows, written otherwise than usual. */
export const otherwiseSigned: readonly (Tamper & { readonly source: string })[] = [
  {
    id: 'with-realm',
    phrase: 'a `realm` beside the protocol parameters',
    action: { do: 'realm' },
    source: 'RFC 5849 section 3.4.1.3.1',
    defectKey: 'realm',
  },
  {
    id: 'scheme-in-lower-case',
    phrase: 'the scheme name as `oauth`',
    action: { do: 'scheme', scheme: 'oauth' },
    source: 'RFC 5849 section 3.5.1',
    defectKey: 'scheme',
  },
];

/** A request without `oauth_version`, which RFC 5849 section 3.1 makes optional. */
export const withoutVersion: Tamper = {
  id: 'without-version',
  phrase: 'a request without `oauth_version`',
  action: { do: 'protocol', parameter: 'oauth_version', value: undefined },
  level: 'standard',
  source: 'RFC 5849 section 3.1',
  defectKey: 'version',
};

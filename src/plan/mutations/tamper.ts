/** What can be wrong with an OAuth 1.0a request (RFC 5849): data that the signer carries out. */
import type { Level } from '../../contract/model.ts';
import type { Need } from '../need.ts';

/** How a signed request is spoiled. What is signed is the request as it would be without the spoiling. */
export type TamperAction =
  | { readonly do: 'unsigned' }
  | { readonly do: 'protocol'; readonly parameter: string; readonly value: string | undefined }
  | { readonly do: 'duplicate'; readonly parameter: string; readonly signedOnce?: true }
  | {
      readonly do: 'client';
      readonly id?: 'unknown' | 'extended' | 'case';
      readonly secret?: 'wrong' | 'empty' | 'of-nobody' | 'of-limited-client' | 'id' | 'lower-case' | 'first-eight';
      /** With another signature method than the configured one. */
      readonly by?: 'PLAINTEXT';
    }
  | { readonly do: 'limited-client' }
  | { readonly do: 'token-secret'; readonly change: 'extended' | 'empty' }
  | { readonly do: 'token'; readonly change: 'cut' | 'extended' | 'half' }
  | { readonly do: 'no-token' }
  | { readonly do: 'sign-as-method'; readonly method: string }
  | { readonly do: 'sign-as-path'; readonly path: string | undefined }
  | { readonly do: 'token-added' }
  | { readonly do: 'sign-without-port' }
  | { readonly do: 'sign-for-host'; readonly host: string }
  | { readonly do: 'unknown-token' }
  | { readonly do: 'scheme'; readonly scheme: 'Basic' | 'Bearer' | 'oauth' }
  | { readonly do: 'realm' }
  | { readonly do: 'optional-unsigned' }
  | { readonly do: 'body-unsigned' }
  | { readonly do: 'parameter-repeated' }
  | { readonly do: 'body-changed' }
  | { readonly do: 'body-added' }
  | { readonly do: 'query-added' }
  | { readonly do: 'method-label'; readonly label: string }
  | { readonly do: 'signature'; readonly change: 'empty' | 'cut' | 'changed' | 'end-changed' | 'case' | 'extended' }
  | { readonly do: 'garbled' }
  | { readonly do: 'old-timestamp' }
  | { readonly do: 'replay'; readonly of: string }
  | { readonly do: 'reuse-nonce'; readonly of: string }
  | { readonly do: 'authorization-of'; readonly of: string };

export interface Tamper {
  readonly id: string;
  /** Completes "rejects …". */
  readonly phrase: string;
  readonly action: TamperAction;
  readonly situation?: 'missing-credentials' | 'unauthorized-client';
  readonly level?: Level;
  readonly source?: string;
  readonly needs?: readonly Need[];
  /** Whether a prior, intact request is needed to copy from. */
  readonly prior?: boolean;
  /** Whether the false request is sent once before, and a true one between. */
  readonly between?: boolean;
  /** Tried at one operation only: what looks at it is the same everywhere. */
  readonly once?: true;
  /** A name for what the server fails to look at. */
  readonly defectKey: string;
}

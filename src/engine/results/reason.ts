/** Why a requirement was not judged, as values. */
import type { Role } from '../../contract/model.ts';
import type { NotApplicableCode } from '../../plan/mutations/entry.ts';

/** The missing or failed precondition. */
export type ReasonCode =
  // What has to be configured or allowed.
  | 'registration-not-allowed'
  | 'no-second-account'
  | 'no-verification-code'
  | 'code-names-no-user'
  | 'no-own-username'
  | 'no-client'
  | 'no-protected-path'
  | 'no-key'
  | 'invalid-value-is-configured'
  | 'no-email-identity'
  | 'password-too-short'
  | 'loopback'
  | 'other-names'
  | 'not-https'
  | NotApplicableCode
  // What time takes.
  | 'no-expiry'
  | 'lives-too-long'
  | 'leeway-not-waited'
  | 'lives-too-short'
  | 'no-wait-allowed'
  // What the target did before.
  | 'unreachable'
  | 'overloaded'
  | 'throttled'
  | 'too-busy'
  | 'enough-requests'
  | 'unanswered'
  | 'away'
  | 'locked-out'
  | 'account-rejected'
  | 'account-lost'
  | 'not-confirmed'
  | 'target-gone'
  | 'redirected'
  | 'not-accepted'
  | 'not-rejected'
  | 'no-response'
  | 'no-token'
  | 'no-token-secret'
  | 'cookie-not-sent'
  | 'token-unprintable'
  | 'token-too-long'
  | 'token-secret-half-character'
  | 'no-jwt'
  | 'no-shared-key'
  | 'no-value'
  | 'not-json'
  | 'no-object'
  | 'wrong-type'
  | 'invalid-login-accepted'
  | 'control-differs'
  | 'control-without-token'
  // What the contract leaves open.
  | 'documented'
  | 'optional-property'
  | 'optional-body'
  | 'optional-value'
  | 'empty-list'
  | 'undocumented-property'
  | 'header-not-due'
  | 'identity-is-alias'
  // The harness.
  | 'signer-broken'
  | 'internal-error';

/** Why a requirement was not judged: a code, and the values that its sentence needs. */
export interface Reason {
  readonly code: ReasonCode;
  /** The settings that would change it; absent where none would. */
  readonly settings?: readonly string[];
  readonly step?: string;
  readonly method?: string;
  readonly path?: string;
  readonly status?: number;
  readonly seconds?: number;
  /** Since when it is so, in ISO 8601. */
  readonly since?: string;
  readonly role?: Role;
  readonly account?: 'configured' | 'second' | 'invalid-login';
  /** Seconds by which the target's clock is ahead; negative if it is behind. */
  readonly ahead?: number;
  /** The target of a redirect, masked. */
  readonly location?: string;
  readonly count?: number;
  readonly pointer?: string;
  /** The text of a contract, a target or an error, masked. */
  readonly text?: string;
}

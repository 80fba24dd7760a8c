/** What cases are executed with. */
import type { Contract } from '../contract/model.ts';
import type { Case } from '../plan/model.ts';
import type { Target } from '../settings/target.ts';
import type { LockoutTracker } from './accounts/lockout.ts';
import type { Transport } from './http/http.ts';
import type { RateLimiter } from './limits/rate-limiter.ts';
import type { Masker } from './masking/mask.ts';

/** What is still there when a case is over. */
export interface Leftovers {
  /** The identities of accounts that were registered, or may have been; the documents know no way to take them away. */
  readonly accounts: readonly string[];
  /** How many sessions were opened and could not be closed. */
  readonly sessions: number;
}

/** Takes the place of the configured account where logins are false. */
export interface InvalidLoginAccount {
  contextFor(each: Case, given: RunContext): Promise<RunContext>;
  /** What finding the account left behind on the target; told once. */
  takeLeft(): Leftovers | undefined;
}

/** Everything a story is told with. */
export interface RunContext {
  readonly contract: Contract;
  readonly target: Target;
  readonly transport: Transport;
  /** Without one, requests are sent as they come. */
  readonly rateLimiter?: RateLimiter;
  /** Set where accounts are somebody's, who must not be locked out for long. */
  readonly lockouts?: LockoutTracker;
  /** Stands in for the configured account where logins are false; set as `lockouts` is. */
  readonly spare?: InvalidLoginAccount;
  /** Whether sessions are ended after each case: on a target that somebody else uses. */
  readonly cleanUp?: boolean;
  /** A masker that knows no secret yet; each case has its own. */
  newMasker(): Masker;
  /** Milliseconds since 1970. */
  now(): number;
  wait(milliseconds: number): Promise<void>;
}

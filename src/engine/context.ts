/** The context in which cases are executed. */
import type { Contract } from '../contract/model.ts';
import type { Requirement } from '../plan/model.ts';
import type { Target } from '../settings/target.ts';
import type { LockoutTracker } from './accounts/lockout.ts';
import type { Newcomers } from './accounts/newcomers.ts';
import type { Transport } from './http/http.ts';
import type { Endurance } from './limits/endurance.ts';
import type { RateLimiter } from './limits/rate-limiter.ts';
import type { Masker } from './masking/mask.ts';

/** The sessions and accounts that are left when a case is over. */
export interface Leftovers {
  /** The identities of accounts that were registered, or may have been; the documents know no way to take them away. */
  readonly accounts: readonly string[];
  /** The number of sessions that were opened and could not be closed. */
  readonly sessions: number;
  /** The number of invalid logins that the configured account has seen; absent where none. */
  readonly invalidLogins?: number;
}

/** Everything that a case is executed with. */
export interface RunContext {
  readonly contract: Contract;
  /** The requirements that cases judge, by their ids. */
  readonly requirements: ReadonlyMap<string, Requirement>;
  readonly target: Target;
  readonly transport: Transport;
  /** Without one, requests are sent as they come. */
  readonly rateLimiter?: RateLimiter;
  /** Set where a target may be in trouble: the run stops asking one that does not answer, or that goes on refusing for load. */
  readonly endurance?: Endurance;
  /** Set where accounts are somebody's: other accounts are used for invalid logins then, as far as there are any. */
  readonly lockouts?: LockoutTracker;
  /** Set where a person may have to confirm new accounts. */
  readonly newcomers?: Newcomers;
  /** Whether sessions are ended after each case: on a target that somebody else uses. */
  readonly cleanUp?: boolean;
  /** A masker that knows no secret yet; each case has its own. */
  newMasker(): Masker;
  /** Milliseconds since 1970. */
  now(): number;
  wait(milliseconds: number): Promise<void>;
}

/** The clock and the waits of a target that runs in real time. */
export const realTime: Pick<RunContext, 'now' | 'wait'> = {
  now: () => Date.now(),
  wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};

/** The context of one case. */
export type Scene = RunContext & { readonly masker: Masker };

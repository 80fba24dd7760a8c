/** Whom the requests of a case act for: the configured accounts, and new ones that nobody has. */
import type { AccountName } from '../../plan/mutations/value.ts';
import type { Account, RequestContext } from '../request/build-request.ts';
import { fresh } from '../request/generated-values.ts';
import type { Masker } from '../masking/mask.ts';
import type { Contract } from '../../contract/model.ts';
import type { Target } from '../../settings/target.ts';

/** What the requests of one case are written from. */
export function requestContextOf(
  { target, contract }: { readonly target: Target; readonly contract: Contract },
  masker: Masker,
): RequestContext {
  const made = new Map<AccountName, Account>();
  const account = (name: AccountName): Account => {
    if (name === 'account') return target.account;
    if (name === 'second' && target.second !== undefined) return target.second;
    const known = made.get(name) ?? newAccount(contract, target);
    made.set(name, known);
    return known;
  };
  return {
    contract,
    baseUrl: target.url,
    body: target.body,
    tokenHeader: target.tokenHeader,
    probePath: target.probePath,
    keep: (secret) => masker.learn(secret),
    account: (name) => {
      const found = account(name);
      masker.learn(found.password);
      return found;
    },
  };
}

/** An account nobody has, named after the run. */
export function newAccount({ operations }: Contract, { naming }: Target): Account {
  return {
    identity: fresh('identity', operations, naming),
    password: fresh('password', operations, naming),
  };
}

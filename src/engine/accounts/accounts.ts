/** Whom the requests of a case act for: the configured accounts, and new ones that nobody has. */
import type { AccountName } from '../../plan/mutations/value.ts';
import type { RequestContext } from '../request/parameter-values.ts';
import { fresh, likeIt } from '../request/generated-values.ts';
import type { Masker } from '../masking/mask.ts';
import { operationOf } from '../../contract/model.ts';
import type { Contract } from '../../contract/model.ts';
import type { Account, Target } from '../../settings/target.ts';

/** The accounts from which the requests of one case are written, with its changes to them. */
export interface CaseContext extends RequestContext {
  /** Takes note of a password that the target accepted. */
  changePassword(name: AccountName, password: string): void;
}

/** The values from which the requests of one case are written. */
export function requestContextOf(
  { target, contract }: { readonly target: Target; readonly contract: Contract },
  masker: Masker,
): CaseContext {
  const made = new Map<AccountName, Account>();
  const parts = new Map<string, string>();
  const isChangeable = operationOf(contract, 'change-password') !== undefined;
  const next = (): Pick<Account, 'newPassword'> =>
    isChangeable ? { newPassword: newAccount(contract, target).password } : {};
  const account = (name: AccountName): Account => {
    if (name === 'account') return target.account;
    if (name === 'second' && target.second !== undefined) return target.second;
    const known = made.get(name) ?? { ...newAccount(contract, target), ...next() };
    made.set(name, known);
    return known;
  };
  masker.learn(target.verificationCode);
  return {
    contract,
    baseUrl: target.url,
    body: target.body,
    headers: target.headers,
    tokenHeader: target.tokenHeader,
    probePath: target.probePath,
    verificationCode: target.verificationCode,
    usernames: target.usernames,
    keep: (secret) => masker.learn(secret),
    anew: (part) => {
      const found = parts.get(part) ?? likeIt(part);
      parts.set(part, found);
      return found;
    },
    account: (name) => {
      const found = account(name);
      masker.learn(found.password);
      masker.learn(found.newPassword);
      return found;
    },
    changePassword: (name, password) => {
      const { identity, password: formerPassword } = account(name);
      made.set(name, { identity, password, formerPassword, ...next() });
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

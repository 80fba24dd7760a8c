/** Whom the requests of a case act for: the configured accounts, and new ones that nobody has. */
import { randomBytes, randomInt } from 'node:crypto';
import type { AccountName } from '../cases/case.ts';
import type { Account, Circumstances } from '../client/build-request.ts';
import type { Masker } from '../client/mask.ts';
import type { Target } from '../target/target.ts';

/** What the requests of one case are written from. */
export function circumstancesOf({ target }: { readonly target: Target }, masker: Masker): Circumstances {
  const made = new Map<AccountName, Account>();
  const account = (name: AccountName): Account => {
    if (name === 'account') return target.account;
    if (name === 'second' && target.second !== undefined) return target.second;
    const known = made.get(name) ?? newAccount();
    made.set(name, known);
    return known;
  };
  return {
    baseUrl: target.url,
    body: target.body,
    tokenHeader: target.tokenHeader,
    probePath: target.probePath,
    account: (name) => {
      const found = account(name);
      masker.learn(found.password);
      return found;
    },
  };
}

/** An account nobody has: RFC 2606 reserves the domain; the password has letters of both cases and digits. */
function newAccount(): Account {
  const letters = 'abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ';
  const pick = (from: string): string => from.charAt(randomInt(from.length));
  const middle = Array.from({ length: 9 }, () => pick(`${letters}23456789`)).join('');
  return {
    identity: `conformance.${randomBytes(6).toString('hex')}@example.com`,
    password: `${pick('ABCDEFGHJKMNPQRSTUVWXYZ')}${middle}${pick('abcdefghjkmnpqrstuvwxyz')}${pick('23456789')}k7`,
  };
}

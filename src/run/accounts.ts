/** Whom the requests of a case act for: the configured accounts, and new ones that nobody has. */
import { randomBytes, randomInt } from 'node:crypto';
import type { AccountName } from '../cases/case.ts';
import { firstAllowed } from '../cases/values.ts';
import type { Account, Circumstances } from '../client/build-request.ts';
import type { Masker } from '../client/mask.ts';
import type { Contract } from '../contract/model.ts';
import type { Target } from '../target/target.ts';

/** What the requests of one case are written from. */
export function circumstancesOf(
  { target, contract }: { readonly target: Target; readonly contract: Contract },
  masker: Masker,
): Circumstances {
  const made = new Map<AccountName, Account>();
  const account = (name: AccountName): Account => {
    if (name === 'account') return target.account;
    if (name === 'second' && target.second !== undefined) return target.second;
    const known = made.get(name) ?? newAccount(contract, target);
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

/** An account nobody has, named after the run as far as the contract's login and registration allow it. */
export function newAccount(contract: Contract, { fresh: { run, domain } }: Target): Account {
  const operations = contract.operations.filter(({ flow }) => flow === 'login' || flow === 'register');
  const places = (role: 'identity' | 'password') =>
    operations.flatMap((operation) =>
      operation.parameters.filter((each) => each.role === role).map((parameter) => [operation, parameter] as const),
    );
  const mark = randomBytes(6).toString('hex');
  const digits = String(randomInt(10 ** 9, 10 ** 10));
  const text = mixed();
  return {
    identity: firstAllowed(places('identity'), [
      `conformance.${run}.${mark}@${domain}`,
      `conformance${run}${mark}`,
      `c${run}${mark}`,
      `conf${mark}`,
      `c${mark.slice(0, 7)}`,
      `+1202${digits.slice(0, 7)}`,
      digits,
    ]),
    password: firstAllowed(places('password'), [
      text,
      `${text}-!`,
      `${text.slice(0, 6)}k7`,
      mark,
      digits,
      digits.slice(0, 6),
      digits.slice(0, 4),
    ]),
  };
}

/** Letters of both cases and digits. */
function mixed(): string {
  const letters = 'abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ';
  const pick = (from: string): string => from.charAt(randomInt(from.length));
  const middle = Array.from({ length: 9 }, () => pick(`${letters}23456789`)).join('');
  return `${pick('ABCDEFGHJKMNPQRSTUVWXYZ')}${middle}${pick('abcdefghjkmnpqrstuvwxyz')}${pick('23456789')}k7`;
}

/** What fingerprints of secrets are made with. */
import { randomBytes, scryptSync } from 'node:crypto';
import type { Target } from './target.ts';

/** A salt of one run: random, so that fingerprints tell nothing from one run to the next. */
export function ownSalt(): string {
  return randomBytes(16).toString('hex');
}

/**
 * The salt that all shards of a run come to by themselves, so that equal secrets show equal fingerprints in the merged
 * report. It is made of the secrets that all of them are given, slowly, so that a fingerprint does not confirm a guess.
 * @param run what names the run, the same on all machines
 */
export function sharedSalt({ url, account, second, client, limitedClient }: Target, run: string): string {
  const secrets = [account.password, second?.password, client?.secret, limitedClient?.secret];
  return scryptSync(JSON.stringify(secrets), `${url} ${run}`, 16, { N: 2 ** 15, maxmem: 2 ** 26 }).toString('hex');
}

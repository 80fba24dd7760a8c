/** What a run is told apart by: the salt of its fingerprints of secrets, and the name in those of its accounts. */
import { createHash, randomBytes, scryptSync } from 'node:crypto';
import type { Target } from './target.ts';

/** A salt of one run: random, so that fingerprints tell nothing from one run to the next. */
export function ownSalt(): string {
  return randomBytes(16).toString('hex');
}

/** The name of a run: six hexadecimal digits. */
export function newRunName(): string {
  return randomBytes(3).toString('hex');
}

/** The name that all shards of a run come to by themselves. @param run what names the run, the same on all machines */
export function runNameOf(run: string): string {
  return createHash('sha256').update(run).digest('hex').slice(0, 6);
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

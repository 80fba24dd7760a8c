/** Identifies a run: the salt of its fingerprints, and the name in its accounts. */
import { createHash, randomBytes, scryptSync } from 'node:crypto';
import type { Target } from './target.ts';

/** The random salt of one run, so that fingerprints of two runs cannot be compared. */
export function ownSalt(): string {
  return randomBytes(16).toString('hex');
}

/** The name of a run: six hexadecimal digits. */
export function newRunName(): string {
  return randomBytes(3).toString('hex');
}

/** The name that all shards of a run compute. @param run identifies the run, equal on all machines */
export function runNameOf(run: string): string {
  return createHash('sha256').update(run).digest('hex').slice(0, 6);
}

/**
 * The salt that all shards of a run compute, so that equal secrets have equal fingerprints in the merged
 * report. It is derived slowly from the configured secrets, so that a fingerprint does not confirm a guess.
 * @param run identifies the run, equal on all machines
 */
export function sharedSalt(
  { url, account, second, client, limitedClient, verificationCode }: Target,
  run: string,
): string {
  const secrets = [account.password, second?.password, client?.secret, limitedClient?.secret, verificationCode];
  return scryptSync(JSON.stringify(secrets), `${url} ${run}`, 16, { N: 2 ** 15, maxmem: 2 ** 26 }).toString('hex');
}

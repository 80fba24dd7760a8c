/**
 * How the secrets that a worker learns reach the process that scans the artefacts: through files that only this user
 * can read, outside of the reports, deleted when the run ends.
 */
import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Masker } from '../client/mask.ts';
import type { Vocabulary } from '../client/secret-index.ts';

/** Shorter ones of one case may be anything in another. */
const telling = 8;

/** The secrets of all cases that one worker ran. */
export class SecretVault {
  readonly #masker: Masker;
  readonly #vocabulary: Vocabulary;
  readonly #file: string | undefined;
  readonly #kept = new Set<string>();

  /** @param folder where they are written down for the scan; undefined: nowhere */
  constructor(salt: string, vocabulary: Vocabulary, folder: string | undefined) {
    this.#vocabulary = vocabulary;
    this.#masker = new Masker(salt, vocabulary);
    this.#file = folder === undefined ? undefined : path.join(folder, `${process.pid}.jsonl`);
  }

  /** Remembers a secret. */
  keep(secret: string): void {
    if (this.#kept.has(secret)) return;
    this.#kept.add(secret);
    if (secret.length >= telling && !this.#vocabulary.includes(secret)) this.#masker.learn(secret);
    if (this.#file !== undefined) appendFileSync(this.#file, `${JSON.stringify(secret)}\n`, { mode: 0o600 });
  }

  /** A text without the secrets of any case. */
  mask(text: string): string {
    return this.#masker.mask(text);
  }

  /** A value that leaves the worker, without the secrets of any case: a server may show one user's token to another. */
  maskValue<T>(value: T): T {
    return JSON.parse(this.#masker.mask(JSON.stringify(value))) as T;
  }
}

/** The secrets that all workers wrote down. */
export function vaultSecrets(folder: string): Set<string> {
  const lines = readdirSync(folder).flatMap((file) => readFileSync(path.join(folder, file), 'utf8').split('\n'));
  return new Set(lines.filter((line) => line.endsWith('"')).map((line) => JSON.parse(line) as string));
}

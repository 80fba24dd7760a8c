/**
 * How the secrets that a worker learns reach the process that scans the artefacts: through files that only this user
 * can read, outside of the reports, deleted when the run ends.
 */
import { openSync, readdirSync, readFileSync, statSync, writeSync } from 'node:fs';
import path from 'node:path';
import { Masker } from '../engine/masking/mask.ts';
import type { Vocabulary } from '../engine/masking/secret-index.ts';

/** Shorter ones of one case may be anything in another. */
const telling = 8;

/** The secrets of all cases that this worker ran, and of those that the others have run so far. */
export class SecretVault {
  readonly #masker: Masker;
  readonly #vocabulary: Vocabulary;
  readonly #folder: string | undefined;
  readonly #own = `${process.pid}.jsonl`;
  /** The descriptor of its file; open until the worker ends. */
  #notes: number | undefined;
  /** How much of each other worker's file was read. */
  readonly #read = new Map<string, number>();
  readonly #kept = new Set<string>();

  /** @param folder where they are written down for the scan; undefined: nowhere */
  constructor(salt: string, vocabulary: Vocabulary, folder: string | undefined) {
    this.#vocabulary = vocabulary;
    this.#masker = new Masker(salt, vocabulary);
    this.#folder = folder;
  }

  /** Remembers a secret. */
  keep(secret: string): void {
    if (this.#kept.has(secret)) return;
    this.#learn(secret);
    if (this.#folder === undefined) return;
    this.#notes ??= openSync(path.join(this.#folder, this.#own), 'a', 0o600);
    writeSync(this.#notes, `${JSON.stringify(secret)}\n`);
  }

  #learn(secret: string): void {
    this.#kept.add(secret);
    if (secret.length >= telling && !this.#vocabulary.includes(secret)) this.#masker.learn(secret);
  }

  /** What other workers have learnt since: a server may show one user's token to another. */
  #hear(): void {
    const folder = this.#folder;
    if (folder === undefined) return;
    for (const file of readdirSync(folder)) {
      if (file === this.#own) continue;
      const from = this.#read.get(file) ?? 0;
      const { size } = statSync(path.join(folder, file));
      if (size === from) continue;
      const news = readFileSync(path.join(folder, file)).subarray(from).toString('utf8');
      const whole = news.slice(0, news.lastIndexOf('\n') + 1);
      this.#read.set(file, from + Buffer.byteLength(whole));
      for (const secret of secretsOfLines(whole)) if (!this.#kept.has(secret)) this.#learn(secret);
    }
  }

  /** A text without the secrets of any case. */
  mask(text: string): string {
    this.#hear();
    return this.#masker.mask(text);
  }

  /** A value that leaves the worker, without the secrets of any case. */
  maskValue<T>(value: T): T {
    return JSON.parse(this.mask(JSON.stringify(value))) as T;
  }
}

/** The secrets that all workers wrote down. */
export function vaultSecrets(folder: string): Set<string> {
  return new Set(readdirSync(folder).flatMap((file) => secretsOfLines(readFileSync(path.join(folder, file), 'utf8'))));
}

function secretsOfLines(lines: string): string[] {
  return lines
    .split('\n')
    .filter((line) => line.endsWith('"'))
    .map((line) => JSON.parse(line) as string);
}

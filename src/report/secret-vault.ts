/** The secrets of all cases of a run, kept in memory: what leaves the engine, and every artefact, is searched for them. */
import { Masker } from '../engine/masking/mask.ts';
import type { Vocabulary } from '../engine/masking/secret-index.ts';

/** Shorter ones of one case may be anything in another. */
const minTelling = 8;

export class SecretVault {
  readonly #masker: Masker;
  readonly #vocabulary: Vocabulary;
  readonly #secrets = new Set<string>();

  constructor(salt: string, vocabulary: Vocabulary) {
    this.#vocabulary = vocabulary;
    this.#masker = new Masker(salt, vocabulary);
  }

  /** Every secret that was kept. */
  get secrets(): ReadonlySet<string> {
    return this.#secrets;
  }

  /** Remembers a secret. */
  keep(secret: string): void {
    if (this.#secrets.has(secret)) return;
    this.#secrets.add(secret);
    if (secret.length >= minTelling && !this.#vocabulary.includes(secret)) this.#masker.learn(secret);
  }

  /** A text without the secrets of any case. */
  mask(text: string): string {
    return this.#masker.mask(text);
  }

  /** A value without the secrets of any case. */
  maskValue<T>(value: T): T {
    const text = JSON.stringify(value);
    try {
      return JSON.parse(this.mask(text)) as T;
    } catch {
      // Escapes within escapes make the whole too costly to search: only the texts that hold them are not shown.
      return JSON.parse(text, (_name, each: unknown) => (typeof each === 'string' ? this.mask(each) : each)) as T;
    }
  }
}

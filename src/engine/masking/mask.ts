/** Replaces secrets in everything that is written. */
import { createHmac, randomBytes } from 'node:crypto';
import { digitsOf } from '../../core/lossless-json.ts';
import { SecretIndex, Vocabulary } from './secret-index.ts';
import { isSecretName, namedValues } from './secret-names.ts';
import { unescaped } from './unescape.ts';

/** The vocabulary without a contract. */
const wordsOfTheHarness = new Vocabulary();

/** Shorter secrets would match unrelated texts; they are masked only by the name of their place. */
const shortest = 4;

/** Of a longer secret each piece is one. */
const longestPiece = 16 * 1024;
/** The length of a response beyond which nothing is shown. */
const mostShown = 64 * 1024;

/** Replaces each secret of a case with a stable fingerprint, so that equality stays visible. */
export class Masker {
  readonly #salt: string;
  readonly #spared: Vocabulary;
  readonly #told: (secret: string) => void;
  readonly #index: SecretIndex;
  /** Secrets that are not indexed yet: most cases pass, and their exchanges are not written. */
  #pending = new Set<string>();

  /**
   * @param salt makes fingerprints differ between runs
   * @param spared words of the contract, which stay readable even if a secret begins with the same characters
   * @param told is called with each new secret
   */
  constructor(
    salt = randomBytes(16).toString('hex'),
    spared: Vocabulary = wordsOfTheHarness,
    told: (secret: string) => void = () => undefined,
  ) {
    this.#salt = salt;
    this.#spared = spared;
    this.#told = told;
    this.#index = new SecretIndex(spared);
  }

  /** The fingerprint of a secret. */
  fingerprint(secret: string): string {
    return `‹${createHmac('sha256', this.#salt).update(secret).digest('hex').slice(0, 8)}›`;
  }

  /** Adds a secret, in all its encodings. */
  learn(secret: string | undefined): void {
    if (secret !== undefined && secret.length > longestPiece) {
      for (let at = 0; at < mostShown; at += longestPiece) this.learn(secret.slice(at, at + longestPiece));
      return;
    }
    if (secret === undefined || secret.length < shortest || this.isCommon(secret)) return;
    if (this.#pending.has(secret) || this.#index.secrets.has(secret)) return;
    this.#pending.add(secret);
    this.#told(secret);
  }

  /** Whether a text is a public word, in whatever way it is written, which a report does not disclose. */
  isCommon(text: string): boolean {
    return this.#spared.includes(text) || this.#spared.includes(unescaped(text));
  }

  /** Adds the secrets of an exchange except public words. `find` is called only if something is masked. */
  learnUncommon(find: () => readonly string[]): void {
    for (const secret of find()) this.learn(secret);
  }

  /** A text without secrets. */
  mask(text: string): string {
    for (const secret of this.#pending) this.#index.add(secret);
    this.#pending.clear();
    const hits = this.#index.find(text);
    if (hits === undefined) return '‹not shown: escapes within escapes›';
    let masked = '';
    let from = 0;
    for (const hit of hits) {
      masked += text.slice(from, hit.from) + this.fingerprint(hit.secret);
      from = hit.to;
    }
    return masked + text.slice(from);
  }

  /** The value of a header; headers with credentials keep only their scheme. */
  maskHeader(name: string, value: string): string {
    if (/^(proxy-)?authorization$/i.test(name)) {
      const [, scheme, rest] = /^(\S+)\s+(\S.*)$/s.exec(value) ?? [];
      if (scheme === undefined || rest === undefined)
        return value.length > 20 ? this.fingerprint(value) : this.mask(value);
      return `${this.mask(scheme)} ${this.fingerprint(rest)}`;
    }
    if (/^set-cookie$/i.test(name)) {
      const [pair = '', ...attributes] = value.split(';');
      return [this.#maskCookie(pair), ...attributes.map((each) => this.mask(each))].join(';');
    }
    if (/^cookie$/i.test(name))
      return value
        .split(';')
        .map((pair) => this.#maskCookie(pair))
        .join(';');
    return isSecretName(name) ? this.fingerprint(value) : this.maskText(value);
  }

  #maskCookie(pair: string): string {
    const [name = '', ...rest] = pair.split('=');
    const value = rest.join('=');
    if (rest.length === 0) return this.fingerprint(pair);
    return value === '' ? this.mask(pair) : `${this.mask(name)}=${this.fingerprint(value.trim())}`;
  }

  /** A JSON value without secrets: known ones by value, others by the name of their property. */
  maskJson(value: unknown, name = ''): unknown {
    if (typeof value === 'string')
      return isSecretName(name) && value.length > 0 && !this.#spared.has(value)
        ? this.fingerprint(value)
        : this.maskText(value);
    const digits = digitsOf(value);
    if (digits !== undefined) return this.#maskNumber(value, digits, name);
    if (Array.isArray(value)) return value.map((item) => this.maskJson(item, name));
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(
        Object.entries(value).map(([key, member]) => [this.mask(key), this.maskJson(member, key)]),
      );
    return value;
  }

  #maskNumber(value: unknown, text: string, name: string): unknown {
    if (isSecretName(name) && text.length >= shortest) return this.fingerprint(text);
    const masked = this.mask(text);
    return masked === text ? value : masked;
  }

  /** An unparsed text without secrets: known ones by value, others by the name before them. */
  maskText(text: string): string {
    const plain = this.mask(text);
    let masked = '';
    let from = 0;
    for (const { value, at } of namedValues(plain)) {
      if (this.#spared.has(value)) continue;
      masked += plain.slice(from, at) + this.fingerprint(value);
      from = at + value.length;
    }
    return masked + plain.slice(from);
  }

  /** A name and its value, as in a query or a form. */
  maskPair(name: string, value: string): string {
    return isSecretName(name) && value !== '' ? this.fingerprint(value) : this.mask(value);
  }
}

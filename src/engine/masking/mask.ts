/** Takes secrets out of everything that is written down. */
import { createHmac, randomBytes } from 'node:crypto';
import { SecretIndex, Vocabulary } from './secret-index.ts';
import { isSecretName } from './secret-names.ts';

/** Shorter texts would be found in everything; they are masked where they stand, by the name of their place. */
const shortest = 4;

/** Knows the secrets of a case, and replaces each by a stable fingerprint so that equality stays visible. */
export class Masker {
  readonly #salt: string;
  readonly #spared: Vocabulary;
  readonly #told: (secret: string) => void;
  readonly #index: SecretIndex;
  /** Learnt, and not yet looked for: most cases pass, and nothing of them is written down. */
  #pending = new Set<string>();

  /**
   * @param salt makes fingerprints differ from run to run, and equal within one
   * @param spared words of the contract, which stay readable where they only share a beginning with a secret
   * @param told is told each secret that is learnt
   */
  constructor(
    salt = randomBytes(16).toString('hex'),
    spared: Vocabulary = new Vocabulary(),
    told: (secret: string) => void = () => undefined,
  ) {
    this.#salt = salt;
    this.#spared = spared;
    this.#told = told;
    this.#index = new SecretIndex(spared);
  }

  /** The fingerprint that stands for a secret. */
  fingerprint(secret: string): string {
    return `‹${createHmac('sha256', this.#salt).update(secret).digest('hex').slice(0, 8)}›`;
  }

  /** Makes a text a secret, in all its forms. */
  learn(secret: string | undefined): void {
    if (secret === undefined || secret.length < shortest) return;
    if (this.#pending.has(secret) || this.#index.secrets.has(secret)) return;
    this.#pending.add(secret);
    this.#told(secret);
  }

  /** Whether a text is a common word: it can be learnt by nobody who looks for it in a report. */
  isCommon(text: string): boolean {
    return this.#spared.includes(text);
  }

  /** Learns what was found in an exchange, common words aside. `find` is not called where nothing is masked. */
  learnUncommon(find: () => readonly string[]): void {
    for (const secret of find()) if (!this.isCommon(secret)) this.learn(secret);
  }

  /** A text without secrets. */
  mask(text: string): string {
    for (const secret of this.#pending) this.#index.add(secret);
    this.#pending.clear();
    let masked = '';
    let from = 0;
    for (const hit of this.#index.find(text)) {
      masked += text.slice(from, hit.from) + this.fingerprint(hit.secret);
      from = hit.to;
    }
    return masked + text.slice(from);
  }

  /** The value of a header; those that carry credentials keep their scheme only. */
  maskHeader(name: string, value: string): string {
    if (/^(proxy-)?authorization$/i.test(name)) {
      const [, scheme, rest] = /^(\S+)\s+(.+)$/s.exec(value) ?? [];
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

  /** A value of JSON without secrets: known ones by value, others by the name of their member. */
  maskJson(value: unknown, name = ''): unknown {
    if (typeof value === 'string')
      return isSecretName(name) && value.length > 0 && !this.#spared.has(value)
        ? this.fingerprint(value)
        : this.maskText(value);
    if (typeof value === 'number') return this.#maskNumber(value, name);
    if (Array.isArray(value)) return value.map((item) => this.maskJson(item, name));
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(
        Object.entries(value).map(([key, member]) => [this.mask(key), this.maskJson(member, key)]),
      );
    return value;
  }

  #maskNumber(value: number, name: string): unknown {
    const text = String(value);
    if (isSecretName(name) && text.length >= shortest) return this.fingerprint(text);
    const masked = this.mask(text);
    return masked === text ? value : masked;
  }

  /** A text that nobody parses: known secrets by value, others where a name before them says what they are. */
  maskText(text: string): string {
    return this.mask(text).replace(
      /([\w.[\]-]{3,60})(\\*["']?\s*(?:=|:|%3D)\s*\\*["']?)([^\s&"'<>;,\\‹]{6,})/gi,
      (all, name: string, between: string, value: string) =>
        isSecretName(name) && !this.#spared.includes(value) ? `${name}${between}${this.fingerprint(value)}` : all,
    );
  }

  /** A name and its value, as in a query or a form. */
  maskPair(name: string, value: string): string {
    return isSecretName(name) && value !== '' ? this.fingerprint(value) : this.mask(value);
  }
}

/** Takes secrets out of everything that is written down. */
import { createHmac, randomBytes } from 'node:crypto';

/** Shorter texts would be found in everything; they are masked where they stand, by the name of their place. */
const shortest = 4;
/** A prefix of a secret longer than six characters is a secret too. */
const prefix = 7;

const secretNames =
  /^(set-cookie|cookie|authorization|proxy-authorization)$|passw|secret|token$|_token|session_?key|signature$/i;

/** Knows the secrets of a run, and replaces each by a stable fingerprint so that equality stays visible. */
export class Masker {
  readonly #secrets = new Map<string, string>();
  #sorted: readonly (readonly [form: string, print: string])[] | undefined;
  readonly #salt: string;
  readonly #spared: ReadonlySet<string>;

  /**
   * @param salt makes fingerprints differ from run to run, and equal within one
   * @param spared words of the contract, which stay readable where they only share a beginning with a secret
   */
  constructor(salt = randomBytes(16).toString('hex'), spared: Iterable<string> = []) {
    this.#salt = salt;
    this.#spared = new Set(spared);
  }

  /** The fingerprint that stands for a secret. */
  fingerprint(secret: string): string {
    return `‹${createHmac('sha256', this.#salt).update(secret).digest('hex').slice(0, 8)}›`;
  }

  /** Makes a text a secret, in all its forms. */
  learn(secret: string | undefined): void {
    if (secret === undefined || secret.length < shortest || this.#secrets.has(secret)) return;
    const print = this.fingerprint(secret);
    this.#sorted = undefined;
    for (const form of formsOf(secret)) if (!this.#secrets.has(form)) this.#secrets.set(form, print);
  }

  /** Every secret form known, for whoever scans what was written. */
  get secrets(): readonly string[] {
    return [...this.#secrets.keys()];
  }

  /** A text without secrets. */
  mask(text: string): string {
    let masked = text;
    this.#sorted ??= [...this.#secrets].sort(([a], [b]) => b.length - a.length);
    for (const [form, print] of this.#sorted) {
      if (masked.includes(form.slice(0, prefix))) masked = this.#replace(masked, form, print);
    }
    return masked;
  }

  #replace(text: string, form: string, print: string): string {
    const needle = form.slice(0, prefix);
    let result = '';
    let from = 0;
    for (let at = text.indexOf(needle); at !== -1; at = text.indexOf(needle, from)) {
      let length = needle.length;
      while (length < form.length && text[at + length] === form[length]) length += 1;
      const whole = length === form.length;
      const word = /[\w-]*$/.exec(text.slice(Math.max(0, at - 40), at))?.[0] ?? '';
      const rest = /^[\w-]*/.exec(text.slice(at))?.[0] ?? '';
      const keep = !whole && this.#spared.has(word + rest);
      result += text.slice(from, at) + (keep ? text.slice(at, at + length) : print);
      from = at + length;
    }
    return result + text.slice(from);
  }

  /** The value of a header; those that carry credentials keep their scheme only. */
  maskHeader(name: string, value: string): string {
    if (/^(proxy-)?authorization$/i.test(name)) {
      const [, scheme, rest] = /^(\S+)\s+(.+)$/s.exec(value) ?? [];
      if (scheme === undefined || rest === undefined)
        return value.length > 20 ? this.fingerprint(value) : this.mask(value);
      return `${this.mask(scheme)} ${this.fingerprint(rest)}`;
    }
    if (/^(set-)?cookie$/i.test(name))
      return value.replace(
        /([^=;,\s]+)=([^;,]*)/,
        (_, key: string, text: string) => `${key}=${this.fingerprint(text)}`,
      );
    return secretNames.test(name) ? this.fingerprint(value) : this.mask(value);
  }

  /** A value of JSON without secrets: known ones by value, others by the name of their member. */
  maskJson(value: unknown, name = ''): unknown {
    if (typeof value === 'string')
      return secretNames.test(name) && value.length > 0 && !this.#spared.has(value)
        ? this.fingerprint(value)
        : this.mask(value);
    if (Array.isArray(value)) return value.map((item) => this.maskJson(item, name));
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(
        Object.entries(value).map(([key, member]) => [this.mask(key), this.maskJson(member, key)]),
      );
    return value;
  }

  /** A name and its value, as in a query or a form. */
  maskPair(name: string, value: string): string {
    return secretNames.test(name) && value !== '' ? this.fingerprint(value) : this.mask(value);
  }
}

/** A secret as it is found in URLs, JSON, HTML, base64, hex, and part by part for a JWT. */
function formsOf(secret: string): string[] {
  const parts = secret.split('.').length === 3 ? secret.split('.').filter((part) => part.length > 6) : [];
  const forms = [secret, ...parts].flatMap((text) => {
    const bytes = Buffer.from(text, 'utf8');
    return [
      text,
      encodeURIComponent(text),
      new URLSearchParams([['', text]]).toString().slice(1),
      JSON.stringify(text).slice(1, -1),
      text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;'),
      bytes.toString('base64').replace(/=+$/, ''),
      bytes.toString('base64url'),
      bytes.toString('hex'),
    ];
  });
  return [...new Set(forms)].filter((form) => form.length >= shortest);
}

/** Finds secrets in texts: whole or as a prefix, plain, escaped, as base64 or hex. */
import { viewsOf } from './unescape.ts';

/** A prefix of a secret longer than six characters is a secret too. */
const prefix = 7;

/** Public words; a prefix that a secret shares with one of them discloses nothing. */
export class Vocabulary {
  readonly #words: ReadonlySet<string>;
  readonly #text: string;
  readonly #grams = new Set<string>();

  constructor(texts: Iterable<string> = []) {
    this.#words = new Set(texts);
    this.#text = [...this.#words].join('\n');
    for (let at = 0; at + prefix <= this.#text.length; at += 1) this.#grams.add(this.#text.slice(at, at + prefix));
  }

  /** Whether a text is one of the words. */
  has(word: string): boolean {
    return this.#words.has(word);
  }

  /** Whether a text is part of one of the words. */
  includes(text: string): boolean {
    return (text.length < prefix || this.#grams.has(text.slice(0, prefix))) && this.#text.includes(text);
  }
}

interface Form {
  readonly text: string;
  /** The minimum length of a match. */
  readonly least: number;
  readonly secret: string;
}

/** The range of a text that shows a secret, escapes included. */
export interface Hit {
  readonly from: number;
  readonly to: number;
  readonly secret: string;
  /** Whether the match is complete. */
  readonly whole: boolean;
}

export class SecretIndex {
  readonly #vocabulary: Vocabulary;
  readonly #byStart = new Map<string, Form[]>();
  readonly #short: Form[] = [];
  readonly #secrets = new Set<string>();
  /** A set bit for the hash of each start, which rules out most places of a text quickly. */
  readonly #starts: Uint8Array;

  /** @param size a power of two, several times the number of secrets */
  constructor(vocabulary = new Vocabulary(), size = 4096) {
    this.#vocabulary = vocabulary;
    this.#starts = new Uint8Array(size);
  }

  get secrets(): ReadonlySet<string> {
    return this.#secrets;
  }

  add(secret: string): void {
    if (this.#secrets.has(secret)) return;
    this.#secrets.add(secret);
    for (const { text, least } of formsOf(secret)) {
      const form = { text, secret, least: this.#telling(text, least) };
      if (least < prefix) this.#short.push(form);
      else {
        const start = text.slice(0, prefix);
        this.#byStart.set(start, [...(this.#byStart.get(start) ?? []), form]);
        this.#starts[mixed(rawHash(start, 0)) & (this.#starts.length - 1)] = 1;
      }
    }
  }

  /** The minimum length of a match that is not a public word. */
  #telling(text: string, least: number): number {
    let length = least;
    while (length < text.length && this.#vocabulary.includes(text.slice(0, length))) length += 1;
    return length;
  }

  /** All places of a text that show a secret, without overlaps. */
  find(text: string): Hit[] {
    const hits = viewsOf(text).flatMap((view) =>
      this.#findPlain(view.text).map((hit) => ({
        ...hit,
        from: view.origin(hit.from),
        to: view.origin(hit.to, true),
      })),
    );
    hits.sort((a, b) => a.from - b.from || b.to - a.to);
    const apart: Hit[] = [];
    for (const hit of hits) {
      const last = apart.at(-1);
      if (last === undefined || hit.from >= last.to) apart.push(hit);
      else if (hit.to > last.to) apart.push({ ...hit, from: last.to });
    }
    return apart;
  }

  #findPlain(text: string): Hit[] {
    const hits: Hit[] = [];
    const mask = this.#starts.length - 1;
    // The search continues after a match; before one, the hash is updated character by character.
    let behind = 0;
    let value = rawHash(text, 0);
    for (let at = 0; at + prefix <= text.length; at += 1) {
      if (at > 0) value = rolled(value, text.charCodeAt(at - 1), text.charCodeAt(at + prefix - 1));
      if (at < behind || this.#starts[mixed(value) & mask] === 0) continue;
      let best: Hit | undefined;
      for (const form of this.#byStart.get(text.slice(at, at + prefix)) ?? []) {
        const length = shared(text, at, form.text);
        if (length < form.least || (best !== undefined && best.to >= at + length)) continue;
        best = { from: at, to: at + length, secret: form.secret, whole: length === form.text.length };
      }
      if (best === undefined) continue;
      hits.push(best);
      behind = best.to;
    }
    for (const form of this.#short)
      for (let at = text.indexOf(form.text); at !== -1; at = text.indexOf(form.text, at + form.text.length))
        hits.push({ from: at, to: at + form.text.length, secret: form.secret, whole: true });
    return hits;
  }
}

/** The hash of a start, as a number of 32 bits: a polynomial of its characters. */
function rawHash(text: string, at: number): number {
  let value = 0;
  for (let index = at; index < at + prefix; index += 1) value = (Math.imul(value, 31) + text.charCodeAt(index)) | 0;
  return value;
}

/** The weight of the first character of a start in its hash. */
const weight = (31 ** (prefix - 1)) | 0;

/** The hash one character further: without the first character, with another at the end. */
function rolled(value: number, first: number, next: number): number {
  return (Math.imul(value - Math.imul(first, weight), 31) + next) | 0;
}

function mixed(value: number): number {
  return value ^ (value >>> 15);
}

/** The number of equal characters, from a place in the first text and the beginning of the second. */
function shared(text: string, at: number, form: string): number {
  let length = 0;
  while (length < form.length && text[at + length] === form[length]) length += 1;
  return length;
}

/** The encodings of a secret, part by part for a JWT; escapes are undone in the searched text instead. */
function formsOf(secret: string): Omit<Form, 'secret'>[] {
  const parts = secret.split('.').length === 3 ? secret.split('.').filter((part) => part.length >= prefix) : [];
  const forms = [secret, ...parts].flatMap((text) => {
    const bytes = Buffer.from(text, 'utf8');
    const few = Buffer.byteLength(text.slice(0, prefix));
    const hex = bytes.toString('hex');
    return [
      { text, least: Math.min(prefix, text.length) },
      { text: hex, least: few * 2 },
      { text: hex.toUpperCase(), least: few * 2 },
      ...[0, 1, 2].flatMap((offset) => base64At(bytes, few, offset)),
    ];
  });
  return [...new Map(forms.map((form) => [form.text, form])).values()];
}

/** The base64 characters that a text determines if `offset` bytes precede it. */
function base64At(bytes: Buffer, few: number, offset: number): Omit<Form, 'secret'>[] {
  const [skipped, padded] = [Math.ceil((offset * 8) / 6), Buffer.concat([Buffer.alloc(offset), bytes])];
  const upTo = (count: number): number => Math.floor(((offset + count) * 8) / 6);
  const all = padded.toString('base64').slice(skipped, upTo(bytes.length));
  const least = upTo(few) - skipped;
  if (least < 4) return [];
  return [
    { text: all, least },
    { text: all.replaceAll('+', '-').replaceAll('/', '_'), least },
  ];
}

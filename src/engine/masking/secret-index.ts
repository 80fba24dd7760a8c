/** Finds secrets in texts: whole or cut to a prefix, in any case, plain, escaped, as base64, base32 or hexadecimal. */
import { ownWords } from './own-words.ts';
import { formsOf, prefix } from './secret-forms.ts';
import { viewsOf } from './unescape.ts';

/** Public words, of a contract and of the harness; a prefix that a secret shares with one of them discloses nothing. */
export class Vocabulary {
  readonly #words: ReadonlySet<string>;
  #joined: { readonly text: string; readonly grams: ReadonlySet<string> } | undefined;

  /** @param texts words of a contract; those of the harness belong to every vocabulary */
  constructor(texts: Iterable<string> = []) {
    this.#words = new Set(texts);
  }

  /** Whether a text is one of the words. */
  has(word: string): boolean {
    return this.#words.has(word);
  }

  /** Whether a text is part of one of the words. */
  includes(text: string): boolean {
    const { text: all, grams } = (this.#joined ??= joined([...this.#words, ...ownWords()]));
    const word = folded(text);
    return (word.length < prefix || grams.has(word.slice(0, prefix))) && all.includes(word);
  }
}

function joined(words: readonly string[]): { text: string; grams: Set<string> } {
  const text = folded(words.join('\n'));
  const grams = new Set<string>();
  for (let at = 0; at + prefix <= text.length; at += 1) grams.add(text.slice(at, at + prefix));
  return { text, grams };
}

interface Form {
  /** With small letters. */
  readonly text: string;
  /** The minimum length of a match. */
  readonly least: number;
  readonly secret: string;
}

/** Forms that begin alike, in their order where they were asked for since the last one came. */
interface Forms {
  readonly list: Form[];
  sorted: boolean;
}

/** The range of a text that shows a secret, escapes included. */
export interface Hit {
  readonly from: number;
  readonly to: number;
  readonly secret: string;
  /** Whether the match is complete. */
  readonly whole: boolean;
}

/** Finds the secrets that it was given. What it takes grows with the text, whatever the secrets have in common. */
export class SecretIndex {
  readonly #vocabulary: Vocabulary;
  readonly #byStart = new Map<string, Forms>();
  readonly #short: Form[] = [];
  readonly #secrets = new Set<string>();
  /** A set bit for the hash of each start, which rules out most places of a text quickly. */
  readonly #starts: Uint8Array;

  /** @param size a power of two, several times the number of secrets */
  constructor(vocabulary: Vocabulary, size = 4096) {
    this.#vocabulary = vocabulary;
    this.#starts = new Uint8Array(size);
  }

  get secrets(): ReadonlySet<string> {
    return this.#secrets;
  }

  add(secret: string): void {
    if (this.#secrets.has(secret)) return;
    this.#secrets.add(secret);
    // A secret that begins with a public word begins like it when it is encoded.
    for (const made of formsOf(secret, (text) => this.#telling(folded(text), prefix))) {
      const text = folded(made.text);
      // The header of a JSON Web Token is that of many others, and of an example in the document.
      if (made.text !== secret && this.#vocabulary.includes(text)) continue;
      const form = { text, secret, least: this.#telling(text, made.least) };
      if (made.least < prefix) this.#short.push(form);
      else {
        const start = text.slice(0, prefix);
        const forms = this.#byStart.get(start) ?? { list: [], sorted: true };
        forms.list.push(form);
        forms.sorted = false;
        this.#byStart.set(start, forms);
        this.#starts[mixed(rawHash(start)) & (this.#starts.length - 1)] = 1;
      }
    }
  }

  /** The minimum length of a match that is not a public word. */
  #telling(text: string, least: number): number {
    let length = least;
    while (length < text.length && this.#vocabulary.includes(text.slice(0, length))) length += 1;
    return length;
  }

  /**
   * Every place of a text that shows a secret; they do not overlap.
   * @returns undefined where the text holds more layers of escapes than can be looked through
   */
  find(text: string): Hit[] | undefined {
    const hits = viewsOf(text)?.flatMap((view) =>
      this.findAsWritten(view.text).map((hit) => ({
        ...hit,
        from: view.origin(hit.from),
        to: view.origin(hit.to, true),
      })),
    );
    if (hits === undefined) return undefined;
    hits.sort((a, b) => a.from - b.from || b.to - a.to);
    const apart: Hit[] = [];
    for (const hit of hits) {
      const last = apart.at(-1);
      if (last === undefined || hit.from >= last.to) apart.push(hit);
      else if (hit.to > last.to) apart.push({ ...hit, from: last.to });
    }
    return apart;
  }

  /** The places of a text that show a secret as it stands there, without a look behind escapes. */
  findAsWritten(written: string): Hit[] {
    const text = folded(written);
    const hits: Hit[] = [];
    const mask = this.#starts.length - 1;
    // The search continues after a match; before one, the hash is updated character by character.
    let behind = 0;
    let value = rawHash(text);
    for (let at = 0; at + prefix <= text.length; at += 1) {
      if (at > 0) value = rolled(value, text.charCodeAt(at - 1), text.charCodeAt(at + prefix - 1));
      if (at < behind || this.#starts[mixed(value) & mask] === 0) continue;
      const best = this.#longestAt(text, written, at);
      if (best === undefined) continue;
      hits.push(best);
      behind = best.to;
    }
    for (const form of this.#short)
      for (let at = text.indexOf(form.text); at !== -1; at = text.indexOf(form.text, at + form.text.length))
        hits.push({ from: at, to: at + form.text.length, secret: form.secret, whole: true });
    return hits;
  }

  /** The longest form that begins at a place: among those that begin alike it stands beside the text in their order. */
  #longestAt(text: string, written: string, at: number): Hit | undefined {
    const forms = this.#byStart.get(text.slice(at, at + prefix));
    if (forms === undefined) return undefined;
    const { list } = forms;
    if (!forms.sorted) list.sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0));
    forms.sorted = true;
    const rest = text.slice(at);
    let low = 0;
    for (let high = list.length; low < high;) {
      const middle = (low + high) >> 1;
      if ((list[middle]?.text ?? '') <= rest) low = middle + 1;
      else high = middle;
    }
    let best: Hit | undefined;
    for (const form of list.slice(Math.max(0, low - mostNeighbors), low + mostNeighbors)) {
      const length = shared(text, at, form.text);
      if (length < form.least) continue;
      const to = at + length;
      // Of two secrets that differ in capitals alone, the one that is there.
      if (best !== undefined && (best.to > to || (best.to === to && written.slice(at, to) !== form.secret))) continue;
      best = { from: at, to, secret: form.secret, whole: length === form.text.length };
    }
    return best;
  }
}

/** Beside the longest form stand those that have less in common with the text, and may ask for less. */
const mostNeighbors = 8;

/** A text with small letters; letters beyond ASCII stay, so that its length does. */
function folded(text: string): string {
  return text.replace(/[A-Z]+/g, (capitals) => capitals.toLowerCase());
}

/** The hash of a start, as a number of 32 bits: a polynomial of its characters. */
function rawHash(text: string): number {
  let value = 0;
  for (let index = 0; index < prefix; index += 1) value = (Math.imul(value, 31) + text.charCodeAt(index)) | 0;
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

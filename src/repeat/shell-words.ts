/** Writes texts with placeholders as words of the shell: `{{password of account, cut}}` becomes a variable. */
import { NoScript } from './templates.ts';
import { quoted } from './quote.ts';

const inner = (name: string, command: string): string => `printf '%s' "$${name}" | ${command}`;
const piped = (name: string, command: string): string => `$(${inner(name, command)})`;

/** How a shell makes the changes that it can make. */
const changes: Readonly<Record<string, (name: string) => string>> = {
  cut: (name) => `\${${name}%?}`,
  extended: (name) => `\${${name}}x`,
  'with a after': (name) => `\${${name}}a`,
  'with a space before': (name) => ` \${${name}}`,
  'with a space after': (name) => `\${${name}} `,
  'with its last character changed': (name) => piped(name, "sed -e 's/[xX]$/y/' -e t -e 's/.$/x/'"),
  'in another case': (name) => piped(name, "tr 'a-zA-Z' 'A-Za-z'"),
  'in lower or upper case': (name) =>
    `$(case $${name} in *[A-Z]*) ${inner(name, "tr 'A-Z' 'a-z'")} ;; *) ${inner(name, "tr 'a-z' 'A-Z'")} ;; esac)`,
  'written twice': (name) => `\${${name}}\${${name}}`,
  'as its SHA-256': (name) => piped(name, 'sha256sum | cut -c1-64'),
  'as its MD5': (name) => piped(name, 'md5sum | cut -c1-32'),
  'without its last four characters': (name) => `\${${name}%????}`,
  'without @': (name) => piped(name, "tr '@' '.'"),
  'every character changed': (name) => piped(name, "tr '0-9a-fg-zA-FG-Z' '1-90b-fah-zgB-FAH-ZG'"),
  'its middle changed': (name) =>
    piped(
      name,
      `awk '{ next_of = "01234567890 abcdefa ghijklmnopqrstuvwxyzg ABCDEFA GHIJKLMNOPQRSTUVWXYZG"; n = length($0)
      for (i = 0; i < n; i++) { at = (int(n / 2) + i) % n + 1; p = index(next_of, substr($0, at, 1))
        if (p) { printf "%s%s%s", substr($0, 1, at - 1), substr(next_of, p + 1, 1), substr($0, at + 1); exit } } }'`,
    ),
  'its halves swapped': (name) =>
    piped(name, `awk '{ h = int(length($0) / 2); printf "%s%s", substr($0, h + 1), substr($0, 1, h) }'`),
  header: (name) => piped(name, 'cut -d. -f1'),
  payload: (name) => piped(name, 'cut -d. -f2'),
  signature: (name) => piped(name, 'cut -d. -f3'),
};

interface Placeholder {
  readonly what: string;
  readonly of: string;
  readonly how: string | undefined;
}

/** The placeholders of a text. */
export function placeholdersIn(text: string): Placeholder[] {
  return [...text.matchAll(/\{\{([\w-]+) of ([^{},]+)(?:, ([^{}]+))?\}\}/g)].map(([, what = '', of = '', how]) => ({
    what,
    of,
    how,
  }));
}

/** The change that a shell cannot make; undefined when it can make all of them. */
export function unmade(text: string): string | undefined {
  return placeholdersIn(text).find(({ how }) => how !== undefined && changes[how] === undefined)?.how;
}

/** A literal part of a URL or of a form. */
export function urlEncoded(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1);
}

/** How a word is to be read: as it is, as part of a JSON text, or of a URL. */
export type Reading = 'plain' | 'json' | 'url';

/** The words of a script; `stepNumber` says which answer a token is of. */
export class Words {
  readonly #stepNumber: (step: string) => number;

  constructor(stepNumber: (step: string) => number) {
    this.#stepNumber = stepNumber;
  }

  /** A text as one word. */
  word(template: string, reading: Reading = 'plain'): string {
    const parts = template.split(/(\[\[base64 .*?\]\]|\{\{[^{}]+\}\})/s).filter((part) => part !== '');
    return parts.map((part) => this.#part(part, reading)).join('') || "''";
  }

  /** The lines that make the changed values of a text, and see to it that they differ from the unchanged ones. */
  preparations(template: string): string[] {
    const changed = placeholdersIn(template).filter(({ how }) => how !== undefined);
    return changed.flatMap((each) => {
      const { what, how = '' } = each;
      const [plain, name] = [this.#variable({ ...each, how: undefined }), this.#variable(each)];
      return [
        `${name}="${changes[how]?.(plain) ?? ''}"`,
        `[ "$${name}" != "$${plain}" ] || fail ${quoted(`this ${what} cannot be sent "${how}"`)}`,
      ];
    });
  }

  #part(part: string, reading: Reading): string {
    const encoded = /^\[\[base64 (.*)\]\]$/s.exec(part)?.[1];
    if (encoded !== undefined) return `"$(printf '%s' ${this.word(encoded)} | base64 | tr -d '\\n')"`;
    const [placeholder] = placeholdersIn(part);
    if (placeholder === undefined) return quoted(reading === 'url' ? urlEncoded(part) : part);
    const value = `"$${this.#variable(placeholder)}"`;
    return { plain: value, json: `"$(escape ${value})"`, url: `"$(encode ${value})"` }[reading];
  }

  /** Names of accounts are this project's own; those of steps are not, so numbers stand for them. */
  #variable({ what, of, how }: Placeholder): string {
    const whose = what === 'token' ? this.#stepNumber(of) : of;
    const name = what === 'nickname' ? 'nickname' : what === 'path' ? 'TARGET_PROBE_PATH' : `${what}_${whose}`;
    // What a shell would read as more than a name is no account of ours.
    if (!/^\w+$/.test(name)) throw new NoScript(`a script has no name for "${what} of ${of}"`);
    return how === undefined ? name : `${name}_${how.replace(/\W+/g, '_')}`;
  }
}

/** Turns text into HTML by hono's template, which escapes everything except markup. */
import { html as template, raw } from 'hono/html';
import { printable } from '../../core/printable.ts';

/** Markup that this module made. Text from elsewhere is never of this type. */
export interface Html {
  readonly isEscaped: true;
  toString(): string;
}

/** A value of a template: text is escaped, `false` and `undefined` are omitted. */
export type Content = string | number | false | undefined | Html | readonly Content[];

/** Writes HTML. Values are permitted in text and in attributes in double quotes only. */
export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Html {
  const made: unknown = template(narrow(strings), ...values.map(harmless));
  if (!isHtml(made)) throw new Error('a template that waits for something cannot be part of a page');
  return made;
}

const narrowed = new WeakMap<TemplateStringsArray, TemplateStringsArray>();

/** A template without the indentation of its source, which makes a large page smaller. */
function narrow(strings: TemplateStringsArray): TemplateStringsArray {
  const known = narrowed.get(strings);
  if (known !== undefined) return known;
  const cut = strings.map((text) => text.replace(/\n {2,}/g, '\n'));
  const result = Object.assign(cut, { raw: cut });
  narrowed.set(strings, result);
  return result;
}

/** Unescaped text, for this project's own files only. */
export function trusted(text: string): Html {
  const made: unknown = raw(text);
  if (!isHtml(made)) throw new Error('not markup');
  return made;
}

/** Joins pieces of markup with a separator. */
export function join(pieces: readonly Content[], between: Content): Content[] {
  return pieces.flatMap((piece, index) => (index === 0 ? [piece] : [between, piece]));
}

/** A report is untrusted data: characters that look like markup are omitted, and characters that control the display are replaced. */
function harmless(value: Content): Content {
  if (Array.isArray(value)) return (value as readonly Content[]).map(harmless);
  if (typeof value === 'string') return printable(value);
  return typeof value !== 'object' || isHtml(value) ? value : '';
}

function isHtml(value: unknown): value is Html {
  return value instanceof String && 'isEscaped' in value;
}

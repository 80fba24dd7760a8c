/** Parts of sentences. */

/** A text with its first letter as a capital. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A name as code. */
export function code(name: string): string {
  return `\`${name}\``;
}

/** A name as code, after its article: "an `email`". */
export function withArticle(name: string): string {
  return `${/^[aeio]/i.test(name) ? 'an' : 'a'} ${code(name)}`;
}

/** "a", "a or b", "a, b or c". */
export function listOf(items: readonly string[], conjunction: 'and' | 'or'): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} ${conjunction} ${last}`;
}

/** The difference of two clocks, after a response; nothing where there is none. */
export function clockText(ahead: number | undefined): string {
  if (ahead === undefined) return '';
  return ` (the target's clock is ${Math.abs(ahead)} s ${ahead > 0 ? 'ahead' : 'behind'})`;
}

/** Two names, or the first of them and the number of the others. */
export function namesOf(names: readonly string[]): string {
  const [first = ''] = names;
  return names.length < 3
    ? listOf(names.map(code), 'and')
    : `${code(first)} and ${String(names.length - 1)} more parameters`;
}

/** Adds a remark in parentheses to the end of a sentence, which may have one already. */
export function withRemark(sentence: string, remark: string): string {
  return sentence.endsWith(')') ? `${sentence.slice(0, -1)}; ${remark})` : `${sentence} (${remark})`;
}

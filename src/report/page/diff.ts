/** Marks the differences of two texts. */

/** A span of text; `same` if the other text has it too. */
export interface Stretch {
  readonly text: string;
  readonly same: boolean;
}

/** Maximum number of words that are compared. */
const mostWords = 400;
/** Minimum share of common words; below it, single marks would not be readable. */
const leastCommon = 0.25;

/** Compares word by word; in texts with little in common nothing is marked. */
export function difference(expected: string, actual: string): readonly [Stretch[], Stretch[]] {
  const [a, b] = [wordsOf(expected), wordsOf(actual)];
  if (a.length > mostWords || b.length > mostWords) return [unmarked(expected), unmarked(actual)];
  const pairs = commonPairs(a, b);
  const told = pairs.filter(([index]) => /\w/.test(a[index] ?? '')).length;
  const most = Math.min(...[a, b].map((words) => words.filter((word) => /\w/.test(word)).length));
  if (told < most * leastCommon || told === 0) return [unmarked(expected), unmarked(actual)];
  return [stretches(a, new Set(pairs.map(([index]) => index))), stretches(b, new Set(pairs.map(([, index]) => index)))];
}

function wordsOf(text: string): string[] {
  return text.match(/[\p{L}\p{N}_]+|\s+|./gsu) ?? [];
}

function unmarked(text: string): Stretch[] {
  return text === '' ? [] : [{ text, same: true }];
}

/** The longest common subsequence, as pairs of indices. */
function commonPairs(a: readonly string[], b: readonly string[]): [number, number][] {
  const width = b.length + 1;
  const lengths = new Uint16Array((a.length + 1) * width);
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1)
      lengths[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const pairs: [number, number][] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;)
    if (a[i] === b[j]) pairs.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  return pairs;
}

function stretches(words: readonly string[], common: ReadonlySet<number>): Stretch[] {
  const isCommon = (index: number): boolean => index < 0 || index >= words.length || common.has(index);
  const found: { text: string; same: boolean }[] = [];
  words.forEach((text, index) => {
    const last = found.at(-1);
    // White space is marked only between two marked words, so that marks are contiguous and end with a word.
    const same = /^\s+$/.test(text) ? isCommon(index - 1) || isCommon(index + 1) : common.has(index);
    if (last?.same === same) last.text += text;
    else found.push({ text, same });
  });
  return found;
}

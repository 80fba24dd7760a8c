/** Undoes the escapes of a text inside another one: `%2B`, `+`, `\u002b`, `&#43;`. */

/** A text with some escapes undone, and the places of its characters in the original. */
export interface View {
  readonly text: string;
  /** The place in the original of a place in `text`: the start of its character, or with `end` the end of the one before. */
  origin(index: number, end?: true): number;
}

interface Piece {
  /** The end of the piece in the undone text and in the escaped one; `length` is that of the escape. */
  readonly to: number;
  readonly rawTo: number;
  readonly length: number;
  readonly undone: number;
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const controls: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

const escapes: readonly (readonly [trigger: string, pattern: RegExp, undo: (escape: string) => string])[] = [
  ['%', /(?:%[0-9a-f]{2})+/gi, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8')],
  ['+', /\+/g, () => ' '],
  [
    '\\',
    /\\(?:u[0-9a-f]{4}|x[0-9a-f]{2}|["'\\/bfnrt])/gi,
    (escape) =>
      /^\\[ux]/i.test(escape)
        ? String.fromCharCode(Number.parseInt(escape.slice(2), 16))
        : (controls[escape.charAt(1)] ?? escape.charAt(1)),
  ],
  [
    '&',
    /&(?:#\d{1,7}|#x[0-9a-f]{1,6}|amp|lt|gt|quot|apos);/gi,
    (escape) => {
      const code = /^&#(x?)([0-9a-f]+);$/i.exec(escape);
      if (code === null) return named[escape.slice(1, -1).toLowerCase()] ?? escape;
      const point = Number.parseInt(code[2] ?? '', code[1] === '' ? 10 : 16);
      return point > 0x10ffff ? escape : String.fromCodePoint(point);
    },
  ],
];

/** The maximum depth of nested escapes. */
const deepest = 6;
/** The maximum number of views, against texts that mix all kinds of escapes at every depth. */
const mostViews = 100;

/** The text and all views of it with escapes undone, one kind after the other, also nested ones. */
export function viewsOf(text: string): View[] {
  const views: View[] = [{ text, origin: (index) => index }];
  const seen = new Set([text]);
  let last: readonly View[] = views;
  for (let depth = 0; depth < deepest && last.length > 0; depth += 1) {
    const next: View[] = [];
    for (const view of last)
      for (const [trigger, pattern, undo] of escapes) {
        if (!view.text.includes(trigger)) continue;
        const undone = undoIn(view, pattern, undo);
        if (seen.has(undone.text)) continue;
        if (seen.size >= mostViews) return [...views, ...next];
        seen.add(undone.text);
        next.push(undone);
      }
    views.push(...next);
    last = next;
  }
  return views;
}

function undoIn(view: View, pattern: RegExp, undo: (escape: string) => string): View {
  const pieces: Piece[] = [];
  let text = '';
  let from = 0;
  for (const match of view.text.matchAll(pattern)) {
    const undone = undo(match[0]);
    text += view.text.slice(from, match.index) + undone;
    from = match.index + match[0].length;
    pieces.push({ to: text.length, rawTo: from, length: match[0].length, undone: undone.length });
  }
  text += view.text.slice(from);
  return { text, origin: (index, end) => view.origin(place(pieces, index, end === true), end) };
}

/** Maps a place of the undone text to the escaped text; an escape counts as a whole. */
function place(pieces: readonly Piece[], index: number, end: boolean): number {
  let low = 0;
  let high = pieces.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const to = pieces[middle]?.to ?? 0;
    if (end ? to < index : to <= index) low = middle + 1;
    else high = middle;
  }
  const piece = pieces[low];
  const before = pieces[low - 1];
  if (piece !== undefined && index > piece.to - piece.undone) return end ? piece.rawTo : piece.rawTo - piece.length;
  return before === undefined ? index : before.rawTo + (index - before.to);
}

/** The ways in which a text stands inside another one, undone: `%2B`, `+`, `\u002b`, `&#43;`, `=2B`, base64. */

/** A text with some escapes undone, and the places of its characters in the original. */
interface View {
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

/** One kind of escapes: when a text may hold some, what one looks like, and what it stands for. */
interface Layer {
  readonly trigger: RegExp;
  readonly pattern: RegExp;
  readonly undo: (escape: string) => string;
}

/** The named entities of the characters from U+00A0 on, as encoders for HTML 4 write them. */
const latinNames =
  'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml'.split(
    ' ',
  );
const named = new Map([
  ...Object.entries({ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }),
  ...latinNames.map((name, index) => [name, String.fromCharCode(0xa0 + index)] as const),
]);
const controls: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** Patterns are read from left to right without going back: what an escape may repeat, nothing behind it begins with. */
const layers: readonly [Layer, ...Layer[]] = [
  {
    trigger: /[%\\&]/,
    pattern:
      /(?:%[0-9a-f]{2})+|\\(?:u[0-9a-f]{4}|u\{[0-9a-f]{1,6}\}|x[0-9a-f]{2}|[!-/:-@[-`{-~bfnrt])|&(?:#\d{1,12}|#x[0-9a-f]{1,12}|[a-z]{2,6}\d{0,2});/gi,
    undo: undoEscape,
  },
  { trigger: /\+/, pattern: /\+/g, undo: () => ' ' },
  {
    trigger: /=(?:3D|\r?\n|[0-9a-f]{2}=[0-9a-f]{2})/i,
    pattern: /(?:=[0-9a-f]{2})+|=\r?\n/gi,
    undo: (run) => (run.length < 3 || run.endsWith('\n') ? '' : utf8(run.replaceAll('=', ''), 'hex')),
  },
  // Base64 in lines of 60 characters or more.
  { trigger: /[\w+/]\r?\n[\w+/]/, pattern: /\r?\n(?<=[\w+/]{60}\r?\n)(?=[\w+/])/g, undo: () => '' },
  { trigger: /[\w+/-]{16}/, pattern: /[\w+/-]{16,}/g, undo: (run) => opened(run, 'base64') },
  { trigger: /[\da-f]{16}/i, pattern: /[\da-f]{16,}/gi, undo: (run) => opened(run, 'hex') },
];

/** A text with its escapes undone once. */
export function unescaped(text: string): string {
  return text.replace(layers[0].pattern, undoEscape);
}

function undoEscape(escape: string): string {
  if (escape.startsWith('%')) return utf8(escape.replaceAll('%', ''), 'hex');
  if (escape.startsWith('\\'))
    return /^\\[ux]/i.test(escape)
      ? (fromCode(escape.slice(2).replace(/[{}]/g, ''), 16) ?? escape)
      : (controls[escape.charAt(1)] ?? escape.charAt(1));
  const code = /^&#(x?)([0-9a-f]+);$/i.exec(escape);
  if (code === null) return named.get(escape.slice(1, -1)) ?? named.get(escape.slice(1, -1).toLowerCase()) ?? escape;
  return fromCode(code[2] ?? '', code[1] === '' ? 10 : 16) ?? escape;
}

function fromCode(digits: string, radix: number): string | undefined {
  const point = Number.parseInt(digits, radix);
  return point > 0x10ffff ? undefined : String.fromCodePoint(point);
}

/** The decoded text of a run of base64, base64url or hexadecimal digits; the run itself if it is no text. */
function opened(run: string, encoding: 'base64' | 'hex'): string {
  const text = utf8(run, encoding);
  return /[\uFFFD\p{Cc}]/u.test(text.replace(/[\t\r\n]/g, '')) ? run : text;
}

function utf8(text: string, encoding: 'hex' | 'base64'): string {
  return Buffer.from(text, encoding).toString('utf8');
}

/** The maximum depth of nested escapes. */
const deepest = 6;

/**
 * The text itself and every view of it with escapes undone, one kind after the other, also where one stands in another.
 * @returns undefined where they are together much longer than the text: whoever writes so wants to keep us busy
 */
export function viewsOf(text: string): View[] | undefined {
  const views = [{ text, origin: (index: number) => index, depth: 0 }];
  const seen = new Set([text]);
  let budget = 16 * text.length + 65_536;
  for (const view of views) {
    if (view.depth === deepest) continue;
    for (const layer of layers) {
      if (!layer.trigger.test(view.text)) continue;
      const undone = undoIn(view, layer);
      if (seen.has(undone.text)) continue;
      budget -= undone.text.length;
      if (budget < 0) return undefined;
      seen.add(undone.text);
      views.push({ ...undone, depth: view.depth + 1 });
    }
  }
  return views;
}

function undoIn(view: View, { pattern, undo }: Layer): View {
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

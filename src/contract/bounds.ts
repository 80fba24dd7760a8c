/** A contract is data from anywhere: what would take minutes or all memory to read is refused before it does. */
import { UserError } from '../core/user-error.ts';

/** Far above what an API document needs, far below what takes seconds. */
const mostNodes = 200_000;
const deepest = 100;
const longestEnum = 10_000;
const longestPattern = 1000;
const longestText = 100_000;

/** What would do something to a terminal, or show a text as another: controls, and marks of writing direction. */
const unprintable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

/**
 * Checks what a document would grow to when its aliases and references are written out.
 * @param file the name for error messages
 * @throws UserError for what is too large, too deep or cyclic, and for characters that no terminal should print
 */
export function checkBounds(file: string, root: unknown): void {
  let nodes = 0;
  const walk = (value: unknown, depth: number, pointer: string): void => {
    nodes += 1;
    if (nodes > mostNodes)
      throw new UserError(
        `${file}: has more than ${mostNodes} values when its aliases and references are written out; a contract has some thousands`,
      );
    if (typeof value === 'string') checkText(file, pointer, value);
    if (typeof value !== 'object' || value === null) return;
    if (depth > deepest)
      throw new UserError(
        `${file}#${pointer.slice(0, 80)}…: is nested more than ${deepest} levels deep, or holds itself`,
      );
    for (const [key, member] of Object.entries(value)) {
      const at = `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      checkText(file, at, key);
      if (key === 'pattern' && typeof member === 'string') checkPattern(file, at, member);
      if (pointer.endsWith('/patternProperties')) checkPattern(file, at, key);
      if (key === 'minLength' && typeof member === 'number' && member > longestText)
        throw new UserError(`${file}#${at}: is ${member}; ${longestText} is the most`);
      if (key === 'enum' && Array.isArray(member) && member.length > longestEnum)
        throw new UserError(`${file}#${at}: lists ${member.length} values; ${longestEnum} are the most`);
      walk(member, depth + 1, at);
    }
  };
  walk(root, 0, '');
}

function checkPattern(file: string, place: string, pattern: string): void {
  if (pattern.length > longestPattern)
    throw new UserError(
      `${file}#${place.slice(0, 200)}: is a pattern of ${pattern.length} characters; ${longestPattern} are the most`,
    );
}

function checkText(file: string, place: string, text: string): void {
  const found = unprintable.exec(text)?.[0];
  if (found !== undefined)
    throw new UserError(
      `${file}#${printable(place)}: holds the character U+${found.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}, which no terminal should print; take it away`,
    );
}

function printable(place: string): string {
  return place.slice(0, 200).replace(new RegExp(unprintable, 'g'), '?');
}

/** A contract is data from anywhere: what would take minutes or all memory to read is refused before it does. */
import { UserError } from './error.ts';

/** Far above what an API document needs, far below what takes seconds. */
const mostNodes = 200_000;
const deepest = 100;
const longestEnum = 10_000;
const longestPattern = 1000;

/**
 * Checks what a document would grow to when its aliases and references are written out.
 * @param file the name for error messages
 * @throws UserError for what is too large, too deep, cyclic, or a pattern that may run for ever
 */
export function checkBounds(file: string, root: unknown): void {
  let nodes = 0;
  const walk = (value: unknown, depth: number, pointer: string): void => {
    nodes += 1;
    if (nodes > mostNodes)
      throw new UserError(
        `${file}: has more than ${mostNodes} values when its aliases and references are written out; a contract has some thousands`,
      );
    if (typeof value !== 'object' || value === null) return;
    if (depth > deepest)
      throw new UserError(
        `${file}#${pointer.slice(0, 80)}…: is nested more than ${deepest} levels deep, or holds itself`,
      );
    for (const [key, member] of Object.entries(value)) {
      const at = `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      if (key === 'pattern' && typeof member === 'string') checkPattern(file, at, member);
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
      `${file}#${place}: is a pattern of ${pattern.length} characters; ${longestPattern} are the most`,
    );
  if (mayRunForEver(pattern))
    throw new UserError(
      `${file}#${place}: the pattern ${JSON.stringify(pattern.slice(0, 100))} repeats a group that itself repeats or chooses, which may run for ever on a server's answer; write it without`,
    );
}

/** What a group holds that makes its repetition dangerous. */
interface Group {
  risky: boolean;
}

/**
 * Whether a group that repeats or chooses is repeated itself without a small bound: such patterns can take exponential
 * time on the right text. Some harmless ones look the same.
 */
export function mayRunForEver(pattern: string): boolean {
  const groups: Group[] = [{ risky: false }];
  const tokens = pattern.matchAll(/\\.|\[(?:\\.|[^\]\\])*\]|\(\?(?:[:=!]|<[=!]|<\w+>)|[()|]|[*+]|\{\d+(?:,\d*)?\}|./gs);
  let closed: Group | undefined;
  for (const [token] of tokens) {
    const group = groups.at(-1);
    if (group === undefined) return true;
    const repeats = isUnbounded(token);
    if (repeats && closed?.risky === true) return true;
    if (token.startsWith('(')) groups.push({ risky: false });
    else if (token === '|' || repeats) group.risky = true;
    if (token === ')') {
      closed = groups.pop();
      const outer = groups.at(-1);
      if (outer !== undefined && closed?.risky === true) outer.risky = true;
    } else closed = undefined;
  }
  return false;
}

function isUnbounded(token: string): boolean {
  if (token === '*' || token === '+') return true;
  const [, most] = /^\{\d+,?(\d*)\}$/.exec(token) ?? [];
  return (
    token.startsWith('{') &&
    token.length > 1 &&
    token.endsWith('}') &&
    (token.includes(',}') || Number(most ?? 0) > 100)
  );
}

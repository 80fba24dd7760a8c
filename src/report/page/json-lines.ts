/** A JSON text in lines; the lines of a pointer are marked. */
import { escapeToken } from '../../core/json-pointer.ts';

interface Line {
  readonly text: string;
  readonly marked: boolean;
}

/** The lines of a body; the lines of the value at `pointer` are marked, if it exists. */
export function linesOf(body: string, pointer: string): Line[] {
  const plain = body.split('\n').map((text) => ({ text, marked: false }));
  if (pointer === '') return plain;
  try {
    const lines = write(JSON.parse(body), '', '', '', pointer);
    return lines.map(({ text }) => text).join('\n') === body ? lines : plain;
  } catch {
    return plain;
  }
}

/** Writes a value as `JSON.stringify(value, undefined, 2)` does. */
function write(value: unknown, label: string, indent: string, here: string, pointer: string): Line[] {
  const marked = here === pointer || here.startsWith(`${pointer}/`);
  if (typeof value !== 'object' || value === null)
    return [{ text: `${indent}${label}${JSON.stringify(value)}`, marked }];
  const isArray = Array.isArray(value);
  const [open, close] = isArray ? ['[', ']'] : ['{', '}'];
  const entries = Object.entries(value);
  if (entries.length === 0) return [{ text: `${indent}${label}${open}${close}`, marked }];
  const inner = entries.flatMap(([key, member], index) => {
    const own = isArray ? '' : `${JSON.stringify(key)}: `;
    const at = `${here}/${escapeToken(key)}`;
    const lines = write(member, own, `${indent}  `, at, pointer);
    return lines.map((line, number) =>
      number === lines.length - 1 && index < entries.length - 1 ? { ...line, text: `${line.text},` } : line,
    );
  });
  return [{ text: `${indent}${label}${open}`, marked }, ...inner, { text: `${indent}${close}`, marked }];
}

/** One file of a contract: its value, and the line of each place in it. */
import { createHash } from 'node:crypto';
import { EVENT_ID, getScalarValue, load, parseEvents, YAMLException } from 'js-yaml';
import { escapeToken } from '../core/json-pointer.ts';
import { UserError } from '../core/user-error.ts';
import type { Json } from './json.ts';

export interface SourceFile {
  /** The path for messages. */
  readonly name: string;
  readonly value: Json;
  /** The hash of its bytes, in hexadecimal digits. */
  readonly sha256: string;
  /** The line of a place, from 1; of the nearest place above it if the place is not in the file. */
  lineOf(pointer: string): number;
}

/**
 * Reads YAML or JSON.
 * @throws UserError with file and line of invalid YAML
 */
export function parseSource(name: string, content: Buffer): SourceFile {
  const source = content.toString().replace(/^\ufeff/, '');
  let lines: ReadonlyMap<string, number> | undefined;
  return {
    name,
    value: parse(name, source),
    sha256: createHash('sha256').update(content).digest('hex'),
    lineOf: (pointer) => {
      lines ??= linesOf(source);
      for (let place = pointer; ; place = place.slice(0, place.lastIndexOf('/'))) {
        const line = lines.get(place);
        if (line !== undefined || place === '') return line ?? 1;
      }
    },
  };
}

function parse(name: string, text: string): Json {
  try {
    return /^\s*\{/.test(text) && name.endsWith('.json') ? (JSON.parse(text) as Json) : (load(text) as Json);
  } catch (error) {
    const line = error instanceof YAMLException && error.mark !== undefined ? `:${error.mark.line + 1}` : '';
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw new UserError(`${name}${line}: is not valid YAML or JSON: ${reason.slice(0, 200)}`);
  }
}

/** The line of each key and item, by its JSON Pointer. */
function linesOf(text: string): Map<string, number> {
  const lines = new Map<string, number>();
  const events = parseEvents(text, {});
  let at = 0;
  let offset = 0;
  let line = 1;
  // Events come in the order of the text, so lines are counted once.
  const lineAt = (position: number): number => {
    for (; offset < position; offset += 1) if (text.charCodeAt(offset) === 10) line += 1;
    return line;
  };
  const read = (pointer: string): void => {
    const event = events[at];
    at += 1;
    if (event === undefined) return;
    if (event.type === EVENT_ID.SEQUENCE) {
      for (let index = 0; events[at]?.type !== EVENT_ID.POP; index += 1) {
        const item = events[at];
        if (item !== undefined && 'start' in item) lines.set(`${pointer}/${index}`, lineAt(item.start));
        if (item === undefined) return;
        read(`${pointer}/${index}`);
      }
      at += 1;
    } else if (event.type === EVENT_ID.MAPPING) {
      while (at < events.length && events[at]?.type !== EVENT_ID.POP) {
        const key = events[at];
        at += 1;
        const place =
          key?.type === EVENT_ID.SCALAR ? `${pointer}/${escapeToken(getScalarValue(text, key))}` : `${pointer}/?`;
        if (key?.type === EVENT_ID.SCALAR) lines.set(place, lineAt(key.valueStart));
        read(place);
      }
      at += 1;
    }
  };
  at = events.findIndex(({ type }) => type === EVENT_ID.MAPPING || type === EVENT_ID.SEQUENCE);
  if (at >= 0) read('');
  return lines;
}

/** The places of a team's document that the text of a source names. */
import type { Json, JsonObject } from './json.ts';
import { object } from './raw.ts';

/** Lines of a file, from 1. */
export interface Place {
  readonly file: string;
  readonly from: number;
  readonly to: number;
}

/** A place as a source writes it: `FILE:LINE` or `FILE:FROM-TO`. */
interface CitedPlace extends Place {
  readonly text: string;
}

/** The places that a source names, in its order; none for one that names a standard alone. */
export function placesIn(source = ''): CitedPlace[] {
  return source.split(/[\s,;]+/).flatMap((word) => {
    const [, text, file, from, to] = /(?<![^:#])(([^:#]+\.\w+):([1-9]\d*)(?:-([1-9]\d*))?)/.exec(word) ?? [];
    if (text === undefined || file === undefined) return [];
    return [{ text, file: file.replaceAll('\\', '/'), from: Number(from), to: Number(to ?? from) }];
  });
}

/** The places with a passage that no `x-source` of a document names. */
export function uncitedPassages(document: JsonObject): string[] {
  const passages = Object.keys(object(document['x-passages']));
  if (passages.length === 0) return [];
  const cited = new Set<string>();
  const seen = new Set<Json>();
  const look = (value: Json): void => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    seen.add(value);
    for (const [name, member] of Object.entries(value)) {
      if (name === 'x-source' && typeof member === 'string') for (const { text } of placesIn(member)) cited.add(text);
      else look(member);
    }
  };
  look(document);
  return passages.filter((place) => !cited.has(place));
}

/** Reads values of a document without assumptions about their types. */
import { defined } from '../core/defined.ts';
import type { Level, Provenance } from './model.ts';
import type { JsonObject } from './json.ts';

/** The level, source and reading of a part of a document: its own, or what it inherits. */
export function provenance(raw: Readonly<Record<string, unknown>>, inherited?: Provenance): Provenance {
  const said = (value: unknown): string | undefined => (value === undefined ? undefined : text(value));
  return {
    level: (raw['x-level'] ?? inherited?.level ?? 'documented') as Level,
    ...defined({
      source: said(raw['x-source'] ?? inherited?.source),
      reading: said(raw['x-reading'] ?? inherited?.reading),
    }),
  };
}

/** Whether a text can be the name of a header or of an authentication scheme: a token of RFC 9110 section 5.6.2. */
export function isToken(text: string): boolean {
  return /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(text);
}

export function object(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

export function list(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.map(object) : [];
}

/** A text in one line, for titles and messages. */
export function text(value: unknown): string {
  return typeof value === 'string'
    ? value.replace(/\s+/g, ' ').trim()
    : value === undefined
      ? ''
      : JSON.stringify(value);
}

/** A text in lower-case letters, digits and hyphens. */
export function slugOf(words: string): string {
  return words
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 40);
}

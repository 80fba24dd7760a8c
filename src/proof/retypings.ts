/** The ways in which a value can be another one than its schema says. */
import type { Schema } from '../contract/model.ts';
import { schemaErrors } from '../engine/judge/schema.ts';

interface Retyping {
  readonly id: string;
  /** Completes "sends `member` as …". */
  readonly phrase: string;
  /** Another value in place of one, which may be absent. */
  readonly change: (value: unknown) => unknown;
}

const make = (id: string, phrase: string, change: (value: unknown) => unknown): Retyping => ({ id, phrase, change });

/** The values that every schema of one type excludes. */
const always: readonly Retyping[] = [
  make('null', 'null', () => null),
  make('in-array', 'the only item of an array', (value) => [value]),
  make('nested', 'an object around it', (value) => ({ value })),
  make('text', 'a text', () => 'text'),
  make('number', 'a number', () => 7),
  make('float', 'a number with a fraction', (value) => (typeof value === 'number' ? value + 0.5 : 1.5)),
  make('numeric-text', 'a number written as text', (value) => (typeof value === 'number' ? String(value) : '7')),
];

/** The values that break one keyword. */
const byKeyword: Readonly<Record<string, readonly Retyping[]>> = {
  minLength: [make('empty-text', 'an empty text', () => '')],
  pattern: [make('padded', 'its text with a space before it', (value) => ` ${typeof value === 'string' ? value : ''}`)],
  minimum: [make('zero', '0', () => 0), make('negative', 'a negative number', () => -1)],
  minItems: [make('empty-array', 'an empty array', () => [])],
  maxItems: [
    make('doubled', 'an array with its item twice', (value) =>
      Array.isArray(value) && value.length > 0 ? [...(value as unknown[]), ...(value as unknown[])] : [{}, {}],
    ),
  ],
};

/** Those that the schema excludes. */
export function retypings(schema: Schema, sample: unknown): Retyping[] {
  const keywords = Object.keys(schema).flatMap((keyword) => byKeyword[keyword] ?? []);
  const constant = schema.const === undefined ? [] : [otherConstant(schema.const)];
  const seen = new Set<string>();
  return [...always, ...keywords, ...constant].filter((each) => {
    const text = JSON.stringify(each.change(sample));
    if (seen.has(text) || schemaErrors(schema, each.change(sample)).length === 0) return false;
    seen.add(text);
    return true;
  });
}

function otherConstant(documented: unknown): Retyping {
  return make('other-constant', 'another constant', () => {
    if (typeof documented === 'boolean') return !documented;
    if (typeof documented === 'number') return documented + 99;
    return typeof documented === 'string' ? documented.toLowerCase().concat('s') : 'other';
  });
}

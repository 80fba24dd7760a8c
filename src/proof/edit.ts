/** Edits of a JSON value at a place. Pure: the value given is left as it is. */
import { tokensOf } from '../core/json-pointer.ts';
import { withJson } from './bytes.ts';
import type { Alteration } from './bytes.ts';

/** A change of the container that holds a member. */
export type Edit = (container: Record<string, unknown>, key: string) => void;

/** The value with an edit at a JSON Pointer, whose `*` is the first item of an array; as it was where there is no such place. */
export function edited(json: unknown, pointer: string, edit: Edit): unknown {
  const copy = structuredClone(json);
  const tokens = tokensOf(pointer).map((token) => (token === '*' ? '0' : token));
  let container: unknown = copy;
  for (const token of tokens.slice(0, -1)) container = isContainer(container) ? container[token] : undefined;
  const key = tokens.at(-1);
  if (isContainer(container) && key !== undefined) edit(container, key);
  return copy;
}

function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Takes a member out. */
export const removed: Edit = (container, key) => {
  if (Array.isArray(container)) container.splice(Number(key), 1);
  else Reflect.deleteProperty(container, key);
};

/** Gives a member another name. */
export const renamed =
  (to: string): Edit =>
  (container, key) => {
    if (!Object.hasOwn(container, key)) return;
    container[to] = container[key];
    removed(container, key);
  };

/** Puts another value in a member's place, made from the one that was there. */
export const replaced =
  (change: (value: unknown) => unknown): Edit =>
  (container, key) => {
    container[key] = change(container[key]);
  };

/** An answer with an edit at a place of its JSON. */
export const editedAt = (pointer: string, edit: Edit): Alteration => withJson((json) => edited(json, pointer, edit));

/** Faults of form of a documented failure: its status, its headers, its body, and each node of it. */
import { escapeToken } from '../core/json-pointer.ts';
import { spoiltBodies, redirected, withHeader, withJson, withStatus } from './bytes.ts';
import { editedAt, removed, renamed, replaced } from './edit.ts';
import type { Edit } from './edit.ts';
import type { Form } from './success-forms.ts';

const form = (id: string, phrase: string, alter: Form['alter']): Form => ({ id, phrase, alter, shows: '*' });

type Change = readonly [id: string, phrase: string, change: (value: unknown) => unknown];

/** Other values of the whole body. */
const bodies: readonly Change[] = [
  ['in-array', 'its value in an array', (value) => [value]],
  ['nested', 'an object around its value', (value) => ({ result: value })],
  ['null', 'null', () => null],
  ['empty-object', 'an empty object', () => ({})],
];

/** Everything that can be wrong with a failure; whether it breaks a promise, the golden matrix says. */
export function failureForms(sample: unknown): Form[] {
  return [
    ...[200, 202, 400, 401, 418, 500, 503].map((status) =>
      form(`status-${status}`, `with ${status}`, withStatus(status)),
    ),
    form('redirect-302', 'with a redirect, 302', redirected),
    form('challenge-missing', 'without `WWW-Authenticate`', withHeader('www-authenticate', undefined)),
    ...spoiltBodies.map(([id, phrase, alter]) => form(`body-${id}`, `with ${phrase}`, alter)),
    ...bodies.map(([id, phrase, change]) => form(`body-${id}`, `with ${phrase}`, withJson(change))),
    ...nodes(sample, ''),
  ];
}

const values: readonly Change[] = [
  ['null', 'null', () => null],
  ['in-array', 'the only item of an array', (value) => [value]],
  ['nested', 'an object around it', (value) => ({ value })],
  ['number', 'a number', (value) => (typeof value === 'number' ? value + 99 : 7)],
  ['text', 'a text', (value) => (typeof value === 'number' ? String(value) : 'text')],
  ['float', 'a number with a fraction', (value) => (typeof value === 'number' ? value + 0.5 : 1.5)],
];

/** Every node below a value, missing, under another name, or of another kind. */
function nodes(value: unknown, pointer: string): Form[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => {
    const place = `${pointer}/${escapeToken(key)}`;
    const name = place.slice(1).replaceAll('/', '.');
    const change = (id: string, phrase: string, edit: Edit): Form =>
      form(`${name}-${id}`, phrase, editedAt(place, edit));
    return [
      change('removed', `without \`${name}\``, removed),
      ...(Array.isArray(value) ? [] : [change('renamed', `with \`${name}\` called otherwise`, renamed(`${key}_1`))]),
      ...values.map(([id, phrase, to]) => change(id, `with \`${name}\` as ${phrase}`, replaced(to))),
      ...nodes(member, place),
    ];
  });
}

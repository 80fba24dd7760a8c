/** Faults of form of a documented success: its status, its headers, its body, and each member of it. */
import { answersTo } from '../contract/model.ts';
import type { Answer, Operation } from '../contract/model.ts';
import { membersOf } from '../contract/members.ts';
import type { Member } from '../contract/members.ts';
import { redirected, spoiltBodies, withHeader, withJson, withStatus } from './bytes.ts';
import type { Alteration } from './bytes.ts';
import { editedAt, removed, renamed, replaced } from './edit.ts';
import { at } from './wire.ts';
import { retypings } from './retypings.ts';

/** A fault of form before it has its place: id and phrase are completed by operation and answer. */
export interface Form {
  readonly id: string;
  readonly phrase: string;
  /** The requirement that it is sure to break, without its operation. */
  readonly shows: string;
  readonly alter: Alteration;
}

const form = (id: string, phrase: string, alter: Alteration, shows = 'success'): Form => ({ id, phrase, alter, shows });

/** Every fault of a success; `sample` is the JSON of one. */
export function successForms(operation: Operation, sample: unknown): Form[] {
  const answer = answersTo(operation, 'success')[0];
  if (answer === undefined) return [];
  return [...statuses(answer), ...headers(answer), ...bodies(answer), ...members(answer, sample)];
}

function statuses({ status }: Answer): Form[] {
  const inside = /^\d+$/.test(status) ? [201, 202].filter((each) => String(each) !== status) : [];
  const outside = [400, 401, 404, 500, 503];
  return [
    ...[...inside, ...outside].map((each) => form(`status-${each}`, `with ${each}`, withStatus(each))),
    form('redirect-302', 'with a redirect, 302', redirected),
  ];
}

function headers(answer: Answer): Form[] {
  const types: [string, string | undefined][] = [
    ['html', 'text/html'],
    ['plain', 'text/plain; charset=utf-8'],
    ['binary', 'application/octet-stream'],
    ['javascript', 'application/javascript'],
    ['missing', undefined],
  ];
  const mediaTypes =
    answer.schema === undefined || answer.isText === true
      ? []
      : types.map(([id, type]) => {
          const phrase = `as ${type ?? 'nothing in particular'}`;
          return form(`media-type-${id}`, phrase, withHeader('content-type', type), 'media-type');
        });
  const promised = answer.headers.flatMap(({ name }) => {
    const id = `header-${name.toLowerCase()}`;
    return [
      form(`${id}-missing`, `without \`${name}\``, withHeader(name, undefined), `answer/${id}`),
      form(`${id}-other`, `with another \`${name}\``, withHeader(name, 'other'), `answer/${id}`),
    ];
  });
  return [...mediaTypes, ...promised];
}

/** Other values of the whole body, and the requirement that each is sure to break if that is not the whole success. */
const values: readonly (readonly [id: string, phrase: string, change: (value: unknown) => unknown, shows?: string])[] =
  [
    ['in-array', 'its object in an array', (value) => [value]],
    ['nested', 'an object around its object', (value) => ({ result: value }), 'answer/*'],
    ['null', 'null', () => null],
    ['text', 'its JSON written as a JSON string', (value) => JSON.stringify(value)],
  ];

function bodies(answer: Answer): Form[] {
  if (answer.schema === undefined || answer.isText === true) return [];
  return [
    ...spoiltBodies.map(([id, phrase, alter]) => form(`body-${id}`, `with ${phrase}`, alter)),
    ...values.map(([id, phrase, change, shows]) => form(`body-${id}`, `with ${phrase}`, withJson(change), shows)),
  ];
}

function members(answer: Answer, sample: unknown): Form[] {
  if (answer.schema === undefined) return [];
  return membersOf(answer.schema, answer.provenance)
    .filter(({ schemaPath }) => !/\/allOf\/\d+$/.test(schemaPath))
    .flatMap((member) => [...absences(member), ...others(member, at(sample, member.pointer))]);
}

function absences({ name, pointer, required }: Member): Form[] {
  if (!required) return [];
  const key = name.split('.').at(-1) ?? name;
  const other = /[A-Z]/.test(key) ? key.toLowerCase() : key.replace(/_?([a-z])([a-z]*)$/, '$1$2').concat('_1');
  const shows = `answer/${name}`;
  return [
    form(`${name}-removed`, `without \`${name}\``, editedAt(pointer, removed), shows),
    form(`${name}-renamed`, `with \`${name}\` called otherwise`, editedAt(pointer, renamed(other)), shows),
  ];
}

function others({ name, pointer, schema, role }: Member, sample: unknown): Form[] {
  return retypings(schema, sample)
    .filter(({ change }) => !replacesCredentials(role, change(sample)))
    .map(({ id, phrase, change }) => {
      const shows = schema.const === undefined ? `answer/${name}*` : '*';
      return form(`${name}-${id}`, `with \`${name}\` as ${phrase}`, editedAt(pointer, replaced(change)), shows);
    });
}

/** A token in place of the one that was issued is another defect: requests with it are refused. */
function replacesCredentials(role: Member['role'], value: unknown): boolean {
  const usable = typeof value === 'number' || (typeof value === 'string' && value !== '');
  return (role === 'token' || role === 'token-secret') && usable;
}

/** Faults of form of a documented success: its status, its headers, its body, and each member of it. */
import { answersTo } from '../contract/model.ts';
import type { Answer, Operation } from '../contract/model.ts';
import { membersOf } from '../contract/members.ts';
import type { Member } from '../contract/members.ts';
import { redirected, spoiltBodies, withHeader, withJson, withStatus } from './bytes.ts';
import type { Alteration } from './bytes.ts';
import { edited, removed, renamed, replaced } from './edit.ts';
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
    form('redirect-302', 'with a redirect, 302', redirected(302)),
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
    answer.schema === undefined
      ? []
      : types.map(([id, type]) =>
          form(
            `media-type-${id}`,
            `as ${type ?? 'nothing in particular'}`,
            withHeader('content-type', type),
            'media-type',
          ),
        );
  const promised = answer.headers.flatMap(({ name }) => [
    form(
      `header-${name.toLowerCase()}-missing`,
      `without \`${name}\``,
      withHeader(name, undefined),
      `answer/header-${name.toLowerCase()}`,
    ),
    form(
      `header-${name.toLowerCase()}-other`,
      `with another \`${name}\``,
      withHeader(name, 'other'),
      `answer/header-${name.toLowerCase()}`,
    ),
  ]);
  return [...mediaTypes, ...promised];
}

function bodies(answer: Answer): Form[] {
  if (answer.schema === undefined) return [];
  return [
    ...spoiltBodies.map(([id, phrase, alter]) => form(`body-${id}`, `with ${phrase}`, alter)),
    form(
      'body-in-array',
      'with its object in an array',
      withJson((value) => [value]),
    ),
    form(
      'body-nested',
      'with an object around its object',
      withJson((value) => ({ result: value })),
      'answer/*',
    ),
    form(
      'body-null',
      'with null',
      withJson(() => null),
    ),
    form(
      'body-text',
      'with its JSON written as a JSON string',
      withJson((value) => JSON.stringify(value)),
    ),
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
  return [
    form(
      `${name}-removed`,
      `without \`${name}\``,
      withJson((json) => edited(json, pointer, removed)),
      `answer/${name}`,
    ),
    form(
      `${name}-renamed`,
      `with \`${name}\` called otherwise`,
      withJson((json) => edited(json, pointer, renamed(other))),
      `answer/${name}`,
    ),
  ];
}

function others({ name, pointer, schema, role }: Member, sample: unknown): Form[] {
  return retypings(schema, sample)
    .filter(({ change }) => !replacesCredentials(role, change(sample)))
    .map(({ id, phrase, change }) =>
      form(
        `${name}-${id}`,
        `with \`${name}\` as ${phrase}`,
        withJson((json) => edited(json, pointer, replaced(change))),
        schema.const === undefined ? `answer/${name}*` : '*',
      ),
    );
}

/** A token in place of the one that was issued is another defect: requests with it are refused. */
function replacesCredentials(role: Member['role'], value: unknown): boolean {
  const usable = typeof value === 'number' || (typeof value === 'string' && value !== '');
  return (role === 'token' || role === 'token-secret') && usable;
}

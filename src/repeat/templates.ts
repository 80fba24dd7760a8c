/** Writes the requests of a case as templates: `{{token of login}}` stands for what is known when the script runs. */
import type { Case, Mutation, Credentials, Step, Value } from '../plan/model.ts';
import { operationNamed, schemeOf } from '../plan/operations.ts';
import { draft, find, NotApplicable, present } from '../engine/request/build-request.ts';
import type { Circumstances, Draft } from '../engine/request/build-request.ts';
import type { Contract, Operation, SecurityScheme } from '../contract/model.ts';
import { changes } from './script/changes.js';
import { fill } from './script/fill.js';

/** A step with its operation, as its own scheme authenticates it. */
export type ResolvedStep = Omit<Step, 'operation'> & { readonly operation: Operation };

/** A step with what it names. */
export function resolved(contract: Contract, step: Step): ResolvedStep {
  const operation = operationNamed(contract, step.operation);
  return { ...step, operation: { ...operation, security: schemeOf(contract, step) } };
}

/** How a target wants its requests, where the document leaves a choice. */
export interface Dialect {
  readonly body: 'form' | 'json' | undefined;
  readonly tokenHeader: string | undefined;
}

/** A finding cannot be repeated by a script; the message says why. */
export class NoScript extends Error {}

/** A step's request with placeholders. @throws NoScript when there is no template for it */
export function templateOf(step: ResolvedStep, each: Case, contract: Contract, dialect: Dialect): Draft {
  if (hasBrackets(step)) throw new NoScript('its contract sends "{{" or "[[", which scripts have for themselves');
  const made = withEscapes(
    draft(
      { ...step, operation: step.operation.id, mutations: withPlaceholders(step) },
      circumstances(contract, dialect),
    ),
    step,
  );
  const scheme = step.operation.security;
  if (scheme === undefined || scheme.signature !== undefined) return withBase64(made);
  const plain = placeholders(step, (who, part) => `{{${part} of ${who}}}`);
  const flaw = find(step.mutations, 'credentials')?.flaw;
  if (flaw === undefined) return withBase64(present(made, step, scheme, plain, dialect.tokenHeader));
  const key = /key "(.*)"$/.exec(flaw.phrase)?.[1];
  const found = candidates(made, step, scheme, plain, dialect, key).find((candidate) =>
    isRight(candidate, made, step, scheme, dialect),
  );
  if (found === undefined) throw new NoScript(`a script cannot send ${flaw.phrase} (${each.id})`);
  return found;
}

/** Whether what a contract sends could be taken for a placeholder. */
function hasBrackets({ operation, mutations }: ResolvedStep): boolean {
  const { path, security } = operation;
  const values = operation.parameters.map(({ name, pointer, schema }) => [
    name,
    pointer,
    schema.const,
    schema.default,
    schema.examples,
    schema.enum,
  ]);
  return textsIn([path, security, values, mutations]).some((text) => /\{\{|\[\[/.test(text));
}

/** All texts in a value, names of members included. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => [name, ...textsIn(member)]);
}

/** Where JSON is written differently, one character of every text is escaped: that of a placeholder when it is known. */
function withEscapes(made: Draft, step: ResolvedStep): Draft {
  if (made.text === undefined || find(step.mutations, 'reordered') === undefined) return made;
  return { ...made, text: made.text.replace(/(: ")(\{\{[^{}]+\}\})/g, '$1[[escaped $2]]') };
}

/** Values of accounts become placeholders, changes included; what is chosen at random is chosen by the script. */
function withPlaceholders(step: ResolvedStep): Mutation[] {
  const touched = new Set(step.mutations.flatMap((each) => ('parameter' in each ? [each.parameter] : [])));
  const nicknames = step.operation.parameters.filter(
    ({ role, name, required }) => role === 'nickname' && required && !touched.has(name),
  );
  return [
    ...step.mutations.map((each): Mutation =>
      each.kind === 'set' ? { ...each, value: placeholder(each.value) } : each,
    ),
    ...nicknames.map(({ name }): Mutation => ({
      kind: 'set',
      parameter: name,
      value: { literal: '{{nickname of all}}' },
    })),
  ];
}

function placeholder(value: Value): Value {
  if ('literal' in value) return value;
  const text = `{{${value.part} of ${value.of}${value.mutation === undefined ? '' : `, ${value.mutation}`}}}`;
  return { literal: value.inArray === true ? [text] : text };
}

function circumstances(contract: Contract, { body, tokenHeader }: Dialect): Circumstances {
  return {
    contract,
    baseUrl: 'https://target.example',
    body,
    tokenHeader,
    probePath: '{{path of probe}}',
    account: (name) => ({ identity: `{{identity of ${name}}}`, password: `{{password of ${name}}}` }),
  };
}

function placeholders(step: ResolvedStep, name: (who: string, part: string) => string): Credentials {
  const { session, otherSession } = step;
  return {
    token: session === undefined ? undefined : name(session, 'token'),
    tokenSecret: session === undefined ? undefined : name(session, 'token-secret'),
    otherToken: otherSession === undefined ? undefined : name(otherSession, 'token'),
    identity: name(step.as, 'identity'),
    userId: session === undefined ? undefined : name(session, 'user-id'),
    password: name(step.as, 'password'),
    cookie: session === undefined ? undefined : name(session, 'cookie'),
    clientId: name('client', 'id'),
    clientSecret: name('client', 'secret'),
  };
}

/** Templates that may be what a flaw makes of credentials: as it is, by the parts of a JWT, or documented but for one change. */
function candidates(
  made: Draft,
  step: ResolvedStep,
  scheme: SecurityScheme,
  plain: Credentials,
  { tokenHeader }: Dialect,
  key: string | undefined,
): Draft[] {
  const parted = placeholders(step, (who, part) =>
    part === 'token'
      ? ['header', 'payload', 'signature'].map((each) => `{{token of ${who}, ${each}}}`).join('.')
      : `{{${part} of ${who}}}`,
  );
  const documented: ResolvedStep = { ...step, mutations: step.mutations.filter(({ kind }) => kind !== 'credentials') };
  const hows = [...Object.keys(changes), ...(key === undefined ? [] : [`signed with the key ${key}`])];
  const changedIn = (
    credentials: Credentials,
    names: readonly ('token' | 'clientSecret' | 'clientId')[],
  ): Credentials[] =>
    names.flatMap((name) => hows.map((how) => ({ ...credentials, [name]: plain[name]?.replace('}}', `, ${how}}}`) })));
  const changed = [
    ...changedIn(plain, ['token', 'clientSecret', 'clientId']),
    ...changedIn({ ...plain, clientSecret: '' }, ['clientId']),
  ];
  const attempts = [
    ...[plain, parted].map((credentials) => () => present(made, step, scheme, credentials, tokenHeader)),
    ...changed.map((credentials) => () => present(made, documented, scheme, credentials, tokenHeader)),
    ...changed.map(
      (credentials) => () => withTokenInQuery(present(made, documented, scheme, credentials, tokenHeader), plain),
    ),
  ];
  return attempts.flatMap((attempt) => {
    try {
      return [withBase64(attempt())];
    } catch (error) {
      if (error instanceof NotApplicable) return [];
      throw error;
    }
  });
}

/** The token itself in the query, beside what stands in the header. */
function withTokenInQuery(made: Draft, { token = '' }: Credentials): Draft {
  return { ...made, query: [...made.query, ['access_token', token]] };
}

const jwt = (payload: string): string =>
  `eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.${Buffer.from(payload).toString('base64url')}.mQ4xYb7Tt0aKc2LwVz9sRe5uNn1oPd8f`;
const samples: readonly Record<string, string>[] = [
  {
    token: 'Tk3nB2q9zXw8Lm4pRs7v',
    other: 'Uu5oC6d1yVx0Kn2qSt8e',
    id: 'app-Az3',
    secret: 'S3cr.et+Qb8',
    password: 'Pw1xYz',
  },
  { token: 'b1f0c9d8e7a6b5c4', other: '0a9b8c7d6e5f4a3b', id: '77bcd', secret: 'kd94hf93k423kf44', password: 'aB3' },
  { token: jwt('{"id":7,"x":"ab"}'), other: jwt('{"id":81,"y":1}'), id: 'Q1', secret: 'Zz-9', password: 'Hh7' },
];

/** Whether a template, filled in, is what the flaw itself makes; tried with several credentials. */
function isRight(
  template: Draft,
  made: Draft,
  step: ResolvedStep,
  scheme: SecurityScheme,
  { tokenHeader }: Dialect,
): boolean {
  let tried = 0;
  for (const sample of samples) {
    const value = (part: string, of: string): string =>
      part === 'token' && of === step.otherSession ? (sample['other'] ?? '') : (sample[part] ?? `${part}-${of}`);
    const credentials = placeholders(step, (who, part) => value(part, who));
    let wanted: Draft;
    try {
      wanted = present(made, step, scheme, credentials, tokenHeader);
    } catch (error) {
      if (error instanceof NotApplicable) continue;
      throw error;
    }
    tried += 1;
    if (filled(template, value) !== filled(wanted, value)) return false;
  }
  return tried > 0;
}

/** A draft with its placeholders filled in, to be compared. */
function filled(
  { url, query, headers, form, text }: Draft,
  value: (part: string, of: string) => string,
): string | undefined {
  const plain = (each: string): string => fill(each, value);
  try {
    return JSON.stringify([
      plain(url),
      query.map((pair) => pair.map(plain)),
      Object.entries(headers).map((pair) => pair.map(plain)),
      form?.map((pair) => pair.map(plain)),
      text === undefined ? undefined : plain(text),
    ]);
  } catch {
    return undefined;
  }
}

/** Base64 of a placeholder becomes the placeholder of base64. */
function withBase64(made: Draft): Draft {
  const headers = Object.entries(made.headers).map(([name, value]): [string, string] => {
    const [, before = '', encoded = ''] = /^(\S+ )?([A-Za-z0-9+/]+=*)$/.exec(value) ?? [];
    const decoded = Buffer.from(encoded, 'base64').toString('utf8');
    return [name, decoded.includes('{{') ? `${before}[[base64 ${decoded}]]` : value];
  });
  return { ...made, headers: Object.fromEntries(headers) };
}

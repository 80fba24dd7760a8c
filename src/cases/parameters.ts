/** Parameters: each mandatory one left out or blank, each constraint broken and met at its edge, each optional one, wrong types. */
import { parameterOf } from '../contract/model.ts';
import type { Contract, Operation, Parameter, Provenance } from '../contract/model.ts';
import { actor, at, before, makeCase, negative, positive, provenanceOf, requirement, step } from './build.ts';
import type { Case, Change, Value } from './case.ts';

export function parameters(contract: Contract): Case[] {
  return contract.operations.flatMap((operation) => [
    ...operation.parameters.flatMap((parameter) => [
      ...absent(contract, operation, parameter),
      ...broken(contract, operation, parameter),
      ...otherConstant(contract, operation, parameter),
      ...confirmation(contract, operation, parameter),
      ...shortest(contract, operation, parameter),
      ...optional(contract, operation, parameter),
      ...enumerated(contract, operation, parameter),
      ...mistyped(contract, operation, parameter),
      ...notAnObject(contract, operation, parameter),
    ]),
    ...allOptional(contract, operation),
    ...malformed(contract, operation),
    ...equivalent(contract, operation),
  ]);
}

const isJson = (operation: Operation): boolean => operation.bodyTypes[0] === 'application/json';

function set(parameter: Parameter, value: Value): Change[] {
  return [{ kind: 'set', parameter: parameter.name, value }];
}

/** "an `email`", "a `password`". */
function a(name: string): string {
  return `${/^[aeio]/i.test(name) ? 'an' : 'a'} \`${name}\``;
}

function aRequestWithout(operation: Operation, name: string): string {
  return `a ${operation.flow === 'register' ? 'registration' : operation.flow.replace('-', ' ')} without \`${name}\``;
}

/** Left out, blank, null: whatever of it the contract has an answer for. */
function absent(contract: Contract, operation: Operation, parameter: Parameter): Case[] {
  const { name } = parameter;
  const ways: [situation: string, slug: string, phrase: string, changes: Change[]][] = [];
  if (parameter.required) {
    ways.push([
      'missing-parameter',
      `without-${name}`,
      aRequestWithout(operation, name),
      [{ kind: 'omit', parameter: name }],
    ]);
    if (parameter.schema.type === 'string' || answers(operation, `blank-parameter:${name}`))
      ways.push(['blank-parameter', `blank-${name}`, `a blank \`${name}\``, set(parameter, { literal: '' })]);
    if (isJson(operation) && parameter.in === 'body')
      ways.push(['null-parameter', `null-${name}`, `${a(name)} that is null`, set(parameter, { literal: null })]);
  }
  return ways.flatMap(([situation, slug, phrase, changes]) =>
    asNegative(contract, operation, parameter, { situation, slug, phrase, changes }),
  );
}

/** Whether the contract answers a situation of just this parameter. */
function answers(operation: Operation, situation: string): boolean {
  return operation.answers.some((answer) => answer.when === situation);
}

interface Way {
  situation: string;
  slug: string;
  phrase: string;
  changes: Change[];
}

function asNegative(contract: Contract, operation: Operation, parameter: Parameter, way: Way): Case[] {
  const situation = `${way.situation}:${parameter.name}`;
  const answer = provenanceOf(operation, situation);
  if (answer === undefined) return [];
  const source = answer.source ?? parameter.provenance.source;
  return [
    negative(contract, operation, {
      ...way,
      situation,
      provenance: { ...answer, ...(source === undefined ? {} : { source }) },
      family: 'parameters',
      cause: `parameter:${parameter.name}`,
    }),
  ];
}

/** Each constraint broken just beyond its edge. */
function broken(contract: Contract, operation: Operation, parameter: Parameter): Case[] {
  const { schema, name } = parameter;
  const invalid = (slug: string, phrase: string, value: Value): Case[] =>
    asNegative(contract, operation, parameter, {
      situation: 'invalid-parameter',
      slug,
      phrase,
      changes: set(parameter, value),
    });
  const cases: Case[] = [];
  if (schema.const !== undefined || schema.enum !== undefined) {
    const allowed = (schema.enum ?? [schema.const]).map((value) => JSON.stringify(value)).join(', ');
    cases.push(...invalid(`other-${name}`, `${a(name)} other than ${allowed}`, { literal: 'other' }));
  }
  if (schema.format === 'email')
    cases.push(
      ...invalid(`malformed-${name}`, `a malformed \`${name}\`, one without an @`, {
        of: actor(operation),
        part: 'identity',
        mutation: 'without @',
      }),
    );
  if ((schema.minLength ?? 0) > 1) {
    const length = (schema.minLength ?? 0) - 1;
    cases.push(...invalid(`short-${name}`, `${a(name)} of ${length} characters`, { literal: textOf(length) }));
  }
  if (schema.maxLength !== undefined) {
    const length = schema.maxLength + 1;
    cases.push(...invalid(`long-${name}`, `${a(name)} of ${length} characters`, { literal: textOf(length) }));
  }
  if (schema.pattern !== undefined)
    cases.push(...invalid(`malformed-${name}`, `a malformed \`${name}\``, { literal: 'not-a-value' }));
  if (schema.type === 'integer')
    cases.push(...invalid(`text-${name}`, `${a(name)} that is not a number`, { literal: 'heavy' }));
  return cases;
}

/** The value that the parameter of the same name has in another operation. */
function otherConstant(contract: Contract, operation: Operation, parameter: Parameter): Case[] {
  const own = parameter.schema.const;
  const others = contract.operations
    .flatMap((each) => each.parameters)
    .filter(({ name, schema }) => name === parameter.name && schema.const !== undefined && schema.const !== own);
  if (own === undefined) return [];
  return others.slice(0, 1).flatMap(({ name, schema }) =>
    asNegative(contract, operation, parameter, {
      situation: 'invalid-parameter',
      slug: `${name}-${String(schema.const)}`,
      phrase: `${a(name)} of ${JSON.stringify(schema.const)}, another operation's`,
      changes: set(parameter, { literal: schema.const }),
    }),
  );
}

/** A confirmation that is not the password: another one, the password's beginning, the password in another case. */
function confirmation(contract: Contract, operation: Operation, parameter: Parameter): Case[] {
  if (parameter.role !== 'password-confirmation') return [];
  const own = { of: actor(operation), part: 'password' } as const;
  const ways: [string, string, Value][] = [
    ['differs', 'that differs from the password', { literal: textOf(12) }],
    ['cut', "that is the password's beginning", { ...own, mutation: 'cut' }],
    ['in-another-case', 'that is the password in another case', { ...own, mutation: 'in another case' }],
  ];
  return ways.flatMap(([slug, phrase, value]) =>
    asNegative(contract, operation, parameter, {
      situation: 'invalid-parameter',
      slug: `${parameter.name}-${slug}`,
      phrase: `${a(parameter.name)} ${phrase}`,
      changes: set(parameter, value),
    }),
  );
}

/** Letters of both cases and digits, in no order of the alphabet. */
export function textOf(length: number): string {
  return 'q7Xw2zT9'.repeat(Math.ceil(length / 8)).slice(0, length);
}

/** The password just long enough, where passwords are chosen. */
function shortest(contract: Contract, operation: Operation, parameter: Parameter): Case[] {
  const least = parameter.schema.minLength ?? 0;
  if (operation.flow !== 'register' || parameter.role !== 'password' || least < 2) return [];
  return [
    positive(contract, operation, {
      slug: `shortest-${parameter.name}`,
      statement: `accepts ${a(parameter.name)} of ${least} characters`,
      changes: set(parameter, { literal: textOf(least) }),
      provenance: parameter.provenance,
      family: 'parameters',
    }),
  ];
}

/** The value that an optional parameter is sent with. */
function sensible(parameter: Parameter): unknown {
  const { schema } = parameter;
  return schema.examples?.[0] ?? schema.default ?? schema.enum?.[0];
}

function optional(contract: Contract, operation: Operation, parameter: Parameter): Case[] {
  if (parameter.required || parameter.schema.type === 'object') return [];
  const { name, provenance } = parameter;
  const cases: Case[] = [];
  if (parameter.schema.default !== undefined)
    cases.push(
      positive(contract, operation, {
        slug: `without-optional-${name}`,
        statement: `accepts ${aRequestWithout(operation, name)}, which has a default`,
        changes: [{ kind: 'omit', parameter: name }],
        provenance,
        family: 'parameters',
        isPlain: parameter.schema.default === '',
      }),
    );
  const value = sensible(parameter);
  if (value !== undefined && value !== parameter.schema.default && parameter.schema.enum === undefined)
    cases.push(
      positive(contract, operation, {
        slug: `with-${name}`,
        statement: `accepts an optional \`${name}\``,
        changes: set(parameter, { literal: value }),
        provenance,
        family: 'parameters',
      }),
    );
  if (parameter.schema.default === '')
    cases.push(
      positive(contract, operation, {
        slug: `empty-${name}`,
        statement: `accepts an empty \`${name}\`, its default`,
        changes: set(parameter, { literal: '' }),
        provenance,
        family: 'parameters',
      }),
    );
  return cases;
}

function enumerated(contract: Contract, operation: Operation, parameter: Parameter): Case[] {
  return (parameter.schema.enum ?? []).map((value) =>
    positive(contract, operation, {
      slug: `${parameter.name}-${String(value)}`,
      statement: `accepts \`${parameter.name}\` ${JSON.stringify(value)}`,
      changes: set(parameter, { literal: value }),
      isPlain: isSentAnyway(parameter, value),
      provenance: parameter.provenance,
      family: 'parameters',
    }),
  );
}

/** Whether a plain request has this value. */
function isSentAnyway({ required, schema }: Parameter, value: unknown): boolean {
  const usual = schema.default ?? schema.examples?.[0] ?? schema.enum?.[0];
  return usual === value && (required || (schema.default !== undefined && schema.default !== ''));
}

/** Every optional parameter together. */
function allOptional(contract: Contract, operation: Operation): Case[] {
  const extra = operation.parameters.filter((parameter) => !parameter.required && sensible(parameter) !== undefined);
  if (extra.length < 2) return [];
  return [
    positive(contract, operation, {
      slug: 'all-optional',
      statement: 'accepts all optional parameters together',
      changes: extra.flatMap((parameter) => set(parameter, { literal: sensible(parameter) })),
      isPlain: extra.every((parameter) => isSentAnyway(parameter, sensible(parameter))),
      provenance: operation.provenance,
      family: 'parameters',
    }),
  ];
}

/** Wrong types of what decides who gets in: never a session from a login, never a server error from anybody. */
function mistyped(contract: Contract, operation: Operation, parameter: Parameter): Case[] {
  if (parameter.role !== 'identity' && parameter.role !== 'password') return [];
  const own = { of: actor(operation), part: parameter.role } as const;
  const json: [string, string, Value][] = [
    ['number', 'the number 0', { literal: 0 }],
    ['boolean', 'the boolean true', { literal: true }],
    ['null', 'null', { literal: null }],
  ];
  const any: [string, string, Value][] = [
    ['array', 'an array', { ...own, inArray: true }],
    ['object', 'an object', { literal: { $gt: '' } }],
    ['very-long', 'a text of 10,000 characters', { literal: textOf(10_000) }],
    ['with-nul', 'the right text with a NUL character after it', { ...own, mutation: 'with NUL after' }],
  ];
  const answered = (slug: string): boolean => slug === 'null' && answers(operation, `null-parameter:${parameter.name}`);
  return [...(isJson(operation) ? json : []), ...any]
    .filter(([slug]) => !answered(slug))
    .map(([slug, phrase, value]) =>
      harmless(contract, operation, {
        slug: `${parameter.name}-${slug}`,
        phrase: `${a(parameter.name)} that is ${phrase}`,
        changes: set(parameter, value),
        provenance: at('implied', parameter.provenance),
        cause: `type:${parameter.name}`,
      }),
    );
}

/** Something else where an object belongs. */
function notAnObject(contract: Contract, operation: Operation, parameter: Parameter): Case[] {
  if (parameter.schema.type !== 'object' || !parameter.required) return [];
  const values: [string, string, unknown][] = [
    ['text', 'a text', 'text'],
    ['number', 'a number', 1],
    ['array', 'an array', ['text']],
  ];
  return values.map(([slug, phrase, literal]) =>
    survives(contract, operation, {
      slug: `${parameter.name}-${slug}`,
      phrase: `${a(parameter.name)} that is ${phrase}`,
      changes: set(parameter, { literal }),
      provenance: at('implied', parameter.provenance),
      cause: `type:${parameter.name}`,
    }),
  );
}

/** Bodies that are not what the operation takes. */
function malformed(contract: Contract, operation: Operation): Case[] {
  if ((operation.flow !== 'login' && operation.flow !== 'register') || !isJson(operation)) return [];
  const bodies: [string, string, string][] = [
    ['malformed-json', 'a body that is not JSON', '{"'],
    ['empty-body', 'an empty body', ''],
    ['array-body', 'a body that is an array', '[]'],
    ['string-body', 'a body that is a string', '"login"'],
  ];
  return bodies.map(([slug, phrase, text]) =>
    negative(contract, operation, {
      slug,
      phrase: `${phrase}, without a server error`,
      changes: [{ kind: 'raw-body', text }],
      provenance: at('implied', operation.provenance),
      family: 'parameters',
      cause: 'body',
    }),
  );
}

/** A request with something odd in it. */
interface Odd {
  readonly slug: string;
  readonly phrase: string;
  readonly changes: readonly Change[];
  readonly provenance: Provenance;
  readonly cause: string;
}

/** A login refuses it; a registration may take it for a text, so it only has to survive it. */
function harmless(contract: Contract, operation: Operation, odd: Odd): Case {
  if (operation.flow !== 'login') return survives(contract, operation, odd);
  const phrase = `${odd.phrase}, without a server error`;
  return negative(contract, operation, { ...odd, phrase, family: 'parameters', security: true });
}

/** Whatever the answer is, it is no server error. */
function survives(contract: Contract, operation: Operation, odd: Odd): Case {
  const { steps, session } = before(contract, operation);
  const about = requirement(contract, operation, odd.slug, `survives ${odd.phrase}`, odd.provenance);
  const other = operation.flow === 'register' ? 'fresh2' : actor(operation);
  return makeCase(
    operation,
    'parameters',
    [
      ...steps,
      step('odd', operation, actor(operation), { ...session, changes: odd.changes }),
      step('control', operation, other, { ...session, must: 'accepted' }),
    ],
    [{ requirement: about, expect: { kind: 'no-server-error', step: 'odd' }, cause: odd.cause }],
    { security: true },
  );
}

/** The same request written differently. */
function equivalent(contract: Contract, operation: Operation): Case[] {
  if (operation.flow !== 'login' || parameterOf(operation, 'password') === undefined) return [];
  const json = isJson(operation);
  const written = (slug: string, statement: string, change: Change, source: string): Case =>
    positive(contract, operation, {
      slug,
      statement,
      changes: [change],
      provenance: at('standard', operation.provenance, { source }),
      family: 'parameters',
    });
  return [
    ...(json
      ? [
          written(
            'with-charset',
            'accepts a media type with a `charset` parameter',
            { kind: 'content-type', suffix: '; charset=utf-8' },
            'RFC 9110 section 8.3',
          ),
        ]
      : []),
    written(
      'reordered',
      json ? 'accepts members in another order, with escapes and white space' : 'accepts parameters in another order',
      { kind: 'reordered' },
      json ? 'RFC 8259 section 4' : 'WHATWG URL, application/x-www-form-urlencoded',
    ),
  ];
}

/** Constraints of parameters: each broken just beyond its edge, and met just inside it. */
import { defined } from '../../core/defined.ts';
import type { Contract, Operation, Parameter, Provenance, Schema } from '../../contract/model.ts';
import { actor, provenanceOf } from '../build.ts';
import { negative } from '../negative.ts';
import { forgivenTyping } from './near-misses.ts';
import { positive } from './positive.ts';
import type { Scenario } from '../model.ts';
import type { Mutation } from '../mutations/registry.ts';
import type { TextEdit } from '../mutations/texts.ts';
import type { Value } from '../mutations/value.ts';
import { answers, isAllowed, isForbidden, set, textOf } from '../values.ts';
import {
  addressPhrases,
  confirmationPhrases,
  parameterPhrases,
  plainPasswordPhrases,
} from '../../words/statements/parameters.ts';
import { accepts } from '../../words/statements/responses.ts';
import { interpretations } from '../../words/interpretations.ts';

interface Way {
  situation: string;
  slug: string;
  phrase: string;
  mutations: Mutation[];
  /** The provenance, if it differs from that of the constraint. */
  own?: Provenance | undefined;
}

/** An invalid request with a documented response; empty without one, or if the schema allows the value. */
export function* asNegative(
  contract: Contract,
  operation: Operation,
  parameter: Parameter,
  way: Way,
): Generator<Scenario> {
  const situation = `${way.situation}:${parameter.name}`;
  const answer = provenanceOf(operation, situation);
  if (answer === undefined || isHarmless(operation, parameter, way)) return;
  const source = answer.source ?? parameter.provenance.source;
  yield negative(contract, operation, {
    ...way,
    situation,
    provenance: { ...answer, ...defined({ source }), ...way.own },
    family: 'parameters',
    ...(parameter.role === 'password' ? { security: operation.flow === 'login' ? 'password' : 'password-length' } : {}),
    defectKey: `${way.situation === 'invalid-parameter' ? 'value' : 'parameter'}:${parameter.name}`,
  });
}

/** Whether the schema allows the value. Of blank and null it decides by its values and types, else the document does. */
function isHarmless(operation: Operation, parameter: Parameter, { situation, mutations }: Way): boolean {
  const { schema } = parameter;
  return mutations.some((change) => {
    if (change.mutate !== 'set' || !('literal' in change.value)) return false;
    const { literal } = change.value;
    if (answers(operation, `${situation}:${parameter.name}`) && (literal === '' || literal === null)) return false;
    if (literal === '') return [schema.const, schema.default, ...(schema.enum ?? [])].includes('');
    if (literal === null) return [schema.type].flat().includes('null') || schema['nullable'] === true;
    return (
      situation === 'invalid-parameter' &&
      parameter.role !== 'password-confirmation' &&
      !isForbidden(operation, parameter, literal)
    );
  });
}

/** Texts of which one breaks most constraints, or meets most. */
const oddTexts = ['other', 'not-a-value', '!', '?-/ ', '0', textOf(8)];
/** All kinds of characters first, for servers that ask passwords for each of them. */
const alphabets = ['q7!Xw2#zT9', undefined, '73910482', 'qxwzt', 'QXWZT'];

/** Malformed addresses that contain an @. */
const noAddresses: readonly [slug: keyof typeof addressPhrases, by: TextEdit][] = [
  ['without-domain', 'without-domain'],
  ['without-name', 'without-name'],
  ['of-two-domains', 'two-domains'],
  ['with-space', 'space-in-name'],
  ['of-two-lines', 'two-lines'],
];

/** A longer text than this is a test of the network. */
const longest = 100_000;

/** Makes the case of an invalid value of a parameter. */
function invalidIn(contract: Contract, operation: Operation, parameter: Parameter) {
  return (slug: string, phrase: string, value: Value, own?: Provenance): Generator<Scenario> =>
    asNegative(contract, operation, parameter, {
      situation: 'invalid-parameter',
      slug,
      phrase,
      mutations: set(parameter, value),
      own,
    });
}

/** Each constraint broken just beyond its edge. */
export function* broken(contract: Contract, operation: Operation, parameter: Parameter): Generator<Scenario> {
  const { schema, name } = parameter;
  const invalid = invalidIn(contract, operation, parameter);
  const odd = (first: string, by = parameter): Value => ({
    literal: [first, ...oddTexts].find((text) => isForbidden(operation, by, text)) ?? first,
  });
  if (schema.const !== undefined || schema.enum !== undefined) {
    const allowed = schema.enum ?? [schema.const];
    yield* invalid(`other-${name}`, parameterPhrases.otherThan(name, allowed), odd('other'));
  }
  if (schema.format === 'email')
    yield* invalid(
      `malformed-${name}`,
      parameterPhrases.withoutAt(name),
      parameter.role === 'identity'
        ? { of: actor(operation), part: 'identity', by: 'without-at' }
        : { literal: 'conformance.example.com' },
    );
  if (schema.format === 'email' && parameter.role === 'identity')
    for (const [slug, by] of noAddresses)
      yield* invalid(
        `${name}-${slug}`,
        addressPhrases[slug](name),
        { of: actor(operation), part: 'identity', by },
        { level: 'advice' },
      );
  for (const [slug, phrase, literal] of nearConstant(parameter)) yield* invalid(slug, phrase, { literal });
  if ((schema.minLength ?? 0) > 1) {
    const length = (schema.minLength ?? 0) - 1;
    yield* invalid(`short-${name}`, parameterPhrases.ofLength(name, length), { literal: textOf(length) });
    // Too short in characters, and long enough in bytes and in the units of UTF-16.
    if (parameter.role === 'password')
      yield* invalid(
        `short-${name}-beyond-ascii`,
        parameterPhrases.ofLengthBeyondAscii(name, length),
        { literal: Array.from('éü🙂ñø'.repeat(length)).slice(0, length).join('') },
        { level: 'advice', reading: interpretations.characters },
      );
  }
  if (schema.maxLength !== undefined && schema.maxLength < longest) {
    const length = schema.maxLength + 1;
    yield* invalid(`long-${name}`, parameterPhrases.ofLength(name, length), { literal: textOf(length) });
  }
  for (const [slug, number] of beyond(schema))
    yield* invalid(`${slug}-${name}`, parameterPhrases.ofNumber(name, number), { literal: number });
  const shape = { ...parameter, schema: shapeOf(schema) };
  const malformed = odd('not-a-value', shape);
  if ('literal' in malformed && isForbidden(operation, shape, malformed.literal)) {
    const slug = schema.format === 'email' ? `against-pattern-${name}` : `malformed-${name}`;
    const phrase = schema.format === 'email' ? parameterPhrases.againstPattern(name) : parameterPhrases.malformed(name);
    yield* invalid(slug, phrase, malformed);
  }
  if (schema.type === 'integer')
    yield* invalid(`text-${name}`, parameterPhrases.nonNumeric(name), { literal: 'heavy' });
}

/** Values that may be taken for a constant: it with a letter more, and of a `grant_type` the others of RFC 6749. */
function nearConstant({ name, schema }: Parameter): [slug: string, phrase: string, value: string][] {
  const value = schema.const;
  if (typeof value !== 'string') return [];
  const grants = name === 'grant_type' ? ['client_credentials', 'refresh_token'] : [];
  const capitals = value.toUpperCase();
  return [
    [`${name}-extended`, `${value}x`],
    ...grants.map((grant): [string, string] => [`${name}-${grant.replace('_', '-')}`, grant]),
    ...(value === capitals ? [] : [[`${name}-in-capitals`, capitals] as [string, string]]),
  ].map(([slug = '', other = '']) => [slug, parameterPhrases.value(name, other), other]);
}

/** The numbers next to those that a schema allows. */
function beyond({ type, minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Schema): [slug: string, number][] {
  if (![type].flat().some((each) => each === 'integer' || each === 'number')) return [];
  const least = minimum === undefined ? exclusiveMinimum : minimum - 1;
  const most = maximum === undefined ? exclusiveMaximum : maximum + 1;
  return Object.entries({ small: least, great: most }).flatMap(([slug, number]): [string, number][] =>
    number === undefined ? [] : [[slug, number]],
  );
}

/** The constraints of a schema on the form of a text, except for addresses. */
function shapeOf({ pattern, format }: Schema): Schema {
  return {
    ...defined({ pattern }),
    ...(format === undefined || format === 'email' ? {} : { format }),
  };
}

/** The value that the parameter of the same name has in another operation. */
export function* otherConstant(contract: Contract, operation: Operation, parameter: Parameter): Generator<Scenario> {
  const own = parameter.schema.const;
  const others = contract.operations
    .flatMap((each) => each.parameters)
    .filter(({ name, schema }) => name === parameter.name && schema.const !== undefined && schema.const !== own);
  if (own === undefined) return;
  for (const { name, schema } of others.slice(0, 1))
    yield* invalidIn(contract, operation, parameter)(
      `${name}-${String(schema.const)}`,
      parameterPhrases.ofAnotherOperation(name, schema.const),
      { literal: schema.const },
    );
}

/** A confirmation that is not the password: another one, the password's beginning, the password in another case. */
export function* confirmation(contract: Contract, operation: Operation, parameter: Parameter): Generator<Scenario> {
  if (parameter.role !== 'password-confirmation') return;
  const part = operation.flow === 'change-password' ? 'new-password' : 'password';
  const own = { of: actor(operation), part } as const;
  const ways: [slug: keyof typeof confirmationPhrases, value: Value][] = [
    ['differs', { literal: textOf(12) }],
    ['cut', { ...own, by: 'cut' }],
    ['in-another-case', { ...own, by: 'swap-case' }],
    ['spaced', { ...own, by: 'space-after' }],
    ['empty', { literal: '' }],
  ];
  for (const [slug, value] of ways)
    yield* invalidIn(contract, operation, parameter)(
      `${parameter.name}-${slug}`,
      confirmationPhrases[slug](parameter.name),
      value,
      // A server may prepare both before it compares them.
      slug === 'spaced' ? forgivenTyping['space-after'] : undefined,
    );
}

/** Passwords that keep the only rule that the document has for them. */
const otherPasswords: readonly [slug: keyof typeof plainPasswordPhrases, text: string][] = [
  ['long', textOf(64, 'q7!Xw2#zT9')],
  ['spaced', 'q7Xw 2zT9'],
  ['accented', 'q7Xwé2zTø'],
];

/** If a document limits only the minimum length of passwords, longer ones are valid. */
export function* plainPasswords(contract: Contract, operation: Operation, parameter: Parameter): Generator<Scenario> {
  if (operation.flow !== 'register' || parameter.role !== 'password' || (parameter.schema.minLength ?? 0) < 2) return;
  for (const [slug, literal] of otherPasswords.filter(([, text]) => isAllowed(operation, parameter, text)))
    yield positive(contract, operation, {
      slug: `${slug}-${parameter.name}-accepted`,
      statement: accepts(plainPasswordPhrases[slug](parameter.name)),
      mutations: set(parameter, { literal }),
      provenance: { level: 'advice', source: 'NIST SP 800-63B-4 section 3.1.1.2' },
    });
}

/** The password just long enough, where passwords are chosen. */
export function* shortest(contract: Contract, operation: Operation, parameter: Parameter): Generator<Scenario> {
  const least = parameter.schema.minLength ?? 0;
  const literal = alphabets.map((from) => textOf(least, from)).find((text) => isAllowed(operation, parameter, text));
  if (operation.flow !== 'register' || parameter.role !== 'password' || least < 2 || literal === undefined) return;
  yield positive(contract, operation, {
    slug: `shortest-${parameter.name}`,
    statement: accepts(parameterPhrases.ofLength(parameter.name, least)),
    mutations: set(parameter, { literal }),
    provenance: parameter.provenance,
  });
}

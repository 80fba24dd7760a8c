/** Odd values: wrong types, malformed bodies, and the same request written differently. */
import { parameterOf } from '../../contract/model.ts';
import type { Contract, Operation, Parameter, Provenance } from '../../contract/model.ts';
import { allows } from '../../contract/validate.ts';
import { actor, at, before, makeCase, negative, provenanceOf, requirement, step } from '../build.ts';
import { positive } from './positive.ts';
import type { Scenario } from '../model.ts';
import type { Mutation } from '../mutations/registry.ts';
import type { Value } from '../mutations/value.ts';
import { a, answers, isJson, isNullMissing, ofNobody, set, textOf } from '../values.ts';

/** Wrong types of what decides who gets in: never a session from a login, never a server error from anybody. */
export function mistyped(contract: Contract, operation: Operation, parameter: Parameter): Scenario[] {
  if (parameter.role !== 'identity' && parameter.role !== 'password') return [];
  const own = { of: actor(operation), part: parameter.role } as const;
  const json: [string, string, Value][] = [
    ['number', 'the number 0', { literal: 0 }],
    ['boolean', 'the boolean true', { literal: true }],
    ['null', 'null', { literal: null }],
    // JSON can write it, and most that encode or keep a text cannot (RFC 8259 section 8.2).
    ['half-a-pair', 'a text with half of a surrogate pair', { literal: 'half-of-a-pair\ud800@example.com' }],
  ];
  const any: [string, string, Value][] = [
    ['array', 'an array', { ...own, inArray: true }],
    ['object', 'an object', { literal: { $gt: '', $ne: null } }],
    ['very-long', 'a text of 10,000 characters', { literal: textOf(10_000) }],
    ['with-nul', 'the right text with a NUL character and a letter after it', { ...own, by: 'nul-after' }],
  ];
  if (parameter.role === 'identity')
    any.push(['beyond-ascii', 'a text of letters beyond ASCII and an emoji', { literal: 'ünïcode🙂@exämple.com' }]);
  const answered = (slug: string): boolean =>
    slug === 'null' && (answers(operation, `null-parameter:${parameter.name}`) || isNullMissing(operation, parameter));
  // The right text in an array is right where the schema allows one.
  const isRight = (slug: string): boolean => slug === 'array' && allows(parameter.schema, [textOf(8)]);
  return [...(isJson(operation) ? json : []), ...any]
    .filter(([slug]) => !answered(slug) && !isRight(slug))
    .map(([slug, phrase, value]) =>
      harmless(contract, operation, {
        slug: `${parameter.name}-${slug}`,
        phrase: `${a(parameter.name)} that is ${phrase}`,
        mutations: set(parameter, value),
        provenance: at('implied', parameter.provenance),
        defectKey: `type:${parameter.name}`,
      }),
    );
}

/** A form can say a thing twice; a password that is wrong both times is wrong. */
export function wrongTwice(contract: Contract, operation: Operation, parameter: Parameter): Scenario[] {
  if (operation.flow !== 'login' || parameter.role !== 'password' || isJson(operation)) return [];
  return [
    harmless(contract, operation, {
      slug: `${parameter.name}-twice`,
      phrase: `${a(parameter.name)} that is sent twice and wrong`,
      mutations: [
        ...set(parameter, { literal: ofNobody(operation, 'password') }),
        { mutate: 'twice', parameter: parameter.name },
      ],
      provenance: at('implied', parameter.provenance),
      defectKey: `type:${parameter.name}`,
    }),
  ];
}

/** Something else where an object belongs. */
export function notAnObject(contract: Contract, operation: Operation, parameter: Parameter): Scenario[] {
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
      mutations: set(parameter, { literal }),
      provenance: at('implied', parameter.provenance),
      defectKey: `type:${parameter.name}`,
    }),
  );
}

/** A parameter is left out of which the document does not say what becomes of that. */
export function absentAnyway(contract: Contract, operation: Operation, parameter: Parameter): Scenario[] {
  const { name, required, role, provenance } = parameter;
  if (!required || role !== undefined || provenanceOf(operation, `missing-parameter:${name}`) !== undefined) return [];
  if (parameter.schema.type === 'object') return [];
  return [
    survives(contract, operation, {
      slug: `without-${name}`,
      phrase: `a request without \`${name}\``,
      mutations: [{ mutate: 'omit', parameter: name }],
      provenance: at('implied', provenance, { reading: 'What it is answered with is not documented.' }),
      defectKey: `parameter:${name}`,
    }),
  ];
}

/** Bodies that are not what the operation takes. */
export function malformed(contract: Contract, operation: Operation): Scenario[] {
  if (operation.flow !== 'login' && operation.flow !== 'register') return [];
  return [...unreadable(contract, operation), ...inAnotherType(contract, operation)];
}

/** A body of another media type, which a server may read all the same; the login's is tried with a wrong password. */
function inAnotherType(contract: Contract, operation: Operation): Scenario[] {
  if (operation.flow !== 'register' || operation.bodyTypes.length === 0) return [];
  return [
    survives(contract, operation, {
      slug: 'other-media-type',
      phrase: 'a body of another media type than the usual one',
      mutations: [{ mutate: 'body-as', type: 'another' }],
      provenance: at('implied', operation.provenance),
      defectKey: 'body',
    }),
  ];
}

function unreadable(contract: Contract, operation: Operation): Scenario[] {
  if (!isJson(operation)) return unreadableForms(contract, operation);
  const bodies: [string, string, string, { encoding: 'latin1' }?][] = [
    ['malformed-json', 'a body that is not JSON', '{"'],
    ['body-not-utf-8', 'a body that is not UTF-8', '{"text":"\u00ff\u00fe"}', { encoding: 'latin1' }],
    ['empty-body', 'an empty body', ''],
    ['empty-object', 'an empty object', '{}'],
    ['array-body', 'a body that is an array', '[]'],
    ['string-body', 'a body that is a string', '"login"'],
    ['null-body', 'a body that is null', 'null'],
  ];
  return bodies.map(([slug, phrase, text, encoding = {}]) =>
    negative(contract, operation, {
      slug,
      phrase: `${phrase}, without a server error`,
      mutations: [{ mutate: 'raw-body', text, of: 'json', ...encoding }],
      provenance: at('implied', operation.provenance),
      family: 'parameters',
      defectKey: 'body',
    }),
  );
}

/** A form with an escape that is none and with bytes that are not UTF-8, and nothing at all. A signature covers neither. */
function unreadableForms(contract: Contract, operation: Operation): Scenario[] {
  const names = operation.parameters.filter((parameter) => parameter.in === 'body').map(({ name }) => name);
  const text = names.map((name, index) => `${encodeURIComponent(name)}=${index === 0 ? '%zz' : '%ff%fe'}`).join('&');
  const forms: [string, string, string][] = [
    ['unreadable-form', 'a form that cannot be decoded', text],
    ['empty-body', 'an empty body', ''],
  ];
  return forms.map(([slug, phrase, body]) =>
    negative(contract, operation, {
      slug,
      phrase: `${phrase}, without a server error`,
      mutations: [{ mutate: 'raw-body', text: body, of: 'form' }],
      provenance: at('implied', operation.provenance),
      family: 'parameters',
      defectKey: 'body',
    }),
  );
}

/** A request with something odd in it. */
interface Odd {
  readonly slug: string;
  readonly phrase: string;
  readonly mutations: readonly Mutation[];
  readonly provenance: Provenance;
  readonly defectKey: string;
}

/** A login refuses it; a registration may take it for a text, so it only has to survive it. */
function harmless(contract: Contract, operation: Operation, odd: Odd): Scenario {
  if (operation.flow !== 'login') return survives(contract, operation, odd);
  const phrase = `${odd.phrase}, without a server error`;
  return negative(contract, operation, { ...odd, phrase, family: 'parameters', security: true });
}

/** Whatever the answer is, it is no server error. */
function survives(contract: Contract, operation: Operation, odd: Odd): Scenario {
  const { steps, session } = before(contract, operation);
  const about = requirement(contract, operation, odd.slug, `survives ${odd.phrase}`, odd.provenance);
  const other = operation.flow === 'register' ? 'generated2' : actor(operation);
  return makeCase(
    operation,
    'parameters',
    [
      ...steps,
      step('odd', operation, actor(operation), { ...session, mutations: odd.mutations }),
      step('control', operation, other, { ...session, require: 'accepted' }),
    ],
    [{ requirement: about, expect: { kind: 'no-server-error', step: 'odd' }, defectKey: odd.defectKey }],
    { security: true },
  );
}

/** The same request written differently. */
export function equivalent(contract: Contract, operation: Operation): Scenario[] {
  const json = isJson(operation);
  const written = (
    slug: string,
    statement: string,
    change: Mutation,
    source: string,
    level: 'implied' | 'standard' = 'standard',
  ): Scenario =>
    positive(contract, operation, {
      slug,
      statement,
      mutations: [change],
      provenance: at(level, operation.provenance, { source }),
      family: 'parameters',
    });
  const accepting = written(
    'accepting-anything',
    'answers a client that accepts anything',
    { mutate: 'accept', type: '*/*' },
    'RFC 9110 section 12.5.1',
    'implied',
  );
  if (operation.flow !== 'login' || parameterOf(operation, 'password') === undefined)
    return operation.flow === 'register' || operation.flow === 'token-info' ? [accepting] : [];
  return [
    written(
      'with-charset',
      'accepts a media type with a `charset` parameter',
      { mutate: 'content-type', written: 'with charset' },
      'RFC 9110 section 8.3',
      'implied',
    ),
    written(
      'media-type-in-capitals',
      'accepts a media type in capitals',
      { mutate: 'content-type', written: 'in capitals' },
      'RFC 9110 section 8.3.1',
    ),
    accepting,
    written(
      'reordered',
      json ? 'accepts members in another order, with escapes and white space' : 'accepts parameters in another order',
      { mutate: 'reordered' },
      json ? 'RFC 8259 section 4' : 'WHATWG URL, application/x-www-form-urlencoded',
      'implied',
    ),
  ];
}

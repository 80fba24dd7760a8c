/** Unexpected values: wrong types, malformed bodies, and equivalent requests. */
import { answersTo, parameterOf, spendsAccount } from '../../contract/model.ts';
import type { Contract, Operation, Parameter } from '../../contract/model.ts';
import { allows } from '../../contract/validate.ts';
import { accepted, actor, at, before, nextActor, provenanceOf, scenario, step } from '../build.ts';
import { negative } from '../negative.ts';
import type { Negative } from '../negative.ts';
import { positive } from './positive.ts';
import type { Scenario } from '../model.ts';
import type { Mutation } from '../mutations/registry.ts';
import type { Value } from '../mutations/value.ts';
import { answers, isJson, isMultipart, isNullMissing, ofNobody, set, textOf } from '../values.ts';
import {
  bodyPhrases,
  parameterPhrases,
  unexpectedTypePhrases,
  variationPhrases,
} from '../../words/statements/parameters.ts';
import { accepts, noServerError } from '../../words/statements/responses.ts';
import { interpretations } from '../../words/interpretations.ts';

function typed({ name, provenance }: Parameter): Pick<Odd, 'provenance' | 'defectKey'> {
  return { provenance: at('implied', provenance), defectKey: `type:${name}` };
}

/** Wrong types of identity and password: no session from a login, and no server error. */
export function* mistyped(contract: Contract, operation: Operation, parameter: Parameter): Generator<Scenario> {
  if (parameter.role !== 'identity' && parameter.role !== 'password') return;
  // What stands in for another user's name must not end up at an account of somebody.
  if (parameter.role === 'identity' && (spendsAccount(operation) || operation.flow === 'logout-all')) return;
  const own = { of: actor(operation), part: parameter.role } as const;
  const json: [UnexpectedType, Value][] = [
    ['number', { literal: 0 }],
    ['boolean', { literal: true }],
    ['null', { literal: null }],
    // JSON can write it, and most that encode or keep a text cannot (RFC 8259 section 8.2).
    ['half-a-pair', { literal: 'half-of-a-pair\ud800@example.com' }],
  ];
  const any: [UnexpectedType, Value][] = [
    ['array', { ...own, inArray: true }],
    ['object', parameter.role === 'identity' ? { ...own, inCondition: true } : { literal: { $gt: '', $ne: null } }],
    ['very-long', { literal: textOf(10_000) }],
    ['with-nul', { ...own, by: 'nul-after' }],
  ];
  // Functions that hash passwords look at 72 bytes, or fail on more.
  if (parameter.role === 'password')
    any.push(['of-73-bytes', { literal: textOf(73) }], ['of-128-bytes', { literal: `${textOf(8)}${'é'.repeat(60)}` }]);
  if (parameter.role === 'identity') any.push(['beyond-ascii', { literal: 'ünïcode🙂@exämple.com' }]);
  const answered = (slug: string): boolean =>
    slug === 'null' && (answers(operation, `null-parameter:${parameter.name}`) || isNullMissing(operation, parameter));
  // The correct text in an array is valid if the schema allows an array.
  const isRight = (slug: string): boolean => slug === 'array' && allows(parameter.schema, [textOf(8)]);
  for (const [slug, value] of [...(isJson(operation) ? json : []), ...any].filter(
    ([slug]) => !answered(slug) && !isRight(slug),
  ))
    yield harmless(contract, operation, {
      slug: `${parameter.name}-${slug}`,
      phrase: unexpectedTypePhrases[slug](parameter.name),
      mutations: set(parameter, value),
      ...typed(parameter),
    });
}

/** A form can repeat a parameter; a wrong password remains wrong. */
export function* wrongTwice(contract: Contract, operation: Operation, parameter: Parameter): Generator<Scenario> {
  if (operation.flow !== 'login' || parameter.role !== 'password' || isJson(operation)) return;
  yield harmless(contract, operation, {
    slug: `${parameter.name}-twice`,
    phrase: unexpectedTypePhrases['wrong-twice'](parameter.name),
    mutations: [...set(parameter, ofNobody(operation, 'password')), { mutate: 'twice', parameter: parameter.name }],
    ...typed(parameter),
  });
}

/** Other values in place of an object. */
export function* notAnObject(contract: Contract, operation: Operation, parameter: Parameter): Generator<Scenario> {
  if (parameter.schema.type !== 'object' || !parameter.required) return;
  const values: [slug: string, kind: UnexpectedType, unknown][] = [
    ['text', 'text', 'text'],
    ['number', 'any-number', 1],
    ['array', 'array', ['text']],
  ];
  for (const [slug, kind, literal] of values)
    yield survives(contract, operation, {
      slug: `${parameter.name}-${slug}`,
      phrase: unexpectedTypePhrases[kind](parameter.name),
      mutations: set(parameter, { literal }),
      ...typed(parameter),
    });
}

/** A missing parameter without a documented response. */
export function* absentAnyway(contract: Contract, operation: Operation, parameter: Parameter): Generator<Scenario> {
  const { name, required, role, provenance } = parameter;
  if (!required || role !== undefined || provenanceOf(operation, `missing-parameter:${name}`) !== undefined) return;
  if (parameter.schema.type === 'object') return;
  yield survives(contract, operation, {
    slug: `without-${name}`,
    phrase: parameterPhrases.omitted(operation.flow, name),
    mutations: [{ mutate: 'omit', parameter: name }],
    provenance: at('implied', provenance, { reading: interpretations.undocumentedResponse }),
    defectKey: `parameter:${name}`,
  });
}

/** Bodies that the operation does not accept. */
export function* malformed(contract: Contract, operation: Operation): Generator<Scenario> {
  if (operation.flow !== 'login' && operation.flow !== 'register') return;
  // Beside a password in a header or in the query, a lenient server may ignore the body.
  if (operation.parameters.some(({ role, in: place }) => role === 'password' && place !== 'body')) return;
  if (isJson(operation)) yield* unreadable(contract, operation);
  else yield* unreadableForms(contract, operation);
  // A server may accept a body of another media type; for logins it has a wrong password.
  if (operation.flow === 'register' && operation.bodyTypes.length > 0)
    yield survives(contract, operation, {
      slug: 'other-media-type',
      phrase: bodyPhrases['other-media-type'],
      mutations: [{ mutate: 'body-as', type: 'another' }],
      provenance: at('implied', operation.provenance),
      defectKey: 'body',
    });
}

function* unreadable(contract: Contract, operation: Operation): Generator<Scenario> {
  const bodies: [BodyCase, string, { encoding: 'latin1' }?][] = [
    ['malformed-json', '{"'],
    ['body-not-utf-8', '{"text":"\u00ff\u00fe"}', { encoding: 'latin1' }],
    ['empty-body', ''],
    ['empty-object', '{}'],
    ['array-body', '[]'],
    ['string-body', '"login"'],
    ['null-body', 'null'],
  ];
  for (const [slug, text, encoding = {}] of bodies)
    yield unreadableBody(contract, operation, slug, { mutate: 'raw-body', text, of: 'json', ...encoding });
}

type BodyCase = keyof typeof bodyPhrases;

function unreadableBody(contract: Contract, operation: Operation, slug: BodyCase, mutation: Mutation): Scenario {
  return negative(contract, operation, {
    slug,
    phrase: bodyPhrases[slug],
    clean: true,
    mutations: [mutation],
    provenance: at('implied', operation.provenance),
    family: 'parameters',
    defectKey: 'body',
  });
}

/** A form with an invalid escape and invalid UTF-8, and an empty body. A signature covers neither. */
function* unreadableForms(contract: Contract, operation: Operation): Generator<Scenario> {
  const names = operation.parameters.filter((parameter) => parameter.in === 'body').map(({ name }) => name);
  const text = names.map((name, index) => `${encodeURIComponent(name)}=${index === 0 ? '%zz' : '%ff%fe'}`).join('&');
  if (!isMultipart(operation))
    yield unreadableBody(contract, operation, 'unreadable-form', { mutate: 'raw-body', text, of: 'form' });
  yield unreadableBody(contract, operation, 'empty-body', { mutate: 'raw-body', text: '', of: 'form' });
}

type UnexpectedType = keyof typeof unexpectedTypePhrases;

/** A request with an unexpected value. */
type Odd = Pick<Negative, 'slug' | 'mutations' | 'provenance'> & {
  readonly phrase: string;
  readonly defectKey: string;
};

/** A login rejects it; a registration may accept it as a text, so it must only not fail. */
function harmless(contract: Contract, operation: Operation, odd: Odd): Scenario {
  if (operation.flow !== 'login') return survives(contract, operation, odd);
  return negative(contract, operation, { ...odd, clean: true, family: 'parameters', security: 'unexpected-type' });
}

/** Any response except a server error is correct. */
function survives(contract: Contract, operation: Operation, odd: Odd): Scenario {
  const { steps, session } = before(contract, operation);
  const [begun] = steps;
  // An odd logout may be taken for one: the control request has a session of its own.
  const isOver = (operation.flow === 'logout' || operation.flow === 'logout-all') && begun !== undefined;
  const again = isOver ? [{ ...begun, id: 'again' }] : [];
  const own = isOver ? { session: 'again' } : session;
  return scenario(contract, operation, odd.slug, noServerError(odd.phrase), {
    provenance: odd.provenance,
    family: 'parameters',
    defectKey: odd.defectKey,
    security: 'unhandled-error',
    steps: [
      ...steps,
      step('odd', operation, actor(operation), { ...session, mutations: odd.mutations }),
      ...again,
      accepted('control', operation, nextActor(operation, 'generated2'), own),
    ],
    expect: { kind: 'no-server-error', step: 'odd' },
  });
}

/** Equivalent forms of the request. */
export function* equivalent(contract: Contract, operation: Operation): Generator<Scenario> {
  const isNegotiated =
    operation.choosesByAccept === true ||
    answersTo(operation, 'success').some(({ otherTypes }) => otherTypes !== undefined);
  const isLogin = operation.flow === 'login' && parameterOf(operation, 'password') !== undefined;
  const isPlain = isLogin && !isMultipart(operation);
  // A client without preference may get any of the documented media types.
  const takesAny = !isNegotiated && (isLogin || operation.flow === 'register' || operation.flow === 'token-info');
  const [reordered, grammar] = isJson(operation)
    ? (['reordered-json', 'RFC 8259 section 4'] as const)
    : (['reordered-form', 'WHATWG URL, application/x-www-form-urlencoded'] as const);
  const charset: Mutation = { mutate: 'content-type', written: 'with charset' };
  const anyType: Mutation = { mutate: 'accept', type: '*/*' };
  const capitals: Mutation = { mutate: 'content-type', written: 'in capitals' };
  const forms = [
    [isPlain, 'with-charset', 'with-charset', charset, 'implied', 'RFC 9110 section 8.3'],
    [isLogin, 'media-type-in-capitals', 'media-type-in-capitals', capitals, 'standard', 'RFC 9110 section 8.3.1'],
    [takesAny, 'accepting-anything', 'accepting-anything', anyType, 'implied', 'RFC 9110 section 12.5.1'],
    [isPlain, 'reordered', reordered, { mutate: 'reordered' }, 'implied', grammar],
  ] as const;
  for (const [applies, slug, phrase, change, level, source] of forms)
    if (applies)
      yield positive(contract, operation, {
        slug,
        statement: accepts(variationPhrases[phrase]),
        mutations: [change],
        provenance: at(level, operation.provenance, { source }),
      });
}

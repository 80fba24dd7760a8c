/** Parameters: each mandatory one left out or blank, each optional one sent and left out, each enumerated value. */
import type { Contract, Operation, Parameter } from '../../contract/model.ts';
import { at } from '../build.ts';
import { positive } from './positive.ts';
import type { Scenario } from '../model.ts';
import type { Mutation } from '../mutations/registry.ts';
import { asNegative, broken, confirmation, otherConstant, plainPasswords, shortest } from './constraints.ts';
import { freeTexts } from './free-texts.ts';
import { absentAnyway, equivalent, malformed, mistyped, notAnObject, wrongTwice } from './odd-values.ts';
import { answers, isJson, isNullMissing, set } from '../values.ts';
import { parameterPhrases, variationPhrases } from '../../words/statements/parameters.ts';
import { accepts } from '../../words/statements/responses.ts';

export function* parameters(contract: Contract): Generator<Scenario> {
  for (const operation of contract.operations) {
    for (const parameter of operation.parameters) {
      yield* absent(contract, operation, parameter);
      yield* broken(contract, operation, parameter);
      yield* otherConstant(contract, operation, parameter);
      yield* confirmation(contract, operation, parameter);
      yield* shortest(contract, operation, parameter);
      yield* plainPasswords(contract, operation, parameter);
      yield* optional(contract, operation, parameter);
      yield* enumerated(contract, operation, parameter);
      yield* mistyped(contract, operation, parameter);
      yield* notAnObject(contract, operation, parameter);
      yield* absentAnyway(contract, operation, parameter);
      yield* wrongTwice(contract, operation, parameter);
    }
    yield* noneOptional(contract, operation);
    yield* allOptional(contract, operation);
    yield* furtherExamples(contract, operation);
    yield* malformed(contract, operation);
    yield* freeTexts(contract, operation);
    yield* equivalent(contract, operation);
  }
}

/** Missing, blank and null values that have a documented response. */
function* absent(contract: Contract, operation: Operation, parameter: Parameter): Generator<Scenario> {
  const { name } = parameter;
  const ways: [situation: string, slug: string, phrase: string, mutations: Mutation[]][] = [];
  if (parameter.required) {
    ways.push([
      'missing-parameter',
      `without-${name}`,
      parameterPhrases.omitted(operation.flow, name),
      [{ mutate: 'omit', parameter: name }],
    ]);
    if (
      parameter.schema.type === 'string' ||
      typeof parameter.schema.const === 'string' ||
      answers(operation, `blank-parameter:${name}`)
    )
      ways.push(['blank-parameter', `blank-${name}`, parameterPhrases.blank(name), set(parameter, { literal: '' })]);
    if (isJson(operation) && parameter.in === 'body')
      ways.push([
        isNullMissing(operation, parameter) ? 'missing-parameter' : 'null-parameter',
        `null-${name}`,
        parameterPhrases.null(name),
        set(parameter, { literal: null }),
      ]);
  }
  for (const [situation, slug, phrase, mutations] of ways)
    yield* asNegative(contract, operation, parameter, { situation, slug, phrase, mutations });
}

/** The value that an optional parameter is sent with; what a role says is the value of one that has it. */
function sensible({ role, schema }: Parameter): unknown {
  if (role !== undefined) return undefined;
  return schema.examples?.[0] ?? schema.default ?? schema.enum?.[0];
}

function* optional(contract: Contract, operation: Operation, parameter: Parameter): Generator<Scenario> {
  if (parameter.required || parameter.schema.type === 'object') return;
  const { name, provenance } = parameter;
  if (parameter.schema.default !== undefined)
    yield positive(contract, operation, {
      slug: `without-optional-${name}`,
      statement: accepts(variationPhrases.withDefaultOmitted(operation.flow, name)),
      mutations: [{ mutate: 'omit', parameter: name }],
      provenance,
      ...(parameter.schema.default === '' ? { control: set(parameter, { literal: sensible(parameter) }) } : {}),
    });
  const value = sensible(parameter);
  if (value !== undefined && value !== parameter.schema.default && parameter.schema.enum === undefined)
    yield positive(contract, operation, {
      slug: `with-${name}`,
      statement: accepts(variationPhrases.optional(name)),
      mutations: set(parameter, { literal: value }),
      provenance,
    });
  if (parameter.schema.default === '')
    yield positive(contract, operation, {
      slug: `empty-${name}`,
      statement: accepts(variationPhrases.emptyDefault(name)),
      mutations: set(parameter, { literal: '' }),
      provenance,
    });
}

/** Names of values that not every user may have, or that need other members: roles, and the grants of OAuth 2.0. */
const ofOthers = /(^|\.)(grant_?type|(user_?|account_?)?(roles?|type)|authority|authorities)$/i;

function* enumerated(contract: Contract, operation: Operation, parameter: Parameter): Generator<Scenario> {
  if (ofOthers.test(parameter.name)) return;
  for (const value of parameter.schema.enum ?? [])
    yield positive(contract, operation, {
      slug: `${parameter.name}-${String(value)}`,
      statement: accepts(variationPhrases.value(parameter.name, value)),
      mutations: set(parameter, { literal: value }),
      ...(isSentAnyway(parameter, value) ? { control: another(parameter, value) } : {}),
      provenance: parameter.provenance,
    });
}

/** Another of the enumerated values; undefined where there is one only. */
function another(parameter: Parameter, value: unknown): Mutation[] | undefined {
  const other = parameter.schema.enum?.find((each) => each !== value);
  return other === undefined ? undefined : set(parameter, { literal: other });
}

/** Whether a plain request has this value. */
function isSentAnyway({ required, schema }: Parameter, value: unknown): boolean {
  const usual = schema.default ?? schema.examples?.[0] ?? schema.enum?.[0];
  return usual === value && (required || (schema.default !== undefined && schema.default !== ''));
}

/** A request with nothing but what is mandatory. */
function* noneOptional(contract: Contract, operation: Operation): Generator<Scenario> {
  const usual = operation.parameters.filter(
    (parameter) => !parameter.required && isSentAnyway(parameter, sensible(parameter)),
  );
  if (usual.length < 2) return;
  yield positive(contract, operation, {
    slug: 'none-optional',
    statement: accepts(variationPhrases.noneOptional),
    mutations: usual.map(({ name }) => ({ mutate: 'omit', parameter: name })),
    provenance: operation.provenance,
  });
}

/** Whether the contract's author chose the value: a server may take others only. */
function isChosen({ provenance }: Parameter): boolean {
  return provenance.level === 'advice';
}

/** Every optional parameter together. */
function* allOptional(contract: Contract, operation: Operation): Generator<Scenario> {
  const extra = operation.parameters.filter(
    (parameter) => !parameter.required && !isChosen(parameter) && sensible(parameter) !== undefined,
  );
  // With one that a plain request lacks it would be the same as that one alone.
  if (extra.filter((parameter) => !isSentAnyway(parameter, sensible(parameter))).length < 2) return;
  yield positive(contract, operation, {
    slug: 'all-optional',
    statement: accepts(variationPhrases.allOptional),
    mutations: extra.flatMap((parameter) => set(parameter, { literal: sensible(parameter) })),
    provenance: operation.provenance,
  });
}

/** Further examples of a value are valid like the first one. */
function* furtherExamples(contract: Contract, operation: Operation): Generator<Scenario> {
  const several = operation.parameters.filter(
    (parameter) => parameter.role === undefined && !isChosen(parameter) && parameter.schema.examples?.[1] !== undefined,
  );
  if (several.length === 0) return;
  const names = several.map(({ name }) => name);
  yield positive(contract, operation, {
    slug: 'further-examples',
    statement: accepts(variationPhrases.furtherExamples(names)),
    mutations: several.flatMap((parameter) => set(parameter, { literal: parameter.schema.examples?.[1] })),
    provenance: at('implied', operation.provenance),
  });
}

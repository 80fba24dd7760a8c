/** Free texts: names and the like, as people have them. A target may refuse them; it must not fail, nor lose what it took. */
import type { Contract, Operation, Parameter } from '../../contract/model.ts';
import { actor, at, makeCase, requirement, step } from '../build.ts';
import type { Claim } from '../build.ts';
import type { Scenario } from '../model.ts';
import type { Mutation } from '../mutations/registry.ts';
import { accountOf, positive } from './positive.ts';
import { isAllowed, textOf } from '../values.ts';

const texts: readonly [slug: string, words: string, text: string][] = [
  ['texts-beyond-ascii', 'letters beyond ASCII, an apostrophe and an emoji', "Zoë O'Łukasz 🙂"],
  ['quoted-texts', 'quotation marks, a backslash and signs that HTML escapes', 'Kate "Kit" O\\Neill <b>&amp;'],
  ['long-texts', 'texts of 300 characters', textOf(300)],
];

export function freeTexts(contract: Contract, operation: Operation): Scenario[] {
  const free = freeParameters(operation);
  if (operation.flow !== 'login' && operation.flow !== 'register') return [];
  const nicknames = operation.parameters.filter(({ role }) => role === 'nickname');
  const odd = texts.flatMap(([slug, words, text]) => {
    const allowed = [...free, ...nicknames].filter((parameter) => isAllowed(operation, parameter, text));
    if (allowed.length === 0) return [];
    const mutations = allowed.map(({ name }): Mutation => ({
      mutate: 'set',
      parameter: name,
      value: { literal: text },
    }));
    const about = requirement(
      contract,
      operation,
      slug,
      `survives ${words} in ${listed(allowed)}`,
      at('implied', operation.provenance, { reading: 'It may be refused, but not with a server error.' }),
    );
    const odd = step('odd', operation, actor(operation), { mutations });
    const then = accountOf(contract, odd);
    const expectations = [{ kind: 'no-server-error', step: 'odd', readable: true } as const, ...then.expectations];
    const checks = expectations.map((expect): Claim => ({ requirement: about, expect, defectKey: 'texts' }));
    const control = step('control', operation, operation.flow === 'register' ? 'generated2' : 'account', {
      require: 'accepted',
      when: { step: 'odd', was: ['rejected'] },
    });
    return [makeCase(operation, 'parameters', [odd, control, ...then.steps], checks)];
  });
  return [...odd, ...anyNames(contract, operation, free)];
}

const names = ['Anne-Marie Å', 'Bø'];

/** Names are short in one country, of two words in another, and have accents in many. */
function anyNames(contract: Contract, operation: Operation, free: readonly Parameter[]): Scenario[] {
  const own = free.filter(
    (parameter) => /name/i.test(parameter.name) && names.every((name) => isAllowed(operation, parameter, name)),
  );
  if (operation.flow !== 'register' || own.length === 0) return [];
  return [
    positive(contract, operation, {
      slug: 'any-names',
      statement: `accepts short names, names of two words and names with accents in ${listed(own)}`,
      mutations: own.map(({ name }, index) => ({
        mutate: 'set',
        parameter: name,
        value: { literal: names[index % names.length] },
      })),
      provenance: at('implied', operation.provenance),
      family: 'parameters',
    }),
  ];
}

function listed(parameters: readonly Parameter[]): string {
  return parameters.map(({ name }) => `\`${name}\``).join(', ');
}

/** The parameters for which any text will do: names and the like. */
export function freeParameters({ parameters }: Operation): Parameter[] {
  return parameters.filter(isFree);
}

function isFree({ role, schema, in: place }: Parameter): boolean {
  const { type, enum: values, const: value, format, pattern, examples, default: usual } = schema;
  // A default tells of a code more often than of a name.
  const closed = [values, value, format, pattern].some((each) => each !== undefined) || (usual ?? '') !== '';
  return place !== 'header' && role === undefined && type === 'string' && !closed && examples !== undefined;
}

/** Free texts: names and the like, as people have them. A target may refuse them; it must not fail, nor lose what it took. */
import type { Contract, Operation, Parameter } from '../contract/model.ts';
import { actor, at, makeCase, requirement, step } from './build.ts';
import type { Case, Change, Check } from './case.ts';
import { accountOf } from './positive.ts';
import { isAllowed, textOf } from './values.ts';

const texts: readonly [slug: string, words: string, text: string][] = [
  ['texts-beyond-ascii', 'letters beyond ASCII, an apostrophe and an emoji', "Zoë O'Łukasz 🙂"],
  ['long-texts', 'texts of 300 characters', textOf(300)],
];

export function freeTexts(contract: Contract, operation: Operation): Case[] {
  const free = freeParameters(operation);
  if ((operation.flow !== 'login' && operation.flow !== 'register') || free.length === 0) return [];
  return texts.flatMap(([slug, words, text]) => {
    const allowed = free.filter((parameter) => isAllowed(operation, parameter, text));
    if (allowed.length === 0) return [];
    const changes = allowed.map(({ name }): Change => ({ kind: 'set', parameter: name, value: { literal: text } }));
    const names = allowed.map(({ name }) => `\`${name}\``).join(', ');
    const about = requirement(
      contract,
      operation,
      slug,
      `survives ${words} in ${names}`,
      at('implied', operation.provenance, { reading: 'It may be refused, but not with a server error.' }),
    );
    const odd = step('odd', operation, actor(operation), { changes });
    const then = accountOf(contract, odd);
    const expectations = [{ kind: 'no-server-error', step: 'odd' } as const, ...then.expectations];
    const checks = expectations.map((expect): Check => ({ requirement: about, expect, cause: 'texts' }));
    const control = step('control', operation, operation.flow === 'register' ? 'fresh2' : 'account', {
      must: 'accepted',
      onlyIf: { step: 'odd', was: ['refused'] },
    });
    return [makeCase(operation, 'parameters', [odd, control, ...then.steps], checks)];
  });
}

/** The parameters for which any text will do: names and the like. */
export function freeParameters({ parameters }: Operation): Parameter[] {
  return parameters.filter(isFree);
}

function isFree({ role, schema }: Parameter): boolean {
  const { type, enum: values, const: value, format, pattern, examples, default: usual } = schema;
  // A default tells of a code more often than of a name.
  const closed = [values, value, format, pattern].some((each) => each !== undefined) || (usual ?? '') !== '';
  return role === undefined && type === 'string' && !closed && examples !== undefined;
}

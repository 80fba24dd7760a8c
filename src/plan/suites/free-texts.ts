/** Free texts such as names. A target may reject them, but must not fail on them or lose accepted ones. */
import type { Contract, Operation, Parameter } from '../../contract/model.ts';
import { accepted, actor, at, nextActor, scenario, step } from '../build.ts';
import type { Scenario } from '../model.ts';
import type { Mutation } from '../mutations/registry.ts';
import { accountOf, positive } from './positive.ts';
import { isAllowed, textOf } from '../values.ts';
import { freeTextPhrases, variationPhrases } from '../../words/statements/parameters.ts';
import { accepts, noServerError } from '../../words/statements/responses.ts';
import { interpretations } from '../../words/interpretations.ts';

const texts: readonly [slug: keyof typeof freeTextPhrases, text: string][] = [
  ['texts-beyond-ascii', "Zoë O'Łukasz 🙂"],
  ['quoted-texts', 'Kate "Kit" O\\Neill <b>&amp;'],
  ['long-texts', textOf(300)],
];

export function* freeTexts(contract: Contract, operation: Operation): Generator<Scenario> {
  const free = freeParameters(operation);
  if (operation.flow !== 'login' && operation.flow !== 'register') return;
  const nicknames = operation.parameters.filter(({ role }) => role === 'nickname');
  const odd = texts.flatMap(([slug, text]) => {
    const allowed = [...free, ...nicknames].filter((parameter) => isAllowed(operation, parameter, text));
    if (allowed.length === 0) return [];
    const mutations = allowed.map(({ name }): Mutation => ({
      mutate: 'set',
      parameter: name,
      value: { literal: text },
    }));
    const odd = step('odd', operation, actor(operation), { mutations });
    const then = accountOf(contract, odd);
    const control = accepted('control', operation, nextActor(operation, 'generated2'));
    return [
      scenario(contract, operation, slug, noServerError(freeTextPhrases[slug](allowed.map(({ name }) => name))), {
        provenance: at('implied', operation.provenance, { reading: interpretations.rejectionAllowed }),
        family: 'parameters',
        defectKey: 'texts',
        steps: [odd, { ...control, when: { step: 'odd', was: ['rejected'] } }, ...then.steps],
        expect: [{ kind: 'no-server-error', step: 'odd', readable: true }, ...then.expectations],
      }),
    ];
  });
  yield* odd;
  yield* anyNames(contract, operation, free);
}

/** Ordinary names; a server that knows one alphabet refuses some of them. */
const names = [
  { slug: 'any-names', of: ['Anne Marie', 'Bo'], level: 'implied' },
  { slug: 'accented-names', of: ['Zoë Å', 'Bø'], level: 'advice' },
] as const;

function* anyNames(contract: Contract, operation: Operation, free: readonly Parameter[]): Generator<Scenario> {
  for (const { slug, of, level } of names) {
    const own = free.filter(
      (parameter) => /name/i.test(parameter.name) && of.every((name) => isAllowed(operation, parameter, name)),
    );
    if (operation.flow !== 'register' || own.length === 0) continue;
    yield positive(contract, operation, {
      slug,
      statement: accepts(variationPhrases[slug](own.map(({ name }) => name))),
      mutations: own.map(({ name }, index) => ({
        mutate: 'set',
        parameter: name,
        value: { literal: of[index % of.length] },
      })),
      provenance: at(level, operation.provenance),
    });
  }
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

/** CSRF tokens: the requests that take one, and the operation that brings it. */
import type { Candidate, Field } from './candidates.ts';
import { inBody, isCsrf } from './names.ts';
import type { Roles } from './roles.ts';

/** An operation that is taken for a flow. */
interface Taken extends Roles {
  readonly flow: string;
  readonly chosen: Candidate;
}

/** The request before a login, and the place of the token in its response. */
interface Bringing {
  readonly chosen: Candidate;
  readonly place: string;
}

/** The cookies in which frameworks keep the token of a header. */
const usualCookies: readonly [header: RegExp, cookie: string][] = [
  [/^x-xsrf-token$/i, 'cookie:XSRF-TOKEN'],
  [/^x-csrftoken$/i, 'cookie:csrftoken'],
];

/** Gives the CSRF token its roles, and finds the request that brings it before a login. */
export function withCsrf<Each extends Taken>(
  guesses: readonly Each[],
  candidates: readonly Candidate[],
): { readonly guesses: Each[]; readonly before: Bringing | undefined } {
  const taken = guesses.map(taking).find((each) => each !== undefined);
  if (taken === undefined) return { guesses: [...guesses], before: undefined };
  const [before] = candidates
    .filter((each) => each.method === 'get' && guesses.every(({ chosen }) => chosen !== each))
    .flatMap((chosen): Bringing[] => {
      const place = broughtBy(chosen, taken);
      return place === undefined ? [] : [{ chosen, place }];
    });
  const isInSession = guesses.some(({ chosen }) => placeIn(chosen.outputs) !== undefined);
  const known = guesses.map((guess) => {
    const [field, brought] = [taking(guess), placeIn(guess.chosen.outputs)];
    const isEarly = guess.flow === 'login' || guess.flow === 'register' || guess.flow === 'verify';
    const isBrought = before !== undefined || (!isEarly && isInSession);
    const roles = Object.entries(guess.request).filter(([, place]) => place !== field?.place);
    return {
      ...guess,
      ...(field !== undefined && isBrought
        ? { request: { ...Object.fromEntries(roles), 'csrf-token': field.place } }
        : {}),
      ...(brought === undefined ? {} : { response: { ...guess.response, 'csrf-token': brought } }),
    };
  });
  return { guesses: known, before };
}

/** The parameter in which a request takes the token; a cookie goes along by itself. */
function taking({ chosen }: Taken): Field | undefined {
  return chosen.inputs.find((field) => isCsrf(field.name) && (inBody(field) || field.place.startsWith('header:')));
}

function placeIn(outputs: readonly Field[]): string | undefined {
  return outputs.find(({ name }) => isCsrf(name))?.place;
}

function broughtBy({ outputs, words }: Candidate, { name }: Field): string | undefined {
  if (placeIn(outputs) !== undefined) return placeIn(outputs);
  if (!/\b(csrf|xsrf)\b/.test(words)) return undefined;
  // The only text of an operation about the token is the token.
  const [only, ...others] = outputs.filter(inBody);
  return only !== undefined && others.length === 0 ? only.place : usualCookies.find(([each]) => each.test(name))?.[1];
}

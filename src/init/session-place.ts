/** Guesses how a session is kept and sent where a document does not say it all. */
import { defined } from '../core/defined.ts';
import { isBasic } from '../contract/build-scheme.ts';
import type { JsonObject } from '../contract/json.ts';
import { object, text } from '../contract/raw.ts';
import { apart } from './candidates.ts';
import type { Candidate, Field, Survey } from './candidates.ts';
import { saysNoInputs } from './seen.ts';
import type { Guess } from './guess.ts';
import { describesResponse, repeatsRequest, tokenParameterOf } from './names.ts';

/** The cookie of a session. */
export interface GuessedCookie {
  /** The security scheme that has it. */
  readonly scheme: string;
  readonly name: string;
  /** Whether the document has that scheme. */
  readonly isDocumented: boolean;
}

/** The schemes that are added for what the document does not describe. */
const addedCookie = 'sessionCookie';
export const addedToken = 'sessionToken';

/** Whether a login takes the user's name and password by HTTP Basic. */
export function isByBasic({ chosen, request }: Guess, { schemes }: Survey): boolean {
  if (request['password'] !== undefined) return false;
  return (chosen.security ?? []).some((name) => isBasic(schemes[name] ?? {}));
}

/** The cookie of the session; undefined if a response has a token. */
export function cookieOf(guesses: readonly Guess[], { schemes }: Survey): GuessedCookie | undefined {
  if (guesses.some(({ response }) => response['token'] !== undefined)) return undefined;
  const documented = Object.entries(schemes).find(([, scheme]) => scheme['in'] === 'cookie');
  if (documented !== undefined) return { scheme: documented[0], name: text(documented[1]['name']), isDocumented: true };
  const login = guesses.find(({ flow }) => flow === 'login');
  const example = login?.chosen.outputs.find(({ place }) => /^header:set-cookie$/i.test(place))?.example ?? '';
  const names = [...example.matchAll(/(?:^|[;,\s])([\w!#$%&'*+.^`|~-]+)=/g)].map(([, name]) => name ?? '');
  const isOther = (name: string): boolean => /csrf|xsrf|^(path|domain|expires|max-age|samesite)$/i.test(name);
  return { scheme: addedCookie, name: names.find((name) => !isOther(name)) ?? 'sid', isDocumented: false };
}

/** The scheme of a document that nothing mentions, for requests of which it says nothing. */
export function unusedScheme({ schemes }: Survey): string | undefined {
  const usable = Object.keys(schemes).filter((name) => !isBasic(schemes[name] ?? {}));
  return usable.find((name) => text(schemes[name]?.['type']) !== 'apiKey') ?? usable[0];
}

/** A guess with the places that a document does not describe, and the questions about them. */
interface Assumed {
  readonly guess: Guess;
  readonly questions: readonly string[];
}

/** Assumes the usual places of what the document does not describe; a person has to confirm them. */
export function assumePlaces(guess: Guess, survey: Survey, guesses: readonly Guess[]): Assumed {
  const { flow, chosen } = guess;
  const login = guesses.find((each) => each.flow === 'login');
  if (flow === 'refresh' && guess.response['token'] === undefined) return withTokens(guess, survey, guesses);
  if (flow !== 'login' && flow !== 'register')
    return { guess: withUserId(withTokenParameter(guess, login), login), questions: [] };
  const questions: string[] = [];
  let { request } = flow === 'login' ? guess : withTokenParameter(guess, undefined);
  const name = `${chosen.method.toUpperCase()} ${chosen.path}`;
  if (saysNoInputs(chosen) && !isByBasic(guess, survey) && request['password'] === undefined) {
    const { identity = '/email', password = '/password' } = guesses.find(isDescribedEntry)?.request ?? {};
    request = { ...request, identity, password };
    questions.push(
      `The document does not say what ${name} takes; is it JSON with ${identity} and ${password}? If not, correct x-roles.`,
    );
  }
  const known = { ...guess, request };
  const isSilent = flow === 'login' && guess.response['token'] === undefined && !describesResponse(chosen);
  const assumed =
    isSilent && speaksOfTokens(chosen, survey) ? withTokens(known, survey, guesses) : { guess: known, questions: [] };
  return { guess: assumed.guess, questions: [...questions, ...assumed.questions] };
}

/** A login and a registration take a name and a password at the same places. */
function isDescribedEntry({ flow, request }: Guess): boolean {
  return (flow === 'login' || flow === 'register') && request['password']?.startsWith('/') === true;
}

/** Tokens stand where another operation of the session returns them, or where their usual names say. */
function withTokens(guess: Guess, { schemes }: Survey, guesses: readonly Guess[]): Assumed {
  const { flow, chosen, response } = guess;
  const described = guesses.find((each) => each !== guess && each.response['token']?.startsWith('/') === true);
  const sent = guesses.map(({ request }) => request['refresh-token']).find((place) => place?.startsWith('/') === true);
  // RFC 6749 section 5.1
  const usual = Object.values(schemes).some(isOAuthPassword) ? '/access_token' : '/token';
  const token =
    described?.response['token'] ?? sent?.replace('refresh', 'access').replace('Refresh', 'Access') ?? usual;
  const refresh = flow === 'login' ? (described?.response['refresh-token'] ?? sent) : undefined;
  const both =
    refresh === undefined ? `the token at ${token}` : `the token at ${token} and the refresh token at ${refresh}`;
  const said = repeatsRequest(chosen)
    ? 'describes the response of OPERATION like its request'
    : 'does not describe the response of OPERATION';
  const name = `${chosen.method.toUpperCase()} ${chosen.path}`;
  return {
    guess: {
      ...guess,
      response: { ...response, token, ...defined({ 'refresh-token': refresh }) },
    },
    questions: [
      `The document ${said.replace('OPERATION', name)}; does its JSON have ${both}? If not, correct x-roles.`,
    ],
  };
}

function isOAuthPassword(scheme: JsonObject): boolean {
  return text(scheme['type']) === 'oauth2' && object(scheme['flows'])['password'] !== undefined;
}

function speaksOfTokens(login: Candidate, { schemes, candidates }: Survey): boolean {
  const sends = candidates.flatMap(({ security, hasOwnSecurity }) => (hasOwnSecurity ? (security ?? []) : []));
  const isToken = (scheme: JsonObject = {}): boolean =>
    /^(oauth2|openIdConnect)$/.test(text(scheme['type'])) ||
    /^bearer$/i.test(text(scheme['scheme'])) ||
    /^authorization$/i.test(text(scheme['name']));
  const isCookie =
    Object.values(schemes).some((scheme) => scheme['in'] === 'cookie') && !sends.some((name) => isToken(schemes[name]));
  return (
    !isCookie &&
    !login.outputs.some(({ place }) => /^header:set-cookie$/i.test(place)) &&
    (/\b(token|jwt|bearer)\b/.test(login.words) ||
      Object.keys(schemes).some((name) => !isBasic(schemes[name] ?? {})) ||
      sends.some((name) => schemes[name] === undefined) ||
      candidates.some((each) => /\b(token|jwt|bearer)\b/.test(each.words) || tokenParameterOf(each) !== undefined))
  );
}

/** A request may carry the token in a parameter; OpenAPI ignores one that is called Authorization. */
function withTokenParameter(guess: Guess, login: Guess | undefined): Guess {
  const { chosen, request } = guess;
  const field =
    tokenParameterOf(chosen, login?.response['token']) ?? (login === undefined ? undefined : tokenInPath(guess, login));
  const isHere = field !== undefined && !/^header:authorization$/i.test(field.place);
  const isNeeded = (chosen.security ?? []).length === 0 || field?.place.startsWith('path:') === true;
  return isHere && isNeeded ? { ...guess, request: { ...request, token: field.place } } : guess;
}

/** A path may have the id of the session's user. */
function withUserId(guess: Guess, login: Guess | undefined): Guess {
  const field = guess.chosen.inputs.find(
    ({ place, name, self }) => place.startsWith('path:') && /^user_?id$/i.test(name) && self === undefined,
  );
  const isKnown = field !== undefined && login?.response['user-id'] !== undefined;
  return isKnown ? { ...guess, request: { ...guess.request, 'user-id': field.place } } : guess;
}

/** A logout with one parameter in its path, which is no id, names the token there. */
function tokenInPath({ flow, chosen }: Guess, login: Guess): Field | undefined {
  const isShared = ({ name }: Field): boolean => login.chosen.path.includes(`{${name}}`);
  const own = chosen.inputs.filter((field) => field.place.startsWith('path:') && !isShared(field));
  const isToken = flow === 'logout' && login.response['token'] !== undefined && own.length === 1;
  return isToken ? own.find(({ name }) => !/id$/i.test(name)) : undefined;
}

/** The headers of a login that carry a key of an application. */
export function keyHeaders({ inputs, security }: Candidate, { schemes }: Survey): Field[] {
  const isSaid = (name: string): boolean =>
    (security ?? []).some((each) => text(schemes[each]?.['name']).toLowerCase() === name.toLowerCase());
  return inputs.filter(
    ({ place, name, required }) =>
      place.startsWith('header:') &&
      required &&
      !isSaid(name) &&
      /\b(key|apikey|secret|client|app|application|project|subscription|partner)\b/.test(apart(name)),
  );
}

/** A refresh token that a browser keeps: the login sets it as a cookie, beside an access token in its body. */
import { text } from '../contract/raw.ts';
import type { Survey } from './candidates.ts';
import type { Guess } from './guess.ts';
import type { Action } from './schemes.ts';
import { addScheme, schemeTarget } from './schemes.ts';

/** That cookie, and the security scheme by which requests carry it. */
export interface RefreshCookie {
  readonly name: string;
  readonly scheme: string;
  readonly action: Action;
  /** A question where the document does not say the name. */
  readonly questions: readonly string[];
}

/** The cookie that the guessed refresh takes; undefined where it takes the token in another way. */
export function refreshCookieOf(guesses: readonly Guess[], survey: Survey): RefreshCookie | undefined {
  const { schemes, source } = survey;
  const login = guesses.find(({ flow }) => flow === 'login');
  const refresh = guesses.find(({ flow }) => flow === 'refresh');
  if (login?.response['token'] === undefined || login.response['refresh-token'] !== undefined) return undefined;
  if (refresh === undefined || refresh.request['refresh-token'] !== undefined) return undefined;
  const cookies = Object.entries(schemes).filter(([, scheme]) => scheme['in'] === 'cookie');
  const [scheme, known] =
    cookies.find(([name]) => refresh.chosen.security?.includes(name)) ??
    cookies.find(([name, each]) => /refresh/i.test(`${name} ${text(each['name'])}`)) ??
    [];
  const parameter = refresh.chosen.inputs.find(({ place }) => place.startsWith('cookie:'))?.name;
  const name = known === undefined ? (parameter ?? 'refreshToken') : text(known['name']);
  const written = { 'x-credentials': '{refresh-token}' };
  const comment = 'the refresh token, which the login sets as a cookie';
  return {
    name,
    scheme: scheme ?? 'refreshCookie',
    action:
      scheme === undefined
        ? addScheme(survey, comment, { refreshCookie: { type: 'apiKey', in: 'cookie', name, ...written } })
        : { comment, target: schemeTarget(scheme, source.value), update: written },
    questions:
      known === undefined && parameter === undefined
        ? [
            `Does the login set the refresh token as a cookie, and is "${name}" its name? If not, correct x-roles of the login and the last actions.`,
          ]
        : [],
  };
}

/** The guesses, with that cookie in the response of the login. */
export function withRefreshCookie(guesses: readonly Guess[], cookie: RefreshCookie | undefined): readonly Guess[] {
  return guesses.map((each) =>
    each.flow === 'login' && cookie !== undefined
      ? { ...each, response: { ...each.response, 'refresh-token': `cookie:${cookie.name}` } }
      : each,
  );
}

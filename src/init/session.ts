/** The security schemes of a session: which the document has, and which the overlay adds. */
import { text } from '../contract/raw.ts';
import { isBasic } from '../contract/build-scheme.ts';
import type { Survey } from './candidates.ts';
import type { Guess } from './guess.ts';
import { mayTakeCookie } from './names.ts';
import { isProtected } from './questions.ts';
import type { RefreshCookie } from './refresh-cookie.ts';
import { addCookie, addToken, clientAction, credentialsOf, keyAction, refreshScheme } from './schemes.ts';
import type { Action } from './schemes.ts';
import { addedToken, cookieOf, unusedScheme } from './session-place.ts';

/** The authentication of the requests of a session. */
interface Session {
  readonly questions: readonly string[];
  readonly actions: readonly Action[];
  readonly settings: readonly string[];
  /** The schemes that the overlay gives an operation; undefined if those of the document stay. */
  readonly securityOf: (guess: Guess) => readonly string[] | undefined;
}

/** The authentication of the guessed operations, and the questions about it. */
export function sessionOf(survey: Survey, used: readonly Guess[], refreshCookie: RefreshCookie | undefined): Session {
  const login = used.find(({ flow }) => flow === 'login');
  const cookie = cookieOf(used, survey);
  const schemesOf = ({ chosen }: Guess): readonly string[] => chosen.security ?? [];
  const endsByCookie = ({ flow, chosen }: Pick<Guess, 'flow' | 'chosen'>): boolean =>
    flow === 'logout' && refreshCookie !== undefined && (chosen.security ?? []).length === 0 && mayTakeCookie(chosen);
  const isUnsaid = ({ flow, chosen, request }: Guess): boolean =>
    isProtected(flow) &&
    (chosen.security ?? []).length === 0 &&
    request['token'] === undefined &&
    request['refresh-token'] === undefined &&
    !endsByCookie({ flow, chosen });
  const silent = cookie === undefined ? used.filter(isUnsaid) : [];
  const unused = unusedScheme(survey);
  const added = silent.length === 0 ? undefined : (unused ?? addedToken);
  // A key that the login names itself is no token.
  const keys = (login?.chosen.hasOwnSecurity === true ? schemesOf(login) : []).filter(
    (name) => text(survey.schemes[name]?.['type']) === 'apiKey',
  );
  const ofLogin = login?.request['password'] !== undefined && login.chosen.hasOwnSecurity ? schemesOf(login) : [];
  const clients = ofLogin.filter((name) => isBasic(survey.schemes[name] ?? {}));
  const bare = used.find(({ flow, request }) => flow === 'refresh' && request['refresh-token'] === undefined);
  const carried = used.filter((each) => !['login', 'register'].includes(each.flow) && each !== bare).flatMap(schemesOf);
  const refresh =
    refreshCookie === undefined
      ? bare === undefined
        ? undefined
        : refreshScheme(schemesOf(bare), carried, survey)
      : { name: refreshCookie.scheme, action: refreshCookie.action };
  const named = [...new Set([...carried, ...(added === unused && added !== undefined ? [added] : [])])].filter(
    (name) => cookie === undefined && !keys.includes(name),
  );
  const credentials = named.flatMap((name) => credentialsOf(name, survey));
  const undefinedNames = [...new Set(used.flatMap(schemesOf))].filter((name) => survey.schemes[name] === undefined);
  return {
    questions: [
      ...(refreshCookie?.questions ?? []),
      ...credentials.flatMap(({ question }) => (question === undefined ? [] : [question])),
      ...undefinedNames.map(
        (name) =>
          `The document names the security scheme "${name}", and does not define it; is the token sent as "Authorization: Bearer TOKEN"? If not, correct the last actions.`,
      ),
      ...(added === undefined
        ? []
        : [
            `The document does not say how the token is sent; is it ${unused === undefined ? '"Authorization: Bearer TOKEN"' : `by its security scheme "${unused}"`}? If not, correct the last actions.`,
          ]),
      ...(cookie === undefined || cookie.isDocumented || login === undefined
        ? []
        : [
            `No response of the login has a token; is the session kept in a cookie, and is "${cookie.name}" its name? If not, correct the last action: its name, or, if the response brings a token, { type: http, scheme: bearer } as its scheme, with the place of the token in x-roles of the login, such as token: /token or header:X-Token.`,
          ]),
    ],
    actions: [
      ...keys.map((name) => keyAction(name, survey)),
      ...clients.map((name) => clientAction(name, survey)),
      ...credentials.map(({ action }) => action),
      ...[...undefinedNames, ...(added === addedToken ? [added] : [])].map((name) => addToken(name, survey)),
      ...(refresh === undefined ? [] : [refresh.action]),
      ...(cookie === undefined || cookie.isDocumented ? [] : [addCookie(survey, cookie)]),
    ],
    settings: [
      ...(keys.length === 0 ? [] : ['TARGET_API_KEY']),
      ...(clients.length === 0 ? [] : ['TARGET_CLIENT_ID', 'TARGET_CLIENT_SECRET']),
    ],
    securityOf: (guess) => {
      if (guess === bare && refresh !== undefined)
        return schemesOf(guess).includes(refresh.name) ? undefined : [refresh.name];
      if (refreshCookie !== undefined && endsByCookie(guess)) return [refreshCookie.scheme];
      if (!isProtected(guess.flow)) return undefined;
      if (cookie !== undefined) return schemesOf(guess).includes(cookie.scheme) ? undefined : [cookie.scheme];
      return added !== undefined && silent.includes(guess) ? [added] : undefined;
    },
  };
}

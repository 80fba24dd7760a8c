/** Guesses how a session is kept where no JSON of a response has its token: in a cookie, whose name may be unknown. */
import { text } from '../contract/raw.ts';
import type { Survey } from './candidates.ts';
import type { Guess } from './guess.ts';

/** The cookie of a session. */
export interface GuessedCookie {
  /** The security scheme that has it. */
  readonly scheme: string;
  readonly name: string;
  /** Whether the document has that scheme. */
  readonly isDocumented: boolean;
}

/** The scheme that is added for a cookie that the document does not describe. */
const addedScheme = 'sessionCookie';

/** Whether a login takes the user's name and password by HTTP Basic. */
export function isByBasic({ chosen, request }: Guess, { schemes }: Survey): boolean {
  if (request['password'] !== undefined) return false;
  return (chosen.security ?? []).some((name) => {
    const { type, scheme } = schemes[name] ?? {};
    return text(type) === 'basic' || (text(type) === 'http' && text(scheme).toLowerCase() === 'basic');
  });
}

/** The cookie of the session; undefined if a response has a token. */
export function cookieOf(guesses: readonly Guess[], { schemes }: Survey): GuessedCookie | undefined {
  if (guesses.some(({ response }) => response['token'] !== undefined)) return undefined;
  const documented = Object.entries(schemes).find(([, scheme]) => scheme['in'] === 'cookie');
  if (documented !== undefined) return { scheme: documented[0], name: text(documented[1]['name']), isDocumented: true };
  const login = guesses.find(({ flow }) => flow === 'login');
  const example = login?.chosen.outputs.find(({ place }) => /^header:set-cookie$/i.test(place))?.example ?? '';
  return { scheme: addedScheme, name: /^([\w!#$%&'*+.^`|~-]+)=/.exec(example)?.[1] ?? 'sid', isDocumented: false };
}

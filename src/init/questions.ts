/** Questions that a person answers before anything runs, and sentences about what the harness cannot test. */
import { list, object } from '../contract/raw.ts';
import { isBasic } from '../contract/build-scheme.ts';
import type { Survey } from './candidates.ts';
import { verifiesAccount } from './clues.ts';
import type { Guess } from './guess.ts';
import { callsNothingRequired, inBody, namesUser, passwordIn } from './names.ts';

/** Whether its requests carry the session; a refresh carries the refresh token alone. */
export const isProtected = (flow: string): boolean =>
  !['login', 'register', 'refresh', 'verify', 'before-login'].includes(flow);

/** An operation by method and path. */
export const nameOf = ({ chosen }: Pick<Guess, 'chosen'>): string => `${chosen.method.toUpperCase()} ${chosen.path}`;

/** A question about a guess that is not sure. */
export function questionOf(guess: Guess): string {
  const harm: Readonly<Record<string, string>> = {
    login: 'Does it log a user in with a password?',
    register: 'Does it register an ordinary user, without rights of an administrator?',
    logout: 'Does it end the session of its token, and nothing else?',
    refresh: 'Does it take the refresh token that the login returned?',
    'token-info': 'Does it tell whose token it is given?',
    verify:
      'Does it verify a new account by a code that the account gets by mail? If so, set TARGET_VERIFICATION_CODE to the code that your test environment accepts for every account.',
    'change-password': "Does it change the password of the session's user?",
    'logout-all': 'Does it end all sessions of the user, the one that asks included?',
    'before-login':
      'Does it bring the CSRF token, before there is a session? If it sets the session cookie too, add "token: cookie:NAME" to its response.',
    'delete-account': "Does it delete the account of the session's user, and no other?",
  };
  const { runnerUp, flow, chosen, request } = guess;
  const byName = flow === 'token-info' && request['identity'] !== undefined;
  const asked = byName ? 'Does it return the user of the token, by the name that this user logs in with?' : harm[flow];
  const isForSession = flow === 'register' && chosen.hasOwnSecurity && (chosen.security ?? []).length > 0;
  const doubt = isForSession ? ' The document has credentials for it, which a new user has not.' : '';
  const other = runnerUp === undefined ? '' : ` Otherwise it may be ${runnerUp.method.toUpperCase()} ${runnerUp.path}.`;
  return `${guess.flow} is guessed to be ${nameOf(guess)}. ${asked ?? ''}${doubt}${other}`;
}

/** Some documents list the alternatives of a session in one requirement, which asks for all of them. */
export function severalTokens(
  { schemes }: Survey,
  used: readonly Guess[],
  securityOf: (guess: Guess) => readonly string[] | undefined,
): string[] {
  const keys = used.filter(({ flow }) => flow === 'login').flatMap(({ chosen }) => chosen.security ?? []);
  const guess = used.find(({ flow }) => isProtected(flow));
  const names = guess === undefined ? [] : (securityOf(guess) ?? guess.chosen.security ?? []);
  const tokens = names.filter((name) => schemes[name] !== undefined && !keys.includes(name));
  if (guess === undefined || tokens.length < 2) return [];
  return [
    `Does ${nameOf(guess)} need the token in ${tokens.join(' and ')} at once? If not, remove "security" of each action and write the right one.`,
  ];
}

/** A login by a password alone: of a device, or of a document that leaves the name out. */
export function namelessLogin({ flow, chosen, request }: Guess): string[] {
  if (flow !== 'login' || request['password'] === undefined || request['identity'] !== undefined) return [];
  return [
    `${nameOf({ chosen })} takes a password and no name; is there one user only? If so, TARGET_USERNAME may be any name; if not, add the place of the name to x-roles: request: { identity: /PLACE }.`,
  ];
}

/** A login may take one of several names, and the document does not say which is enough. */
export function otherNames({ flow, chosen, request }: Guess): string[] {
  const identity = chosen.inputs.find(({ place }) => place === request['identity']);
  const others = chosen.inputs.filter(
    ({ place, name }) => place !== identity?.place && inBody({ place }) && namesUser(name),
  );
  if (flow !== 'login' || identity?.required !== false || others.length === 0) return [];
  return [
    `Does ${nameOf({ chosen })} take ${identity.place} alone, without ${others.map(({ place }) => place).join(', ')}? If not, correct x-roles.`,
  ];
}

/** Values that requests need, and for which the document has no example. */
export function missingValues(
  guesses: readonly Guess[],
  values: readonly Readonly<Record<string, string | boolean>>[],
): string[] {
  const missing = values.map((each) => Object.keys(each).filter((place) => each[place] === ''));
  const names = guesses.filter((_, index) => missing[index]?.length !== 0).map(nameOf);
  const places = [...new Set(missing.flat())];
  if (places.length === 0) return [];
  return [
    `The document has no example of ${places.join(', ')}; write what your test environment has into x-values of ${names.join(', ')}.`,
  ];
}

/** Values of a login that clients without them need not send: second factors, and the client's own wishes. */
const ofSomeLogins =
  /^id$|otp|2fa|two_?factor|mfa|code|captcha|token|api_?key|device|client|remember|scope|grant|redirect/i;

/** A document that calls nothing required does not say which values are needed beside the name and the password. */
export function unsaidValues({ flow, chosen, request }: Guess): string[] {
  const known = Object.values(request);
  const isLogin = flow === 'login';
  const others = chosen.inputs
    .filter((field) => inBody(field) && !known.includes(field.place))
    .filter(({ name, isFlag }) => !isLogin || (isFlag !== true && !namesUser(name) && !ofSomeLogins.test(name)))
    .map(({ place }) => place);
  if ((flow !== 'register' && !isLogin) || others.length === 0 || !callsNothingRequired(chosen)) return [];
  return [
    `${nameOf({ chosen })} calls nothing required; does it need ${others.join(', ')}? If so, write their values into x-values: { ${others[0]}: VALUE }.`,
  ];
}

/** Some APIs register a user in two requests, the second with a token of the first. */
export function secondRegistration(used: readonly Guess[], { candidates }: Survey): string[] {
  const register = used.find(({ flow }) => flow === 'register');
  const info = used.find(({ flow }) => flow === 'token-info');
  const folder = info?.chosen.path.replace(/\/[^/]*\/?$/, '');
  const second = candidates.find(
    ({ method, path, security, inputs }) =>
      method === 'post' && path === folder && (security ?? []).length > 0 && passwordIn(inputs) === undefined,
  );
  if (register === undefined || second === undefined || used.some(({ chosen }) => chosen === second)) return [];
  return [
    `Does a user whom ${nameOf(register)} registers need ${nameOf({ chosen: second })} too? If so, delete the action of the registration: the harness registers in one request.`,
  ];
}

/** New accounts may wait for a code that names no user, or for a link in a mail. */
export function unverifiable(used: readonly Guess[], { candidates }: Survey): string[] {
  const [register, verify] = (['register', 'verify'] as const).map((flow) => used.find((each) => each.flow === flow));
  const chosen = candidates.find(verifiesAccount);
  if (register === undefined || verify !== undefined || chosen === undefined) return [];
  return [
    `${nameOf({ chosen })} seems to verify new accounts, in a way that the harness cannot use. Does the login reject an account until then? If so, delete the action of the registration.`,
  ];
}

/** The advice for a document without token info: any operation that needs a token tells a valid one from others. */
export function withoutTokenInfo({ source, schemes }: Survey, overlay: string): string {
  const document = object(source.value);
  const other = Object.entries(object(document['paths'])).find(([path, item]) => {
    const { security = document['security'], parameters } = object(object(item)['get']);
    const isOpen = list(security).some((each) => Object.keys(each).length === 0);
    const isRead = object(item)['get'] !== undefined && !path.includes('{') && !/(log|sign)-?_?out|refresh/i.test(path);
    const needsToken = list(security).some((each) => Object.keys(each).some((name) => !isBasic(schemes[name] ?? {})));
    return isRead && needsToken && !isOpen && list(parameters).every((each) => each['required'] !== true);
  });
  const instead = other === undefined ? '' : `, or else on an operation that needs a token, such as GET ${other[0]}`;
  return `No operation was found that returns the user of a token, such as GET /me. If there is one, write "x-flow: token-info" on it in ${overlay}${instead}; without it, tokens are hardly tested.`;
}

/** Properties of an operation that say whether it may be a flow. */
import type { Candidate } from './candidates.ts';
import {
  identityIn,
  inBody,
  mayTakeCookie,
  ownNameIn,
  passwordIn,
  refreshIn,
  sessionIdIn,
  sessionIdOf,
  tokenInBody,
  userIdOf,
  userIn,
} from './names.ts';

/** The flows that are guessed, in this order. */
export const guessed = [
  'login',
  'register',
  'logout',
  'token-info',
  'refresh',
  'verify',
  'change-password',
  'logout-all',
  'delete-account',
] as const;
export type GuessedFlow = (typeof guessed)[number];

/** An operation, and what the clues of several flows ask of it. */
export interface Seen extends Candidate {
  readonly login: Candidate | undefined;
  /** Its operationId, words apart. */
  readonly id: string;
  /** The parameters of its path that tell a thing from others of its kind. */
  readonly parameters: number;
  readonly hasPassword: boolean;
  readonly namesUser: boolean;
  readonly isSecured: boolean;
  readonly isBesideLogin: boolean;
  readonly namesSession: boolean;
  /** Whether it takes a token and nothing else. */
  readonly isBare: boolean;
  /** Whether some operation of the document takes a password. */
  readonly othersDo: boolean;
}

/** Gathers the properties of an operation that the clues of a flow read. @param othersDo whether some operation of the document takes a password */
export function seenFor(flow: GuessedFlow, each: Candidate, login: Candidate | undefined, othersDo: boolean): Seen {
  return {
    ...each,
    login,
    id: each.words.split('|')[1] ?? '',
    parameters: parametersIn(flow, each, login),
    hasPassword: passwordIn(each.inputs) !== undefined,
    namesUser: identityIn(each.inputs) !== undefined,
    isSecured: (each.security ?? []).length > 0,
    isBesideLogin: login !== undefined && isBeside(each.path, login.path),
    namesSession: login !== undefined && sessionIdOf(login) !== undefined && sessionIdIn(each) !== undefined,
    isBare: login !== undefined && isBareRefresh(each, login),
    othersDo,
  };
}

/** Whether an operation that needs a token returns the user whose name its path has. */
export function isReadByName(each: Candidate, login: Candidate | undefined): boolean {
  const isSecured = each.hasOwnSecurity && (each.security ?? []).length > 0;
  return isSecured && userIn(each.outputs) !== undefined && ownNameIn(each, login) !== undefined;
}

/** Whether a refresh may take the login's refresh token like an access token, or from a cookie beside it. */
function isBareRefresh(each: Candidate, login: Candidate): boolean {
  if (refreshIn(login.outputs) !== undefined) return each.inputs.length === 0;
  return tokenInBody(login.outputs) !== undefined && mayTakeCookie(each);
}

function parametersIn(flow: GuessedFlow, each: Candidate, login: Candidate | undefined): number {
  const { path } = each;
  const isSelf = (name: string): boolean =>
    each.inputs.some(({ place, self }) => self !== undefined && place === `path:${name.slice(1, -1)}`);
  const names = (of = ''): readonly string[] => (of.match(/\{[^}]*\}/g) ?? []).filter((name) => !isSelf(name));
  if (flow === 'change-password' || flow === 'logout-all' || flow === 'delete-account') {
    // The login may return the user's id; any other thing is not that of the session.
    const isOfUser = login !== undefined && userIdOf(true, login) !== undefined;
    return names(path).filter((name) => !(isOfUser && /^\{user_?id\}$/i.test(name))).length;
  }
  // A parameter that the login has too names a tenant, not a thing; one that is the token names the session.
  const own = isReadByName(each, login) ? ownNameIn(each, login)?.name : undefined;
  const isToken = (name: string): boolean => flow === 'token-info' && (/token|jwt/i.test(name) || name === `{${own}}`);
  return names(path).filter((name) => !names(login?.path).includes(name) && !isToken(name)).length;
}

/** Whether a document describes nothing that a login or a registration takes. */
export function saysNoInputs({ inputs, method, words }: Candidate): boolean {
  return (
    method === 'post' &&
    /\b(log ?in|sign ?in|authenticate|register|registration|sign ?up)\b/.test(words) &&
    !inputs.some((field) => inBody(field) || field.place.startsWith('query:'))
  );
}

/** Whether two paths differ in their last part only. */
function isBeside(one: string, other: string): boolean {
  const folder = (path: string): string => path.replace(/\/$/, '').split('/').slice(0, -1).join('/');
  return folder(one) !== '' && folder(one) === folder(other);
}

/** Whether an operation needs a token that the login does not need. */
export function isForSession({ security, hasOwnSecurity, isOptional, isSecured, login }: Seen): boolean {
  const isOpen = login?.hasOwnSecurity === true && ((login.security ?? []).length === 0 || login.isByPassword);
  const isSame = (security ?? []).join(' ') === (login?.security ?? []).join(' ');
  return isSecured && !isOptional && (hasOwnSecurity || isOpen) && !isSame;
}

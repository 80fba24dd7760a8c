/** Guesses which operations are the flows of a session, and where their values stand. A guess is shown, never run. */
import type { Flow } from '../contract/model.ts';
import { accountClues, accountRoles } from './account-flows.ts';
import type { Clue } from './account-flows.ts';
import { apart } from './candidates.ts';
import type { Candidate, Survey } from './candidates.ts';
import {
  besidePassword,
  confirmationIn,
  identityIn,
  inBody,
  nicknameIn,
  passwordIn,
  refreshIn,
  sessionIdIn,
  sessionIdOf,
  tokenInBody,
  tokenOf,
  tokenParameterOf,
  userIdOf,
  userIn,
} from './names.ts';

/** A guess for one flow. */
export interface Guess {
  readonly flow: Flow;
  readonly chosen: Candidate;
  /** The reasons for it, in words. */
  readonly reasons: readonly string[];
  /** The next best operation, if any. */
  readonly runnerUp: Candidate | undefined;
  /** Whether a person has to confirm it: another is near, or a wrong guess would do harm. */
  readonly isSure: boolean;
  /** Roles by name, and their places. */
  readonly request: Readonly<Record<string, string>>;
  readonly response: Readonly<Record<string, string>>;
}

interface Scored {
  readonly candidate: Candidate;
  readonly score: number;
  readonly reasons: readonly string[];
}

const notPlain =
  /\b(oauth2?|oidc|openid|sso|saml|scim|otp|totp|mfa|2fa|magic|reset|recover|forgot|verify|confirm|admin|device|webauthn|passkey|refresh|revoke|introspect|callback|setup|startup|invite|social|google|github|apple|ldap)\b/;
const currentUser =
  /\b(me|whoami|current (user|session)|(get|check) session|session info|user ?info|get current|(own|my) (profile|account))\b/;
const ownUser =
  /(^|\| )(get|gets|fetch|show|read|retrieve|returns?|check|view)( the| an?| own| my| your| current(ly)?| logged in| authenticated| any)*( user| customer)?( account| profile| session| user)( is| info| information| details?| data| logged in)*( \||$)/;

const createsUser = /\b(creates?|adds?) (an? |the )?(new )?(security )?(user|account|customer)s?\b/;

/** @param othersDo whether some operation of the document takes a password */
function cluesOf(flow: Flow, each: Candidate, login: Candidate | undefined, othersDo: boolean): Clue[] {
  const { method, path, words, last, tail, inputs, outputs } = each;
  // A parameter that the login has too names a tenant, not a thing.
  const shared: readonly string[] = login?.path.match(/\{[^}]*\}/g) ?? [];
  const parameters = (path.match(/\{[^}]*\}/g) ?? []).filter((name) => !shared.includes(name)).length;
  const plain: Clue = [-4, notPlain.test(words), 'its name speaks of something beside it'];
  const hasPassword = passwordIn(inputs) !== undefined;
  const isSecured = (each.security ?? []).length > 0 || tokenParameterOf(each) !== undefined;
  const isNear = login !== undefined && isBeside(path, login.path);
  const namesSession = login !== undefined && sessionIdOf(login) !== undefined && sessionIdIn(each) !== undefined;
  const isBare = login !== undefined && refreshIn(login.outputs) !== undefined && inputs.length === 0;
  const password: Clue = [5, hasPassword, 'its request has a password'];
  const identity: Clue = [2, identityIn(inputs) !== undefined, 'its request names a user'];
  switch (flow) {
    case 'login':
      return [
        [6, /\b(log ?in|sign ?in|authenticate)\b/.test(words), 'its name says login'],
        [
          3,
          /\b(sessions?|token|auth|access token|authorization|authentication)\b/.test(last),
          `its path ends in "${last}"`,
        ],
        [
          4,
          /\b(log ?in|sign ?in|sessions?|tokens?)\b.*\b(email|password|local|basic)\b/.test(
            path.split('/').map(apart).join(' '),
          ),
          'its path says login by password',
        ],
        [3, /\bcreates? (an? )?(new )?([a-z]+ )*session\b/.test(words), 'its name says that it creates a session'],
        [4, each.isByPassword && /\b(log ?in|sign ?in)\b/.test(words), 'its request has a password (HTTP Basic)'],
        password,
        identity,
        [-4, hasPassword && identityIn(inputs) === undefined, 'its request names no user'],
        [-5, !hasPassword && !each.isByPassword && othersDo, 'its request has no password'],
        [3, tokenOf(each) !== undefined, 'its response has a token'],
        [-8, method !== 'post' && !(method === 'get' && hasPassword), 'it is not a POST'],
        [-8, /\b(startup|setup|onboarding|install)\b/.test(words), 'it makes the first account'],
        [-3, method === 'get', 'it is a GET'],
        [-3, parameters > 1, 'its path has several parameters'],
        [
          -6,
          /\b(register|sign ?up|log ?out|sign ?out|change|update)\b/.test(words) || createsUser.test(words),
          'its name says something else',
        ],
        plain,
      ];
    case 'register':
      return [
        [7, /\b(register|registration|sign ?up|reg)\b/.test(words), 'its name says registration'],
        [
          4,
          /\b(create|add|new)\b/.test(words) && /\b(users?|accounts?|customers?)\b/.test(words),
          'its name says that it creates a user',
        ],
        [2, /^(users?|accounts?|customers?)$/.test(last), `its path ends in "${last}"`],
        password,
        identity,
        [-7, !hasPassword && inputs.length > 0, 'its request has no password'],
        [
          -6,
          !/\b(register|registration|sign ?up|reg|create|add|new|join)\b/.test(words) &&
            !/^(users?|accounts?|customers?)$/.test(last),
          'its name says nothing of a registration',
        ],
        [-8, method !== 'post', 'it is not a POST'],
        [-4, parameters > 0, 'its path has a parameter'],
        [-3, isForSession(each, login), 'it needs a session, which a new user has not'],
        [
          -6,
          /\b(log ?in|sign ?in|log ?out|list|batch|bulk|with list|with array)\b/.test(
            words.split('|').slice(0, 3).join('|'),
          ),
          'its name says something else',
        ],
        [-8, /\b(startup|setup|admin|invite|device)\b/.test(words), 'it makes accounts of another kind'],
        plain,
      ];
    case 'token-info':
      return [
        [
          7,
          /^(me|whoami|self|user ?info|get session)$/.test(last) ||
            /\b(manage|account|user|profile) info$/.test(tail) ||
            /\b((users?|accounts?|sessions?) current|current (user|session)|user info|my (profile|account))$/.test(
              tail,
            ),
          `its path ends in "${last}"`,
        ],
        [5, currentUser.test(words.split('|')[0] ?? ''), 'its path says the current user or session'],
        [
          4,
          currentUser.test(words) || /\b(me|profile|whoami)$/.test((words.split('|')[1] ?? '').trim()),
          'its name says the current user or session',
        ],
        [
          5,
          /^(validate|verify|check|test) ?(auth|token|session)$/.test(last),
          'its name says that it checks the token',
        ],
        [3, ownUser.test(words), 'its name says that it gets a user or session'],
        [3, /^(user|session|profile|account)$/.test(last), `its path ends in "${last}"`],
        [2, isSecured, 'it needs a token'],
        [2, userIn(outputs) !== undefined, 'its response names a user'],
        [2, isNear, 'its path is beside that of the login'],
        [-9, method !== 'get', 'it is not a GET'],
        [-6, parameters > 0, 'its path has a parameter'],
        [
          -9,
          path !== login?.path &&
            /\b(log ?out|sign ?out|log ?in|sign ?in)\b/.test(`${last} ${words.split('|')[1] ?? ''}`),
          'its name says something else',
        ],
        [-4, /\b(business|company|organi[sz]ation|settings|team|public)\b/.test(words), 'it is about something else'],
        [-3, !isSecured && each.security !== undefined, 'it needs no token'],
        [3, path === login?.path, 'it is a GET at the path of the login'],
        plain,
      ];
    case 'logout':
      return [
        [9, /\b(log ?out|sign ?out)\b/.test(`${last} ${words}`), 'its name says logout'],
        [
          6,
          method === 'delete' && (/^(session|token|auth)$/.test(last) || (last === 'sessions' && path === login?.path)),
          `it deletes the ${last}`,
        ],
        [-9, /\b(all|others?|everywhere)\b/.test(words), 'it ends more than one session'],
        [6, method === 'delete' && namesSession, 'it deletes the session of an id that the login returns'],
        [-4, parameters > (namesSession ? 1 : 0), 'its path has a parameter'],
        [2, method === 'post' || method === 'delete', `it is a ${method.toUpperCase()}`],
        [2, isNear, 'its path is beside that of the login'],
        plain,
      ];
    case 'refresh':
      return [
        [6, /\brefresh\b/.test(`${last} ${words}`), 'its name says refresh'],
        [4, refreshIn(inputs) !== undefined, 'its request has a refresh token'],
        [2, isBare, 'it takes a token and nothing else'],
        [-9, refreshIn(inputs) === undefined && !isBare, 'its request has no refresh token'],
        [-9, method !== 'post', 'it is not a POST'],
        [-9, tokenOf(each) === undefined, 'its response has no token'],
      ];
    case 'change-password':
    case 'logout-all':
    case 'delete-account':
      return [...accountClues(flow, each, login), plain];
    default:
      return [];
  }
}

/** Whether an operation needs a token that the login does not need. */
function isForSession(each: Candidate, login: Candidate | undefined): boolean {
  const isOpen = login?.hasOwnSecurity === true && ((login.security ?? []).length === 0 || login.isByPassword);
  const isSecured = (each.security ?? []).length > 0 && !each.isOptional;
  return isSecured && (each.hasOwnSecurity || isOpen) && !isSame(each.security, login?.security);
}

function isSame(one: readonly string[] = [], other: readonly string[] = []): boolean {
  return one.join(' ') === other.join(' ');
}

/** Whether two paths differ in their last part only. */
function isBeside(one: string, other: string): boolean {
  const folder = (path: string): string => path.replace(/\/$/, '').split('/').slice(0, -1).join('/');
  return folder(one) !== '' && folder(one) === folder(other);
}

/** Points below which an operation is no guess at all, those from which it is a sure one, and the distance of near ones. */
const minScore = 6;
const sureScore = 8;
const nearness = 3;

function ranked(flow: Flow, candidates: readonly Candidate[], login: Candidate | undefined): Scored[] {
  const othersDo = candidates.some(({ inputs, isByPassword }) => isByPassword || passwordIn(inputs) !== undefined);
  return candidates
    .map((candidate): Scored => {
      const clues = cluesOf(flow, candidate, login, othersDo).filter(([, isTrue]) => isTrue);
      return {
        candidate,
        score: clues.reduce((sum, [points]) => sum + points, 0),
        reasons: clues.filter(([points]) => points > 0).map(([, , reason]) => reason),
      };
    })
    .sort((a, b) => b.score - a.score || a.candidate.path.length - b.candidate.path.length);
}

const guessed = [
  'login',
  'register',
  'logout',
  'token-info',
  'refresh',
  'change-password',
  'logout-all',
  'delete-account',
] as const satisfies readonly Flow[];

/** Guesses the flows of a document, each operation for one of them at most. */
export function guessFlows({ candidates }: Survey): Guess[] {
  const taken = new Set<Candidate>();
  const guesses: Guess[] = [];
  for (const flow of guessed) {
    const login = guesses.find((each) => each.flow === 'login')?.chosen;
    const [best, next] = ranked(
      flow,
      candidates.filter((each) => !taken.has(each)),
      login,
    );
    if (best === undefined || best.score < minScore) continue;
    taken.add(best.candidate);
    const isNear = next !== undefined && next.score > best.score - nearness;
    guesses.push({
      flow,
      chosen: best.candidate,
      reasons: best.reasons,
      runnerUp: next !== undefined && next.score >= minScore ? next.candidate : undefined,
      isSure: best.score >= sureScore && !isNear && isHarmless(flow, best.candidate),
      ...rolesOf(flow, best.candidate, login),
    });
  }
  return withSessionId(withSameUser(guesses));
}

/** A login returns the id by which the logout names its session. */
function withSessionId(guesses: readonly Guess[]): Guess[] {
  const isNeeded = guesses.some(({ request }) => request['session-id'] !== undefined);
  return guesses.map((each) => {
    const id = isNeeded && each.flow === 'login' ? sessionIdOf(each.chosen) : undefined;
    return id === undefined ? each : { ...each, response: { ...each.response, 'session-id': id } };
  });
}

/** A login that returns the same as token info returns the id of the same user. */
function withSameUser(guesses: readonly Guess[]): Guess[] {
  const info = guesses.find(({ flow }) => flow === 'token-info');
  const placesOf = ({ chosen }: Guess): string =>
    chosen.outputs
      .filter(inBody)
      .map(({ place }) => place)
      .join(' ');
  const id = info?.response['user-id'];
  return guesses.map((each) =>
    each.flow === 'login' && id !== undefined && info !== undefined && placesOf(each) === placesOf(info)
      ? { ...each, response: { 'user-id': id, ...each.response } }
      : each,
  );
}

/** Whether a wrong guess is harmless: not for registrations and deletions of accounts, and for logouts without a name or with an id. */
function isHarmless(flow: Flow, { words, inputs, outputs, last, path }: Candidate): boolean {
  if (flow === 'token-info') return userIn(outputs) !== undefined || currentUser.test(words);
  if (flow === 'register') return /\b(register|registration|sign ?up)\b/.test(words);
  if (flow === 'logout') return /\b(log ?out|sign ?out)\b/.test(`${last} ${words}`) && !path.includes('{');
  // A login may return a refresh token on demand only.
  if (flow === 'refresh' || flow === 'delete-account' || flow === 'logout-all') return false;
  return flow !== 'login' || (passwordIn(inputs) !== undefined && identityIn(inputs) !== undefined);
}

/** Whether a document describes nothing that a login or a registration takes. */
export function saysNoInputs({ inputs, method, words }: Candidate): boolean {
  return (
    method === 'post' &&
    /\b(log ?in|sign ?in|authenticate|register|registration|sign ?up)\b/.test(words) &&
    !inputs.some((field) => inBody(field) || field.place.startsWith('query:'))
  );
}

function rolesOf(flow: Flow, chosen: Candidate, login: Candidate | undefined): Pick<Guess, 'request' | 'response'> {
  const given = (roles: Readonly<Record<string, string | undefined>>): Record<string, string> =>
    Object.fromEntries(Object.entries(roles).flatMap(([role, place]) => (place === undefined ? [] : [[role, place]])));
  const { inputs, outputs } = chosen;
  const ofBody = outputs.filter(inBody);
  const renewing = refreshIn(ofBody);
  const userId = userIdOf(flow === 'login', chosen);
  switch (flow) {
    case 'logout': {
      const isKnown = login !== undefined && sessionIdOf(login) !== undefined;
      return { request: given({ 'session-id': isKnown ? sessionIdIn(chosen) : undefined }), response: {} };
    }
    case 'logout-all':
      return { request: {}, response: {} };
    case 'change-password':
    case 'delete-account':
      return { request: given(accountRoles(flow, chosen)), response: {} };
    case 'refresh':
      return {
        request: given({ 'refresh-token': refreshIn(inputs) }),
        response: given({ token: tokenOf(chosen), 'refresh-token': renewing }),
      };
    case 'token-info':
      return { request: {}, response: given({ identity: userIn(ofBody), 'user-id': userId }) };
    case 'register': {
      const identity = sameIdentity(chosen, login);
      const others = inputs.filter(({ place, required }) => place !== identity && required);
      return {
        request: given({
          identity,
          password: passwordIn(inputs),
          'password-confirmation': confirmationIn(inputs),
          nickname: nicknameIn(others),
        }),
        response: given({ token: tokenInBody(outputs), 'user-id': userId }),
      };
    }
    default:
      return {
        request: given({ identity: identityIn(inputs) ?? besidePassword(inputs), password: passwordIn(inputs) }),
        response: given({ token: tokenOf(chosen), 'refresh-token': renewing, 'user-id': userId }),
      };
  }
}

/** An account is registered under the kind of name that its user logs in with. */
function sameIdentity(register: Candidate, login: Candidate | undefined): string | undefined {
  const name = login === undefined ? undefined : identityIn(login.inputs)?.split(/[/:]/).at(-1);
  const same = register.inputs.find((field) => inBody(field) && field.name === name);
  return same?.place ?? identityIn(register.inputs.filter(({ required }) => required)) ?? identityIn(register.inputs);
}

/** Guesses which operations are the flows of a session, and where their values stand. A guess is shown, never run. */
import type { Flow } from '../contract/model.ts';
import type { Candidate, Field, Survey } from './candidates.ts';

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

/** Points for properties of an operation, with their reasons. */
type Clue = readonly [points: number, isTrue: boolean, reason: string];

const passwordName = /^(pass|passwd|password|pwd|secret|user_?password|current_?password)$/i;
const identityNames = [
  /^e-?mail(_?address)?$/i,
  /^(user_?name|login|log_?in|user_?login|account)$/i,
  /^(user|user_?id|identifier|identity|name|handle)$/i,
  /^(phone|phone_?number|mobile)$/i,
];
const tokenNames = [
  /^(access_?token|auth_?token|session_?token|api_?token|id_?token|jwt)$/i,
  /^(token|session_?key|auth_?key|bearer)$/i,
  /^(x-auth-token|x-access-token|set-auth-token|authorization|session_?id|key)$/i,
];
const userIdName = /^(user_?id|uid|sub)$/i;

const findPlace = (fields: readonly Field[], names: readonly RegExp[]): string | undefined =>
  names.flatMap((name) => fields.filter((field) => name.test(field.name)))[0]?.place;

const inBody = ({ place }: Field): boolean => place.startsWith('/');
const identityOf = ({ inputs }: Candidate): string | undefined =>
  findPlace(
    inputs.filter(({ place }) => !place.startsWith('path:')),
    identityNames,
  );
const passwordOf = ({ inputs }: Candidate): string | undefined => findPlace(inputs, [passwordName]);
/** The token in the JSON, else in a header such as X-Token, else the whole body. */
const tokenOf = ({ outputs }: Candidate): string | undefined =>
  findPlace(outputs.filter(inBody), tokenNames) ??
  findPlace(
    outputs.filter(({ place }) => place.startsWith('header:')),
    [/(^|[-_])(token|jwt)$/i, /^authorization$/i],
  ) ??
  outputs.find(({ place }) => place === 'body')?.place;

const refreshOf = (fields: readonly Field[]): string | undefined => findPlace(fields, [/^refresh_?token$/i]);

const notPlain =
  /\b(oauth2?|oidc|sso|saml|otp|totp|mfa|2fa|magic|reset|recover|forgot|verify|confirm|admin|device|webauthn|passkey|refresh|revoke|introspect|callback|setup|startup|invite|social|google|github|apple|ldap)\b/;

function cluesOf(flow: Flow, each: Candidate, login: Guess | undefined): Clue[] {
  const { method, path, words, last } = each;
  const parameters = path.match(/\{/g)?.length ?? 0;
  const plain: Clue = [-4, notPlain.test(words), 'its name speaks of something beside it'];
  const isSecured = each.security !== undefined && each.security.length > 0;
  switch (flow) {
    case 'login':
      return [
        [6, /\b(log ?in|sign ?in|authenticate)\b/.test(words), 'its name says login'],
        [3, /\b(sessions?|token|auth|access token)\b/.test(last), `its path ends in "${last}"`],
        [5, passwordOf(each) !== undefined, 'its request has a password'],
        [2, identityOf(each) !== undefined, 'its request names a user'],
        [3, tokenOf(each) !== undefined, 'its response has a token'],
        [-8, method !== 'post' && !(method === 'get' && passwordOf(each) !== undefined), 'it is not a POST'],
        [-3, method === 'get', 'it is a GET'],
        [-3, parameters > 1, 'its path has several parameters'],
        [
          -6,
          /\b(register|sign ?up|log ?out|sign ?out|create user|change|update)\b/.test(words),
          'its name says something else',
        ],
        plain,
      ];
    case 'register':
      return [
        [7, /\b(register|registration|sign ?up)\b/.test(words), 'its name says registration'],
        [
          4,
          /\b(create|add|new)\b/.test(words) && /\b(users?|accounts?)\b/.test(words),
          'its name says that it creates a user',
        ],
        [2, /^(users?|accounts?)$/.test(last), `its path ends in "${last}"`],
        [5, passwordOf(each) !== undefined, 'its request has a password'],
        [2, identityOf(each) !== undefined, 'its request names a user'],
        [-8, method !== 'post', 'it is not a POST'],
        [-4, parameters > 0, 'its path has a parameter'],
        [
          -6,
          /\b(log ?in|sign ?in|log ?out|list|batch|bulk|with list|with array)\b/.test(words),
          'its name says something else',
        ],
        [-8, /\b(startup|setup|admin|invite|device)\b/.test(words), 'it makes accounts of another kind'],
        plain,
      ];
    case 'token-info':
      return [
        [
          7,
          /^(me|whoami|self|current|current (user|session)|get session|user ?info|my (profile|account))$/.test(last),
          `its path ends in "${last}"`,
        ],
        [
          5,
          /\b(me|whoami|current (user|session)|(get|check) session|session info|user ?info|get current|(own|my) (profile|account))\b/.test(
            words,
          ),
          'its name says the current user or session',
        ],
        [3, /^(user|session|profile|account)$/.test(last), `its path ends in "${last}"`],
        [2, isSecured, 'it needs a token'],
        [2, findPlace(each.outputs, identityNames.slice(0, 2)) !== undefined, 'its response names a user'],
        [-9, method !== 'get', 'it is not a GET'],
        [-6, parameters > 0, 'its path has a parameter'],
        [
          -9,
          /\b(log ?out|sign ?out|log ?in|sign ?in)\b/.test(`${last} ${words.split('|')[1] ?? ''}`),
          'its name says something else',
        ],
        [-3, !isSecured && login?.response['token'] !== undefined && each.security !== undefined, 'it needs no token'],
        [3, path === login?.chosen.path, 'it is a GET at the path of the login'],
        plain,
      ];
    case 'logout':
      return [
        [9, /\b(log ?out|sign ?out)\b/.test(`${last} ${words}`), 'its name says logout'],
        [6, method === 'delete' && /^(sessions?|token|auth)$/.test(last), `it deletes the ${last}`],
        [-5, /\b(all|others?|everywhere)\b/.test(words), 'it ends more than one session'],
        [-4, parameters > 0, 'its path has a parameter'],
        [2, method === 'post' || method === 'delete', `it is a ${method.toUpperCase()}`],
        plain,
      ];
    case 'refresh':
      return [
        [6, /\brefresh\b/.test(`${last} ${words}`), 'its name says refresh'],
        [4, refreshOf(each.inputs) !== undefined, 'its request has a refresh token'],
        [-9, refreshOf(each.inputs) === undefined, 'its request has no refresh token'],
        [-9, method !== 'post', 'it is not a POST'],
        [-9, tokenOf(each) === undefined, 'its response has no token'],
      ];
    case 'before-login':
    case 'session-start':
    case 'change-password':
    case 'logout-all':
    case 'delete-account':
      return [];
  }
}

/** Points below which an operation is no guess at all, those from which it is a sure one, and the distance of near ones. */
const minScore = 6;
const sureScore = 8;
const nearness = 3;

function ranked(flow: Flow, candidates: readonly Candidate[], login: Guess | undefined): Scored[] {
  return candidates
    .map((candidate): Scored => {
      const clues = cluesOf(flow, candidate, login).filter(([, isTrue]) => isTrue);
      return {
        candidate,
        score: clues.reduce((sum, [points]) => sum + points, 0),
        reasons: clues.filter(([points]) => points > 0).map(([, , reason]) => reason),
      };
    })
    .sort((a, b) => b.score - a.score || a.candidate.path.length - b.candidate.path.length);
}

/** Guesses the flows of a document, each operation for one of them at most. */
export function guessFlows({ candidates }: Survey): Guess[] {
  const taken = new Set<Candidate>();
  const guesses: Guess[] = [];
  for (const flow of ['login', 'register', 'logout', 'token-info', 'refresh'] as const) {
    const login = guesses.find((each) => each.flow === 'login');
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
      ...rolesOf(flow, best.candidate, login?.chosen),
    });
  }
  return guesses;
}

/** Whether a wrong guess is harmless: not for registrations, which create accounts, and unnamed logouts. */
function isHarmless(flow: Flow, { words, inputs, last }: Candidate): boolean {
  if (flow === 'register') return /\b(register|registration|sign ?up)\b/.test(words);
  if (flow === 'logout') return /\b(log ?out|sign ?out)\b/.test(`${last} ${words}`);
  // A login may return a refresh token on demand only.
  if (flow === 'refresh') return false;
  return flow !== 'login' || inputs.some(({ name }) => passwordName.test(name));
}

function rolesOf(flow: Flow, chosen: Candidate, login: Candidate | undefined): Pick<Guess, 'request' | 'response'> {
  const given = (roles: Readonly<Record<string, string | undefined>>): Record<string, string> =>
    Object.fromEntries(Object.entries(roles).flatMap(([role, place]) => (place === undefined ? [] : [[role, place]])));
  const { inputs, outputs } = chosen;
  const ofBody = outputs.filter(inBody);
  const identity = flow === 'register' ? sameIdentity(chosen, login) : identityOf(chosen);
  const confirmation = findPlace(inputs, [/^(password_?confirm(ation)?|confirm_?password|repeat_?password)$/i]);
  const nickname = findPlace(
    inputs.filter(({ place, required }) => place !== identity && required),
    [/^(user_?name|nick_?name|display_?name|handle)$/i],
  );
  if (flow === 'logout') return { request: {}, response: {} };
  const renewing = refreshOf(ofBody);
  if (flow === 'refresh')
    return {
      request: given({ 'refresh-token': refreshOf(inputs) }),
      response: given({ token: tokenOf(chosen), 'refresh-token': renewing }),
    };
  return {
    request:
      flow === 'token-info'
        ? {}
        : given({
            identity,
            password: passwordOf(chosen),
            ...(flow === 'register' ? { 'password-confirmation': confirmation, nickname } : {}),
          }),
    response: given({
      token: flow === 'login' ? tokenOf(chosen) : flow === 'register' ? findPlace(ofBody, tokenNames) : undefined,
      ...(flow === 'login' ? { 'refresh-token': renewing } : {}),
      ...(flow === 'token-info' ? { identity: findPlace(ofBody, identityNames.slice(0, 2)) } : {}),
      'user-id': userIdOf(flow, chosen),
    }),
  };
}

/** The place of a user's id in a response: a plain `id` may be that of a session or a client. */
function userIdOf(flow: Flow, { outputs, last }: Candidate): string | undefined {
  const near = outputs.filter((field) => inBody(field) && field.place.split('/').length <= 3);
  const parentOf = ({ place }: Field): string => place.slice(0, place.lastIndexOf('/'));
  const isOfUser = (field: Field): boolean => {
    const parent = parentOf(field);
    if (parent === '') return (flow !== 'login' && last !== 'session') || namesUser(parent);
    return /\/(user|account|profile|me)$/i.test(parent) || namesUser(parent);
  };
  const namesUser = (parent: string): boolean =>
    near.some((field) => parentOf(field) === parent && identityNames.slice(0, 2).some((name) => name.test(field.name)));
  return findPlace(near, [userIdName]) ?? near.find((field) => field.name === 'id' && isOfUser(field))?.place;
}

/** An account is registered under the kind of name that its user logs in with. */
function sameIdentity(register: Candidate, login: Candidate | undefined): string | undefined {
  const name = login === undefined ? undefined : identityOf(login)?.split(/[/:]/).at(-1);
  const same = register.inputs.find((field) => inBody(field) && field.name === name);
  return same?.place ?? identityOf(register);
}

/** The clues by which the operations of a session are told, with their points. */
import { apart } from './candidates.ts';
import type { Candidate } from './candidates.ts';
import {
  askedIn,
  codeIn,
  describesResponse,
  inBody,
  newPasswordIn,
  refreshIn,
  revokedIn,
  tokenOf,
  tokenParameterOf,
  userIn,
} from './names.ts';
import { isForSession, isReadByName, saysNoInputs, seenFor } from './seen.ts';
import type { GuessedFlow, Seen } from './seen.ts';

/** Points for a property of an operation, with the reason. */
type Clue = readonly [points: number, isTrue: boolean, reason: string];

const notPlain =
  /\b(oauth2?|oidc|openid|sso|saml|scim|otp|totp|mfa|2fa|magic|reset|recover|forgot|verify|confirm|admin|device|webauthn|passkey|refresh|revoke|introspect|callback|setup|startup|invite|social|google|github|apple|ldap)\b/;
const createsUser = /\b(creates?|adds?) (an? |the )?(new )?(security )?(user|account|customer)s?\b/;
/** Words of operations that take a code, and confirm something else than the address of a new account. */
const besideAccount =
  /\b(resend|send|request|reset|forgot|forgotten|recover|recovery|password|log ?in|sign ?in|mfa|2fa|totp|factor|phone|payments?|orders?|coupons?|vouchers?|gift|licen[sc]es?|subscriptions?|bookings?|reservations?|invite|invitation|delete|deletion|change|new email|admin|device|webauthn|passkey|domain)\b/;
const ownUser =
  /(^|\| )(get|gets|fetch|show|read|retrieve|returns?|check|view)( the| an?| own| my| your| current(ly)?| logged in| authenticated| any)*( user| customer)?( account| profile| session| user)( is| info| information| details?| data| logged in)*( \||$)/;

/** Words for the current user or session. */
export const currentUser =
  /\b(me|whoami|current (user|session)|(get|check) session|session info|user ?info|get current|(own|my) (profile|account))\b/;
/** Words for a logout. */
export const saysLogout = /\b(log ?out|sign ?out)\b/;

/** Words of an operation that tells of the token in its body. */
const saysIntrospection =
  /\b(introspect(ion)?|lookup|token (info|check|verify|verification|validate)|(check|verify|validate) (access |auth |jwt )?token)\b/;

const saysVerification = /\b(verif(y|ies|ication)|confirm(s|ation)?|activat(e|es|ion))\b/;

/** Whether an operation verifies a new account, by whatever a mail has. */
export function verifiesAccount({ words, inputs }: Candidate): boolean {
  const name = words.split('|').slice(0, 2).join('|');
  const isAbout = /\b(e ?mail|mail|account|registration|register)\b/.test(name) || codeIn(inputs) !== undefined;
  return saysVerification.test(name) && isAbout && !besideAccount.test(name) && !/\btoken\b/.test(name);
}

/** The clues that an operation is this flow. @param othersDo whether some operation of the document takes a password */
export function cluesOf(flow: GuessedFlow, each: Candidate, login: Candidate | undefined, othersDo: boolean): Clue[] {
  return cluesFor[flow](seenFor(flow, each, login, othersDo));
}

const plain = ({ words }: Seen): Clue => [-4, notPlain.test(words), 'its name speaks of something beside it'];
const password = ({ hasPassword }: Seen): Clue => [5, hasPassword, 'its request has a password'];
const identity = ({ namesUser }: Seen): Clue => [2, namesUser, 'its request names a user'];

const cluesFor: Readonly<Record<GuessedFlow, (seen: Seen) => Clue[]>> = {
  login: (seen) => {
    const { method, path, words, last, hasPassword, isByPassword } = seen;
    const place = path.split('/').map(apart).join(' ');
    const isOther = /\b(register|sign ?up|log ?out|sign ?out|change|update)\b/.test(words) || createsUser.test(words);
    const endsIn = /\b(sessions?|token|auth|access token|authorization|authentication)\b/;
    const byPassword = /\b(log ?in|sign ?in|sessions?|tokens?)\b.*\b(email|password|local|basic)\b/;
    return [
      [6, /\b(log ?in|sign ?in|authenticate)\b/.test(words), 'its name says login'],
      [3, endsIn.test(last), `its path ends in "${last}"`],
      [4, byPassword.test(place), 'its path says login by password'],
      [3, /\bcreates? (an? )?(new )?([a-z]+ )*session\b/.test(words), 'its name says that it creates a session'],
      [4, isByPassword && /\b(log ?in|sign ?in)\b/.test(words), 'its request has a password (HTTP Basic)'],
      password(seen),
      identity(seen),
      [-4, hasPassword && !seen.namesUser, 'its request names no user'],
      [-5, !hasPassword && !isByPassword && seen.othersDo && !saysNoInputs(seen), 'its request has no password'],
      [3, tokenOf(seen) !== undefined, 'its response has a token'],
      [-8, method !== 'post' && !(method === 'get' && hasPassword), 'it is not a POST'],
      [-8, /\b(startup|setup|onboarding|install)\b/.test(words), 'it makes the first account'],
      [-3, method === 'get', 'it is a GET'],
      [-3, seen.parameters > 1, 'its path has several parameters'],
      [-6, isOther, 'its name says something else'],
      plain(seen),
    ];
  },
  register: (seen) => {
    const { words, last, inputs, hasPassword } = seen;
    const isUserList = /^(users?|accounts?|customers?)$/.test(last);
    const creates = /\b(create|add|new)\b/.test(words) && /\b(users?|accounts?|customers?)\b/.test(words);
    const isSaid = /\b(register|registration|sign ?up|reg|create|add|new|join)\b/.test(words) || isUserList;
    const isOther = /\b(log ?in|sign ?in|log ?out|list|batch|bulk|with list|with array)\b/;
    return [
      [7, /\b(register|registration|sign ?up|reg)\b/.test(words), 'its name says registration'],
      [4, creates, 'its name says that it creates a user'],
      [2, isUserList, `its path ends in "${last}"`],
      password(seen),
      identity(seen),
      [-7, !hasPassword && inputs.length > 0, 'its request has no password'],
      [-6, !isSaid, 'its name says nothing of a registration'],
      [-8, seen.method !== 'post', 'it is not a POST'],
      [-4, seen.parameters > 0, 'its path has a parameter'],
      [-3, isForSession(seen), 'it needs a session, which a new user has not'],
      [-6, isOther.test(words.split('|').slice(0, 3).join('|')), 'its name says something else'],
      [-8, /\b(startup|setup|admin|invite|device)\b/.test(words), 'it makes accounts of another kind'],
      plain(seen),
    ];
  },
  logout: (seen) => {
    const { method, path, words, last, login, namesSession } = seen;
    const isThing = /^(session|token|auth)$/.test(last) || (last === 'sessions' && path === login?.path);
    return [
      [9, saysLogout.test(`${last} ${words}`), 'its name says logout'],
      [9, last === 'blacklist' && refreshIn(seen.inputs) !== undefined, 'it ends a refresh token'],
      [11, /\brevoke\b/.test(last) && revokedIn(seen.inputs) !== undefined, 'it revokes a token'],
      [6, method === 'delete' && isThing, `it deletes the ${last}`],
      [-9, /\b(all|others?|everywhere)\b/.test(words), 'it ends more than one session'],
      [6, method === 'delete' && namesSession, 'it deletes the session of an id that the login returns'],
      [-4, seen.parameters > (namesSession ? 1 : 0), 'its path has a parameter'],
      [2, method === 'post' || method === 'delete', `it is a ${method.toUpperCase()}`],
      [2, seen.isBesideLogin, 'its path is beside that of the login'],
      plain(seen),
    ];
  },
  'token-info': (seen) => {
    const { path, words, id, last, login } = seen;
    const isInfo =
      /^(me|whoami|self|user ?info|get session)$/.test(last) ||
      /\b(manage|account|user|profile) info$/.test(seen.tail) ||
      /\b((users?|accounts?|sessions?) current|current (user|session)|user info|my (profile|account))$/.test(seen.tail);
    const isCurrent = currentUser.test(words) || /\b(me|profile|whoami)$/.test(id.trim());
    const takesToken = seen.isSecured || tokenParameterOf(seen) !== undefined;
    const checksToken =
      /^(validate|verify|check|test) ?(auth|token|session)$/.test(last) ||
      /\b(auth|token|session) (validate|verify|check|test)$/.test(seen.tail);
    // Beside a session, a token in the body may be any other.
    const isOpen = !seen.isSecured || seen.isByPassword || seen.security?.join() === login?.security?.join();
    const introspects = isOpen && askedIn(seen, login) !== undefined && saysIntrospection.test(`${seen.tail} | ${id}`);
    const isOther = /\b(log ?out|sign ?out|log ?in|sign ?in)\b/.test(`${last} ${id}`);
    const described = seen.outputs.filter(inBody);
    const hasUser = /\/user\/\w+$/.test(userIn(seen.outputs) ?? '');
    const isList = described.length > 0 && described.every(({ place }) => place.startsWith('/0/'));
    return [
      [7, isInfo, `its path ends in "${last}"`],
      [5, currentUser.test(words.split('|')[0] ?? ''), 'its path says the current user or session'],
      [4, isCurrent, 'its name says the current user or session'],
      [5, checksToken && !introspects, 'its name says that it checks the token'],
      [3, ownUser.test(words), 'its name says that it gets a user or session'],
      [5, seen.inputs.some(({ self }) => self !== undefined), 'its path has a word for the current user'],
      [3, isReadByName(seen, login), 'its path has the name of the user'],
      [3, /^(user|session|profile|account)$/.test(last), `its path ends in "${last}"`],
      [2, takesToken, 'it needs a token'],
      [2, userIn(seen.outputs) !== undefined, 'its response names a user'],
      [2, seen.isBesideLogin, 'its path is beside that of the login'],
      [6, introspects, 'it tells of the token in its request'],
      [-9, seen.method !== 'get' && !introspects, 'it is not a GET'],
      [-6, seen.parameters > 0, 'its path has a parameter'],
      [-6, isList, 'its response is a list'],
      [-9, path !== login?.path && isOther, 'its name says something else'],
      [-4, /\b(business|company|organi[sz]ation|team|public)\b/.test(words), 'it is about something else'],
      [-4, /\bsettings\b/.test(words) && !hasUser, 'it is about something else'],
      [4, /\bsettings$/.test(last) && hasUser, 'its response has the user beside settings'],
      [-3, !takesToken && seen.security !== undefined, 'it needs no token'],
      [3, path === login?.path, 'it is a GET at the path of the login'],
      ...(checksToken || introspects ? [] : [plain(seen)]),
    ];
  },
  refresh: (seen) => {
    const takesToken = refreshIn(seen.inputs) !== undefined;
    const isVague = seen.isBare && !/^refresh( token)?$/.test(seen.last);
    return [
      [6, /\brefresh\b/.test(`${seen.last} ${seen.words}`), 'its name says refresh'],
      [4, takesToken, 'its request has a refresh token'],
      [2, seen.isBare, 'it takes a token and nothing else'],
      [-9, !takesToken && !seen.isBare, 'its request has no refresh token'],
      [-9, seen.method !== 'post', 'it is not a POST'],
      [-9, tokenOf(seen) === undefined && (isVague || describesResponse(seen)), 'its response has no token'],
    ];
  },
  verify: (seen) => {
    const { method, words, inputs } = seen;
    // A summary may speak of the login that comes after it, or of the request.
    const name = words.split('|').slice(0, 2).join('|');
    const takesCode = codeIn(inputs) !== undefined;
    const checksToken = /\b(token verif(y|ication)|verify (jwt|access )?token)$/.test(seen.tail);
    const setsPassword = seen.hasPassword || newPasswordIn(inputs) !== undefined;
    return [
      [4, saysVerification.test(words), 'its name says verification'],
      [4, takesCode, 'its request has a code'],
      identity(seen),
      [-9, !takesCode, 'its request has no code'],
      // One code for all accounts does not tell whose account it is.
      [-9, !seen.namesUser && !seen.isSecured, 'its request names no user'],
      [-9, setsPassword, 'its request has a password'],
      [-4, checksToken, 'its name says that it checks the token'],
      [-9, besideAccount.test(name), 'its path or operationId says something else'],
      [-9, method === 'get' || method === 'delete', 'it changes nothing'],
    ];
  },
  'change-password': (seen) => {
    const { method, words, last } = seen;
    const setsPassword = newPasswordIn(seen.inputs) !== undefined;
    return [
      [6, setsPassword, 'its request has a new password'],
      [-9, !setsPassword, 'its request has no new password'],
      [4, /\b(password|passwd)\b/.test(`${last} ${words}`), 'its name speaks of the password'],
      [-9, /\b(reset|forgot|forgotten|recover|recovery)\b/.test(words), 'it is for a user who has forgotten it'],
      [-9, method === 'get' || method === 'delete' || /\bvalidate\b/.test(last), 'it changes nothing'],
      [-9, seen.parameters > 0, 'its path has a parameter'],
      plain(seen),
    ];
  },
  'logout-all': (seen) => {
    const { method, words, last } = seen;
    const ends = /\b(log ?out|sign ?out|revoke|end|delete|terminate)\b/.test(words);
    return [
      [9, ends && /\b(all|everywhere|every)\b/.test(words), 'its name says logout of all sessions'],
      [7, method === 'delete' && last === 'sessions', 'it deletes the sessions'],
      [-6, /\b(others?|all users)\b/.test(words), 'it leaves a session, or is about all users'],
      [-4, seen.parameters > 0, 'its path has a parameter'],
      [-9, method === 'get', 'it is a GET'],
      plain(seen),
    ];
  },
  'delete-account': (seen) => {
    const { method, words, last } = seen;
    const isOwn = /^(me|self|account|profile|current user|user)$/.test(last);
    const deletesOwn = /\b(delete|close|remove) (me|(my|own|the|your)?\s?(user )?account|self|current user)\b/;
    return [
      [6, method === 'delete' && isOwn, `it deletes the ${last}`],
      [6, deletesOwn.test(words), 'its name says that it deletes the account'],
      [2, seen.isSecured, 'it needs a token'],
      [-9, method === 'get' || method === 'put', 'it deletes nothing'],
      [-6, seen.parameters > 0, 'its path has a parameter'],
      plain(seen),
    ];
  },
};

/** The places of the values of a session in a guessed operation. */
import type { Candidate, Field } from './candidates.ts';
import type { GuessedFlow } from './seen.ts';
import {
  askedIn,
  callsNothingRequired,
  codeIn,
  confirmationIn,
  currentPasswordIn,
  identityIn,
  loginNameIn,
  inBody,
  newPasswordIn,
  ownNameIn,
  nicknameIn,
  passwordIn,
  refreshIn,
  repeatsRequest,
  revokedIn,
  sessionIdIn,
  sessionIdOf,
  tokenInBody,
  tokenOf,
  userIdOf,
  userIn,
} from './names.ts';

/** Roles by name, and their places. */
export interface Roles {
  readonly request: Readonly<Record<string, string>>;
  readonly response: Readonly<Record<string, string>>;
}

/** The roles of an operation that is taken for a flow. */
export function rolesOf(flow: GuessedFlow, chosen: Candidate, login: Candidate | undefined): Roles {
  const given = (roles: Readonly<Record<string, string | undefined>>): Record<string, string> =>
    Object.fromEntries(Object.entries(roles).flatMap(([role, place]) => (place === undefined ? [] : [[role, place]])));
  const { inputs, outputs } = chosen;
  const ofBody = outputs.filter(inBody);
  const renewing = repeatsRequest(chosen) ? undefined : refreshIn(ofBody);
  const userId = userIdOf(flow === 'login', chosen);
  switch (flow) {
    case 'logout': {
      const isKnown = login !== undefined && sessionIdOf(login) !== undefined;
      const token = /\brevoke\b/.test(chosen.last) ? revokedIn(inputs) : undefined;
      const ended = {
        'session-id': isKnown ? sessionIdIn(chosen) : undefined,
        'refresh-token': refreshIn(inputs),
        token,
      };
      return { request: given(ended), response: {} };
    }
    case 'logout-all':
      return { request: {}, response: {} };
    case 'verify':
      return { request: given({ identity: identityIn(inputs), 'verification-code': codeIn(inputs) }), response: {} };
    case 'delete-account':
      return { request: given({ password: passwordIn(inputs) }), response: {} };
    case 'change-password': {
      const password = currentPasswordIn(inputs);
      const changed = { 'new-password': newPasswordIn(inputs), 'password-confirmation': confirmationIn(inputs) };
      return { request: given({ password, ...changed }), response: {} };
    }
    case 'refresh':
      return {
        request: given({ 'refresh-token': refreshIn(inputs.filter(({ place }) => !place.startsWith('cookie:'))) }),
        response: given({ token: tokenOf(chosen), 'refresh-token': renewing }),
      };
    case 'token-info':
      return {
        request: given({ identity: ownNameIn(chosen, login)?.place, token: askedIn(chosen, login) }),
        response: given({ identity: userIn(ofBody, nameIn(login)), 'user-id': userId }),
      };
    case 'register': {
      const identity = sameIdentity(chosen, login);
      const isNeeded = ({ required }: Field): boolean => required || callsNothingRequired(chosen);
      const others = inputs.filter((field) => field.place !== identity && isNeeded(field));
      return {
        request: given({
          identity,
          password: passwordIn(inputs),
          'password-confirmation': confirmationIn(inputs),
          nickname: nicknameIn(others),
        }),
        response: given({ token: tokenInBody(outputs), 'refresh-token': renewing, 'user-id': userId }),
      };
    }
    case 'login':
      return {
        request: given({ identity: loginNameIn(inputs), password: passwordIn(inputs) }),
        response: given({ token: tokenOf(chosen), 'refresh-token': renewing, 'user-id': userId }),
      };
  }
}

/** The name of the parameter that names the user at the login. */
function nameIn(login: Candidate | undefined): string | undefined {
  return login === undefined ? undefined : loginNameIn(login.inputs)?.split(/[/:]/).at(-1);
}

/** An account is registered under the kind of name that its user logs in with. */
function sameIdentity(register: Candidate, login: Candidate | undefined): string | undefined {
  const name = nameIn(login);
  const same = register.inputs.find((field) => inBody(field) && field.name === name);
  return same?.place ?? identityIn(register.inputs.filter(({ required }) => required)) ?? identityIn(register.inputs);
}

/** Names by which documents call the values of a session, and the places where they stand. */
import { apart } from './candidates.ts';
import type { Candidate, Field } from './candidates.ts';

const passwordNames = [
  /^(pass|passwd|password|pwd|secret|user_?password|current_?password|login_?password|password_?1)$/i,
];
export const identityNames = [
  /^e-?mail(_?address)?$/i,
  /^(user_?name|login|log_?in|user_?login|login_?name|account)$/i,
  /^(user|user_?id|identifier|identity|name|handle)$/i,
  /^(phone|phone_?number|mobile)$/i,
];
const tokenNames = [
  /^(access_?token|auth_?token|session_?token|api_?token|id_?token|jwt)$/i,
  /^(token|session_?key|auth_?key|bearer)$/i,
  /^(x-auth-token|x-access-token|set-auth-token|authorization|session_?id|key)$/i,
  /^(?!.*(refresh|csrf|xsrf|device|push|reset|verif|confirm|invit|next|page|remember|mfa|otp|provider|oauth|social|expir)).*(token|jwt|ticket|[-_]auth)$/i,
];

const findPlace = (fields: readonly Field[], names: readonly RegExp[]): string | undefined =>
  names.flatMap((name) => fields.filter((field) => name.test(field.name)))[0]?.place;

export const inBody = ({ place }: Field): boolean => place.startsWith('/');

/** The place of a user's name among fields. */
export function identityIn(fields: readonly Field[]): string | undefined {
  return findPlace(
    fields.filter(({ place }) => !place.startsWith('path:')),
    identityNames,
  );
}

/** The place of a user's address or name: what a response names a user by. */
export function userIn(fields: readonly Field[]): string | undefined {
  // What lies deeper is of a company or of a friend.
  const near = fields.filter(({ place }) => place.split('/').length <= 3);
  const levels = [...near].sort((a, b) => a.place.split('/').length - b.place.split('/').length);
  return findPlace(levels, identityNames.slice(0, 2));
}

export function passwordIn(fields: readonly Field[]): string | undefined {
  // In a list are the passwords of several users.
  return findPlace(
    fields.filter(({ place }) => !/\/\d+\//.test(place)),
    passwordNames,
  );
}

/** The place of the password that a change of it sets. */
export function newPasswordIn(fields: readonly Field[]): string | undefined {
  return findPlace(fields, [
    /^(new_?(password|passwd|pass|pwd)|(password|passwd|pass|pwd)_?new)$/i,
    /^(new|next_?password)$/i,
  ]);
}

/** The place of the password that holds until then. */
export function currentPasswordIn(fields: readonly Field[]): string | undefined {
  return findPlace(fields, [
    /^(current|old|existing|previous)_?(password|passwd|pass|pwd)$/i,
    /^(password|passwd|pass|pwd)_?(current|old)$/i,
    /^(current|old)$/i,
    ...passwordNames,
  ]);
}

export function confirmationIn(fields: readonly Field[]): string | undefined {
  return findPlace(fields, [
    /^((new_?)?password_?confirm(ation)?|confirm_?(new_?)?password|repeat_?password|password_?repeat|password_?2)$/i,
  ]);
}

export function nicknameIn(fields: readonly Field[]): string | undefined {
  return findPlace(fields, [/^(user_?name|nick_?name|display_?name|handle)$/i]);
}

export function refreshIn(fields: readonly Field[]): string | undefined {
  return findPlace(fields, [/^refresh_?token$/i]);
}

/** The token in the JSON of a response, else in a header such as X-Token, else the whole body. */
export function tokenOf({ outputs }: Candidate): string | undefined {
  return (
    tokenInBody(outputs) ??
    findPlace(
      outputs.filter(({ place }) => place.startsWith('header:')),
      [/(^|[-_])(token|jwt)$/i, /^authorization$/i],
    ) ??
    outputs.find(({ place }) => place === 'body')?.place
  );
}

/** Levels below which a token lies in no response. */
const deepestToken = 4;

export function tokenInBody(outputs: readonly Field[]): string | undefined {
  const near = outputs.filter((field) => inBody(field) && field.place.split('/').length <= deepestToken + 1);
  const isKey = ({ name, place }: Field): boolean => /^key$/i.test(name) && place.split('/').length > 2;
  return findPlace(
    near.filter((field) => !isKey(field)),
    tokenNames,
  );
}

/**
 * The parameter in which a request carries the token, where the document has it as a parameter.
 * @param login the place of the token in the response of the login
 */
export function tokenParameterOf({ inputs }: Candidate, login?: string): Field | undefined {
  const issued = login === undefined ? undefined : apart(login.split(/[/:]/).at(-1) ?? '');
  return inputs.find(
    ({ place, name, required }) =>
      required &&
      /^(header|query|path|cookie):/.test(place) &&
      (apart(name) === issued || /\b(token|ticket|jwt|auth|authorization|session)$/.test(apart(name))),
  );
}

/** The place of a user's id in a response: a plain `id` may be that of a session or a client. */
export function userIdOf(isLogin: boolean, { outputs, last }: Candidate): string | undefined {
  const near = outputs.filter((field) => inBody(field) && field.place.split('/').length <= 3);
  const parentOf = ({ place }: Field): string => place.slice(0, place.lastIndexOf('/'));
  const namesUser = (parent: string): boolean =>
    near.some((field) => parentOf(field) === parent && identityNames.slice(0, 2).some((name) => name.test(field.name)));
  const isOfUser = (field: Field): boolean => {
    const parent = parentOf(field);
    if (parent === '') return (!isLogin && last !== 'session') || namesUser(parent);
    return /\/(user|account|profile|me)$/i.test(parent) || namesUser(parent);
  };
  return (
    findPlace(near, [/^(user_?id|uid|sub)$/i]) ?? near.find((field) => field.name === 'id' && isOfUser(field))?.place
  );
}

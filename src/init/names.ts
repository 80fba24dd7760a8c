/** Names by which documents call the values of a session, and the places where they stand. */
import { apart } from './candidates.ts';
import type { Candidate, Field } from './candidates.ts';

const passwordNames = [
  /^(pass|passwd|password|pwd|pw|user_?password|current_?password|login_?password|password_?1)$/i,
  /^secret$/i,
];
const identityNames = [
  /^e-?mail(_?address)?$/i,
  /^(user_?name|login|log_?in|user_?login|login_?name|account)$/i,
  /^(user|user_?id|identifier|identity|name|handle)$/i,
  /^(phone|phone_?number|mobile)$/i,
  /^(login_?id|(user_?name|e-?mail|login|phone)(_?or_?\w+)+|(user_?name|e-?mail)_?(user_?name|e-?mail))$/i,
];
const tokenNames = [
  /^(access_?token|auth_?token|session_?token|api_?token|id_?token|jwt)$/i,
  /^(token|session_?key|auth_?key|bearer)$/i,
  /^(access|sid)$/i,
  /^(x-auth-token|x-access-token|set-auth-token|authorization|session_?id|key)$/i,
  /^secret$/i,
  /^(?!.*(refresh|csrf|xsrf|device|push|reset|verif|confirm|invit|next|page|remember|mfa|otp|provider|oauth|social|expir)).*(token|jwt|ticket|[-_]auth)$/i,
];

const findPlace = (fields: readonly Field[], names: readonly RegExp[]): string | undefined =>
  names.flatMap((name) => fields.filter((field) => name.test(field.name)))[0]?.place;

/** Whether a name is that of a CSRF token. */
export const isCsrf = (name: string): boolean => /csrf|xsrf/i.test(name);

export const inBody = ({ place }: Pick<Field, 'place'>): boolean => place.startsWith('/');

/** Whether a user logs in with a value of this name in many APIs: an address, a name, a phone number. */
export function namesUser(name: string): boolean {
  return [identityNames[0], identityNames[1], identityNames[3]].some((each) => each?.test(name));
}

/** The place of a user's name among fields. */
export function identityIn(fields: readonly Field[]): string | undefined {
  return findPlace(
    fields.filter(({ place }) => !place.startsWith('path:')),
    identityNames,
  );
}

/** The place of the name that a login takes: one that says so, or what is needed beside the password. */
export function loginNameIn(inputs: readonly Field[]): string | undefined {
  return identityIn(inputs) ?? besidePassword(inputs);
}

/** The levels of a place in a body, without an envelope that all responses of an API have. */
const levelOf = ({ place }: Field): number =>
  place.replace(/^\/(data|result|payload|response)(?=\/)/i, '').split('/').length - 1;
/** Whether it stands in a list: what does is of several users. */
const isInList = ({ place }: Field): boolean => /\/\d+(\/|$)/.test(place);

/** The part of a path that has the login's name of a user. */
export function ownNameIn({ inputs }: Candidate, login: Candidate | undefined): Field | undefined {
  const name = login === undefined ? undefined : loginNameIn(login.inputs)?.split(/[/:]/).at(-1);
  return inputs.find(
    (field) =>
      field.place.startsWith('path:') && (field.name === name || /^(user_?name|e-?mail|login)$/i.test(field.name)),
  );
}

/** The place of a user's address or name: what a response names a user by. @param name that of the login's own parameter */
export function userIn(fields: readonly Field[], name?: string): string | undefined {
  // What lies deeper is of a company or of a friend.
  const near = fields.filter((field) => levelOf(field) <= 2 && !isInList(field));
  const levels = [...near].sort((a, b) => levelOf(a) - levelOf(b));
  return levels.find((field) => field.name === name)?.place ?? findPlace(levels, identityNames.slice(0, 2));
}

export function passwordIn(fields: readonly Field[]): string | undefined {
  return findPlace(
    fields.filter((field) => !isInList(field)),
    passwordNames,
  );
}

/** The only other value that a login needs names the user, whatever it is called. */
export function besidePassword(inputs: readonly Field[]): string | undefined {
  const needed = inputs.filter((field) => inBody(field) && field.required && !field.hasValue);
  const others = needed.filter(({ place }) => place !== passwordIn(inputs));
  return passwordIn(inputs) !== undefined && others.length === 1 ? others[0]?.place : undefined;
}

const currentNames = [
  /^(current|old|existing|previous)_?(password|passwd|pass|pwd|pw)$/i,
  /^(password|passwd|pass|pwd|pw)_?(current|old)$/i,
  /^(current|old)$/i,
];

/** The place of the password that a change of it sets. */
export function newPasswordIn(fields: readonly Field[]): string | undefined {
  return findPlace(fields, [
    /^(new_?(password|passwd|pass|pwd|pw)_?1?|(password|passwd|pass|pwd|pw)_?new)$/i,
    /^(new|next_?password)$/i,
    // Beside the current one, a password is the new one.
    ...(fields.some(({ name }) => currentNames.some((each) => each.test(name))) ? [/^password$/i] : []),
  ]);
}

/** The place of the password that holds until then. */
export function currentPasswordIn(fields: readonly Field[]): string | undefined {
  const place = findPlace(fields, [...currentNames, ...passwordNames]);
  return place === newPasswordIn(fields) ? undefined : place;
}

/** The place of the code that verifies an account. */
export function codeIn(fields: readonly Field[]): string | undefined {
  // Deeper in a body, a plain code or key is of another thing.
  const near = fields.filter((field) => levelOf(field) <= 1);
  return (
    findPlace(fields, [
      /^(e-?mail_?)?(verification|verify|confirmation|confirm|activation|activate)_?(code|token|key|pin|otp)$/i,
    ]) ?? findPlace(near, [/^(code|pin|otp|token|key)$/i])
  );
}

/** The place of the password that a user types a second time. */
export function confirmationIn(fields: readonly Field[]): string | undefined {
  return findPlace(fields, [
    /^(new_?)?(password|passwd|pass|pwd|pw)_?(confirm(ation|ed)?|verify|verification|again|repeat(ed)?|2)$/i,
    /^(confirm(ation|ed)?|verify|repeat(ed)?|re_?(type|enter)?)_?(new_?)?(password|passwd|pass|pwd|pw)$/i,
    /^(confirm|repeat)_?new$/i,
  ]);
}

export function nicknameIn(fields: readonly Field[]): string | undefined {
  return findPlace(fields, [/^(user_?name|nick_?name|display_?name|handle|login)$/i]);
}

export function refreshIn(fields: readonly Field[]): string | undefined {
  return findPlace(fields, [/^(refresh_?token|refresh_?jwt)$/i, /^refresh$/i]);
}

/** Whether an operation without parameters may take its token from a cookie. */
export function mayTakeCookie({ inputs, words, security = [] }: Candidate): boolean {
  const isNamed = /\bcookies?\b/.test(words) || security.some((name) => /cookie|refresh/i.test(name));
  return inputs.every(({ place }) => place.startsWith('cookie:')) && (isNamed || security.length === 0);
}

/** Whether a document says of no value in the body that the operation needs it. */
export function callsNothingRequired({ inputs }: Candidate): boolean {
  return inputs.filter(inBody).every(({ required }) => !required);
}

/** Whether a response is described by the schema of the request: a tool that knows one schema only writes it for both. */
export function repeatsRequest({ inputs, outputs }: Candidate): boolean {
  const places = new Set(inputs.map(({ place }) => place));
  const isSecret = passwordIn(outputs) !== undefined || refreshIn(outputs) !== undefined;
  return (
    isSecret && tokenInBody(outputs) === undefined && outputs.filter(inBody).every(({ place }) => places.has(place))
  );
}

/** Whether the document describes the response to a login or a refresh. */
export function describesResponse(each: Candidate): boolean {
  const isEmpty = each.successes.length > 0 && each.successes.every((status) => status === '204');
  return isEmpty || (each.outputs.some((field) => inBody(field) || field.place === 'body') && !repeatsRequest(each));
}

/** Whether a login returns a refresh token only if a value of this name is true. */
export function asksForRefresh(name: string): boolean {
  return /^((with|include|return|want)_?)?refresh(_?token)?$/i.test(name);
}

/** The token that a revocation names in its body (RFC 7009). */
export function revokedIn(fields: readonly Field[]): string | undefined {
  return findPlace(fields.filter(inBody), [/^(access_?)?token$/i]);
}

/** The token about which a request asks, in its body (RFC 7662): under its usual names, or under that of the login. */
export function askedIn({ method, inputs }: Candidate, login: Candidate | undefined): string | undefined {
  const issued = login === undefined ? undefined : tokenInBody(login.outputs)?.split('/').at(-1);
  const isIssued = ({ name }: Field): boolean => issued !== undefined && apart(name) === apart(issued);
  if (method !== 'post' || passwordIn(inputs) !== undefined) return undefined;
  return revokedIn(inputs) ?? inputs.filter(inBody).find(isIssued)?.place;
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
      !isCsrf(name) &&
      /^(header|query|path|cookie):/.test(place) &&
      (apart(name) === issued || /\b(token|ticket|jwt|auth|authorization|session)$/.test(apart(name))),
  );
}

/** The place of the id of a session that a login begins: a plain `id` where the login is one of sessions. */
export function sessionIdOf({ outputs, words }: Candidate): string | undefined {
  const near = outputs.filter((field) => inBody(field) && field.place.split('/').length <= 3);
  const isOfSession = /\bsessions?\b/.test(words);
  return (
    findPlace(near, [/^session_?id$/i]) ??
    (isOfSession ? near.find(({ place }) => /^\/[$_]?id$/i.test(place))?.place : undefined)
  );
}

/** The parameter by which a logout names a session. */
export function sessionIdIn({ inputs, last }: Candidate): string | undefined {
  const inUrl = inputs.filter(({ place }) => /^(path|query):/.test(place));
  return findPlace(inUrl, [/^session_?id$/i, ...(/^sessions?$/.test(last) ? [/^id$/i] : [])]);
}

/** The place of a user's id in a response: a plain `id` may be that of a session or a client. */
export function userIdOf(isLogin: boolean, { outputs, last }: Candidate): string | undefined {
  const near = outputs.filter((field) => inBody(field) && levelOf(field) <= 2 && !isInList(field));
  const parentOf = ({ place }: Field): string => place.slice(0, place.lastIndexOf('/'));
  const namesUser = (parent: string): boolean =>
    near.some((field) => parentOf(field) === parent && identityNames.slice(0, 2).some((name) => name.test(field.name)));
  const isOfUser = (field: Field): boolean => {
    const parent = parentOf(field);
    if (parent === '') return (!isLogin && last !== 'session') || namesUser(parent);
    return /\/(user|account|profile|me)$/i.test(parent) || namesUser(parent);
  };
  return (
    findPlace(near, [/^(user_?id|uid|sub)$/i]) ??
    near.find((field) => /^[$_]?id$/i.test(field.name) && isOfUser(field))?.place
  );
}

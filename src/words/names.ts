/** The names of the model's values for people. */
import type { Role } from '../contract/model.ts';

const roles: Readonly<Record<Role, string>> = {
  identity: 'login name',
  password: 'password',
  'new-password': 'new password',
  'password-confirmation': 'password confirmation',
  'verification-code': 'verification code',
  nickname: 'nickname',
  token: 'token',
  'token-secret': 'token secret',
  'refresh-token': 'refresh token',
  'csrf-token': 'CSRF token',
  'user-id': 'user id',
  'session-id': 'session id',
  'expires-in': 'expiry',
  'expires-in-ms': 'expiry',
};

/** A role in prose. */
export function roleName(role: Role | undefined): string {
  return role === undefined ? 'value' : roles[role];
}

const steps: Readonly<Record<string, string>> = {
  control: 'the valid request',
  flawed: 'the invalid request',
  varied: 'the varied request',
  odd: 'the request with the unusual value',
  refused: 'the invalid request',
  prior: 'the request before',
  used: 'the use of the session',
  other: 'the request of the other account',
  plain: 'the plain request',
  one: 'the first request',
  first: 'the first request',
  second: 'the second request',
  third: 'the third request',
  login: 'the login',
  register: 'the registration',
  logout: 'the logout',
  info: 'the token info',
  verify: 'the verification',
};

/** A step of a case in prose. */
export function stepName(id: string): string {
  const [, base = id, number] = /^(\w+)-(\d+)$/.exec(id) ?? [];
  const name = steps[base];
  if (name !== undefined) return number === undefined ? name : `${name} (${number})`;
  return `the request “${id.replaceAll('-', ' ')}”`;
}

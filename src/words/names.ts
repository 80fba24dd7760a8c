/** What people call the values of the model. */
import type { Role } from '../contract/model.ts';

const roles: Readonly<Record<Role, string>> = {
  identity: 'login name',
  password: 'password',
  'password-confirmation': 'password confirmation',
  nickname: 'nickname',
  token: 'token',
  'token-secret': 'token secret',
  'refresh-token': 'refresh token',
  'csrf-token': 'CSRF token',
  'user-id': 'user id',
  'expires-in': 'expiry',
};

/** A role in prose. */
export function roleName(role: Role | undefined): string {
  return role === undefined ? 'value' : roles[role];
}

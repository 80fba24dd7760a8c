/** The flows as sentences name them. */
import type { Flow } from '../contract/model.ts';

/** The operation. */
export const flowNames: Readonly<Record<Flow, string>> = {
  'before-login': 'before the login',
  refresh: 'refresh',
  'session-start': 'session start',
  login: 'login',
  register: 'registration',
  verify: 'verification',
  'token-info': 'token info',
  'change-password': 'password change',
  logout: 'logout',
  'logout-all': 'logout of all',
  'delete-account': 'deletion',
};

/** A request of the operation. */
export const flowRequests: Readonly<Record<Flow, string>> = {
  'before-login': 'a request before the login',
  refresh: 'a refresh',
  'session-start': 'a session request',
  login: 'a login',
  register: 'a registration',
  verify: 'a verification',
  'token-info': 'a token info request',
  'change-password': 'a change of the password',
  logout: 'a logout',
  'logout-all': 'a logout of all sessions',
  'delete-account': 'a deletion of the account',
};

/** The request that an operation has to accept. */
export const validRequests: Readonly<Record<Flow, string>> = {
  ...flowRequests,
  refresh: 'a refresh with a valid token',
  login: 'a login with the correct password',
  register: 'a registration with all required parameters',
  verify: 'a verification with the correct code',
  'token-info': 'a request with a valid token',
  'change-password': 'a password change',
  logout: 'a logout with a valid token',
};

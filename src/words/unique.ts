/** Tells the statements of different operations apart. */
import type { Flow } from '../contract/model.ts';
import { withRemark } from './text.ts';

/** Operations as sentences name them. */
export const flowNames: Readonly<Record<Flow, string>> = {
  'before-login': 'before the login',
  refresh: 'refresh',
  'session-start': 'session start',
  login: 'login',
  register: 'registration',
  'token-info': 'token info',
  'change-password': 'change of the password',
  logout: 'logout',
  'logout-all': 'logout of all sessions',
  'delete-account': 'deletion of the account',
};

/** Adds the operation to a statement that several requirements of an API share; `all` has every statement of the API. */
export function uniqueStatement(statement: string, flow: Flow, all: readonly string[]): string {
  return all.filter((each) => each === statement).length < 2 ? statement : withRemark(statement, flowNames[flow]);
}

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
  verify: 'verification',
  'token-info': 'token info',
  'change-password': 'password change',
  logout: 'logout',
  'logout-all': 'logout of all',
  'delete-account': 'deletion',
};

/** A statement, and the operation that it is about. */
export interface Stated {
  readonly statement: string;
  readonly flow: Flow;
  /** The id of the operation. */
  readonly operation: string;
}

/** Adds the operation to a statement that several requirements of an API share; `all` has every statement of the API. */
export function uniqueStatement({ statement, flow, operation }: Stated, all: readonly Stated[]): string {
  const same = all.filter((each) => each.statement === statement);
  if (same.length < 2) return statement;
  const isTwice = same.some((each) => each.flow === flow && each.operation !== operation);
  return withRemark(statement, isTwice ? operation : flowNames[flow]);
}

/** Tells the statements of different operations apart. */
import type { Flow } from '../contract/model.ts';
import { flowNames } from './flows.ts';
import { withRemark } from './text.ts';

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

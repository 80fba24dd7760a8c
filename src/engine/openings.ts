/** The request before a login: it brings the CSRF token and the cookie that the login carries. */
import { operationOf } from '../contract/model.ts';
import type { Contract } from '../contract/model.ts';
import { step } from '../plan/build.ts';
import type { Step } from '../plan/model.ts';
import { operationNamed, wantsOpening } from '../plan/operations.ts';

/** The steps of a case, each login and registration after a request that opens its session. */
export function withOpenings(steps: readonly Step[], contract: Contract): readonly Step[] {
  const opening = operationOf(contract, 'before-login');
  if (opening === undefined) return steps;
  const made: Step[] = [];
  // Two steps that are sent together stay together.
  let together: Step[] = [];
  for (const each of steps) {
    const { id, as, session, when, connection } = each;
    const isOpened = session === undefined && wantsOpening(operationNamed(contract, each.operation));
    if (isOpened)
      made.push(
        step(`before-${id}`, opening, as, {
          require: 'accepted',
          ...(when === undefined ? {} : { when }),
          ...(connection === undefined ? {} : { connection }),
        }),
      );
    together.push(isOpened ? { ...each, session: `before-${id}` } : each);
    if (each.concurrent === true) continue;
    made.push(...together);
    together = [];
  }
  return [...made, ...together];
}

/** The requests that bring a CSRF token: before a login, and in a session whose login brings none. */
import { defined } from '../core/defined.ts';
import { returnsRole } from '../contract/members.ts';
import { operationOf, schemesOf } from '../contract/model.ts';
import type { Contract, Operation } from '../contract/model.ts';
import { step } from '../plan/build.ts';
import type { Step } from '../plan/model.ts';
import { operationNamed, wantsOpening } from '../plan/operations.ts';

/** The steps of a case, each login and registration after a request that opens its session; others after one that brings their CSRF token. */
export function withOpenings(steps: readonly Step[], contract: Contract): readonly Step[] {
  const opening = operationOf(contract, 'before-login');
  const bringer = bringerOf(contract);
  if (opening === undefined && bringer === undefined) return steps;
  const made: Step[] = [];
  // Two steps that are sent together stay together.
  let together: Step[] = [];
  for (const each of steps) {
    const { id, as, session, when, connection } = each;
    const operation = operationNamed(contract, each.operation);
    const isOpened = opening !== undefined && session === undefined && wantsOpening(operation);
    if (bringer !== undefined && session !== undefined && carriesCsrf(operation))
      made.push(step(`csrf-${id}`, bringer, as, { session }));
    if (isOpened)
      made.push(
        step(`before-${id}`, opening, as, {
          require: 'accepted',
          ...defined({ when, connection }),
        }),
      );
    together.push(isOpened ? { ...each, session: `before-${id}` } : each);
    if (each.concurrent === true) continue;
    made.push(...together);
    together = [];
  }
  return [...made, ...together];
}

/** The token info, if it alone brings the CSRF token of a session that has begun. */
function bringerOf(contract: Contract): Operation | undefined {
  const login = operationOf(contract, 'login');
  const info = operationOf(contract, 'token-info');
  const isAlone = login !== undefined && !returnsRole(login, 'csrf-token');
  return isAlone && info !== undefined && returnsRole(info, 'csrf-token') ? info : undefined;
}

function carriesCsrf(operation: Operation): boolean {
  return schemesOf(operation).some(({ value }) => value === 'csrf-token');
}

/** A correct login that is rejected is sent again, so that a flaky target, a locked account and a wrong setting are told apart. */
import type { Step } from '../../plan/model.ts';
import { answerOf } from '../judge/excerpt.ts';
import type { Scene } from '../context.ts';
import type { Observation } from '../observe/observation.ts';
import type { Reason } from '../results/reason.ts';
import type { Flakiness, Lockout, LockoutTracker, Suspicion } from './lockout.ts';

/** The outcome of sending a rejected login again. */
interface Repeated {
  /** The last exchange. */
  readonly made: Observation;
  /** The others, in their order. */
  readonly before: readonly Observation[];
  /** Set where the login was accepted in the end. */
  readonly flakiness?: Flakiness;
  /** Set where the account is not accepted any more. */
  readonly lockout?: Lockout;
}

/** Sends a login again until it is accepted or rejected often enough. @param first its rejection */
export async function repeatLogin(
  step: Step,
  first: Observation,
  suspicion: Suspicion,
  context: Scene,
  send: (other?: Step) => Promise<Observation>,
): Promise<Repeated> {
  const { lockouts } = context;
  const before: Observation[] = [];
  let made = first;
  if (lockouts === undefined) return { made, before };
  for (let times = 1; times < lockouts.enough(suspicion); times += 1) {
    before.push(made);
    made = await send();
    const again = lockouts.saw(step, made);
    if (made.accepted) return { made, before, flakiness: lockouts.countFlaky(before.length) };
    if (again === undefined) return { made, before };
  }
  if (suspicion === 'flaky') return { made, before };
  // A target that locks an account accepts others.
  const isLocked =
    suspicion !== 'locked-out' || !lockouts.isPolicy(step) || (await isOtherAccepted(step, lockouts, send));
  const found = isLocked ? suspicion : 'lost';
  return { made, before, lockout: lockouts.lock(step, found, whyRejected(step, made, context)) };
}

/** Whether another account is accepted; also where none can tell. */
async function isOtherAccepted(
  step: Step,
  lockouts: LockoutTracker,
  send: (other: Step) => Promise<Observation>,
): Promise<boolean> {
  const other = lockouts.otherThan(step);
  if (other !== undefined) return !(await send({ ...step, as: other })).rejected;
  return lockouts.isOtherAccepted === undefined || lockouts.isOtherAccepted();
}

/** The target's response to a login that it never accepted, and the settings that may be wrong. */
function whyRejected({ as }: Step, made: Observation, { target, masker }: Scene): Omit<Reason, 'code'> {
  const { method, path, security } = made.operation;
  const isSecond = as === 'second' || target.account.identity === target.second?.identity;
  const isSigned = security?.template.includes('{client-') === true;
  const isElsewhere = made.status === 404 || made.status === 405;
  const names = isSecond
    ? ['TARGET_SECOND_USERNAME', 'TARGET_SECOND_PASSWORD']
    : ['TARGET_USERNAME', 'TARGET_PASSWORD'];
  return {
    method,
    path,
    ...answerOf(made, masker),
    settings: [
      ...(isElsewhere ? ['TARGET_URL'] : []),
      ...names,
      ...(isSigned ? ['TARGET_CLIENT_ID', 'TARGET_CLIENT_SECRET'] : []),
    ],
  };
}

/** Executes a case: sends its steps one after another, until one that must succeed does not. */
import { defined } from '../core/defined.ts';
import { operationOf, refusesUnverified } from '../contract/model.ts';
import { secondAccount } from '../plan/build.ts';
import type { Case, Check, Expectation, Step } from '../plan/model.ts';
import { NotApplicable } from '../plan/mutations/entry.ts';
import type { Flakiness } from './accounts/lockout.ts';
import { repeatLogin } from './accounts/rejected-login.ts';
import { awaitReturn } from './awaiting-return.ts';
import { connectionsFor, onOwnConnections } from './connection-of.ts';
import type { CaseConnections } from './connection-of.ts';
import type { RunContext, Scene } from './context.ts';
import { Unavailable } from './credentials.ts';
import { awaitTime } from './expiry.ts';
import { failureOf } from './http/exchange.ts';
import type { HttpFailure } from './http/http.ts';
import { contractViolations, judgeResponse } from './judge/documented-response.ts';
import { answerOf } from './judge/excerpt.ts';
import { overloadReason } from './limits/overload.ts';
import type { Observation } from './observe/observation.ts';
import { withOpenings } from './openings.ts';
import type { Reason } from './results/reason.ts';
import { Sender } from './send-step.ts';
import { isVerification, withVerifications } from './verifications.ts';

/** The part of a case that is executed. */
export type Steps = Pick<Case, 'steps'> & Partial<Pick<Case, 'needs' | 'checks'>>;

/** A correct login that was rejected once, and how often that happened in the run so far. */
export type FlakyLogin = Flakiness & { readonly made: Observation };

/** The course of a case: its exchanges, and the reason if it ended early. */
export interface Execution {
  readonly exchanges: ReadonlyMap<string, Observation>;
  /** Steps that were not called for: what was expected of them does not apply. */
  readonly skipped: ReadonlySet<string>;
  /** Correct logins that were rejected, and accepted when they were sent again. */
  readonly flaky: readonly FlakyLogin[];
  /** The exchanges before the case was executed again, since a connection was lost; absent when none was. */
  readonly abandoned?: ReadonlyMap<string, Observation>;
  readonly abort: Abort | undefined;
}

/** Why a case ended early. */
interface Abort {
  readonly verdict: 'blocked' | 'not-testable' | 'error';
  readonly reason: Reason;
  /** Whether a step that had to succeed did not; what was found before it proves nothing then. */
  readonly inconclusive: boolean;
  /** The step whose answer says nothing about its request. */
  readonly inconclusiveStep?: string;
}

/** Executes a case. `past` holds what its steps refer to from before. */
export async function execute(each: Steps, on: Scene, past: Execution['exchanges'] = new Map()): Promise<Execution> {
  const connections = connectionsFor(each, on.transport);
  const steps = stepsOf(each, on);
  const executed = (scene: Scene): Promise<Execution> =>
    new StepRunner(scene, connections, past, each.checks ?? []).run(steps);
  const hasMet = ({ exchanges }: Execution, failure: HttpFailure['kind']): boolean =>
    [...exchanges].some(([step, made]) => !past.has(step) && failureOf(made) === failure);
  try {
    const first = await executed(on);
    if (!hasMet(first, 'connection-lost')) return first;
    // Whether the target acted on the request that was lost is not known, so that all begins again.
    const again = await executed({ ...on, transport: onOwnConnections(on.transport) });
    // A target that is gone since then did not survive that request.
    return hasMet(again, 'unreachable') ? first : { ...again, abandoned: first.exchanges };
  } finally {
    connections.close();
  }
}

/** If no second account is configured, a case begins with making one; new accounts are verified, and requests with a CSRF token get it before. */
function stepsOf(each: Steps, { contract, target }: RunContext): readonly Step[] {
  const register = operationOf(contract, 'register');
  const wantsAccount =
    each.needs?.includes('second-account') === true && target.second === undefined && register !== undefined;
  const steps = wantsAccount ? [secondAccount(register), ...each.steps] : each.steps;
  return withOpenings(withVerifications(steps, contract, target), contract);
}

/** The steps of which only one may be accepted, whichever it is. */
function racingIn(checks: readonly Check[]): ReadonlySet<string> {
  return new Set(checks.flatMap(({ expect }) => (expect.kind === 'one-accepted' ? expect.steps : [])));
}

/** Sends the steps of one case. */
class StepRunner {
  readonly #context: Scene;
  readonly #exchanges: Map<string, Observation>;
  readonly #sender: Sender;
  readonly #racing: ReadonlySet<string>;
  readonly #checks: readonly Check[];
  readonly #skipped = new Set<string>();
  readonly #flaky: FlakyLogin[] = [];
  /** Requests that were sent together with the one before them. */
  readonly #underWay = new Map<string, Promise<Observation>>();
  #steps: readonly Step[] = [];

  constructor(context: Scene, connections: CaseConnections, past: Execution['exchanges'], checks: readonly Check[]) {
    this.#context = context;
    this.#racing = racingIn(checks);
    this.#checks = checks;
    this.#exchanges = new Map(past);
    this.#sender = new Sender(context, connections, this.#exchanges);
  }

  async run(steps: readonly Step[]): Promise<Execution> {
    this.#steps = steps;
    let abort: Abort | undefined;
    for (const [index, step] of steps.entries()) {
      if (!this.#isWanted(step)) {
        this.#skipped.add(step.id);
        continue;
      }
      abort = await this.#take(step, steps[index + 1]).catch(abortFor);
      if (abort !== undefined || this.#isLost(step)) break;
    }
    return { exchanges: this.#exchanges, skipped: this.#skipped, flaky: this.#flaky, abort };
  }

  /** Whether a step that depends on how another fared has anything to tell. */
  #isWanted({ when }: Step): boolean {
    if (when === undefined) return true;
    const beside = this.#exchanges.get(when.step);
    if (beside === undefined) return false;
    if (!beside.accepted) return when.was.includes('rejected');
    const conforms = (): boolean => contractViolations(beside, this.#context.masker).length === 0;
    return when.was.includes('accepted') || (when.was.includes('nonconforming') && !conforms());
  }

  #isLost({ id }: Step): boolean {
    const made = this.#exchanges.get(id);
    return made !== undefined && failureOf(made) === 'connection-lost';
  }

  /** Takes one step. @returns why the case cannot go on */
  async #take(step: Step, next: Step | undefined): Promise<Abort | undefined> {
    const { endurance } = this.#context;
    const { impossible, tooShort } = await awaitTime(step, this.#exchanges, this.#context);
    if (impossible !== undefined) return notTestable(impossible);
    const made = await this.#send(step, next);
    // Within the tolerance of the target a token that still works is no mismatch.
    if (tooShort !== undefined && made.accepted) return notTestable(tooShort);
    this.#exchanges.set(step.id, made);
    if (this.#isLost(step)) {
      await Promise.allSettled(this.#underWay.values());
      return undefined;
    }
    if (failureOf(made) !== undefined && endurance?.mayReturn === true) await awaitReturn(this.#context);
    return (
      this.#limit(step, made) ??
      (await this.#sendAgain(step, made)) ??
      this.#verification(step) ??
      this.#confirmation(step) ??
      this.#prerequisite(step)
    );
  }

  /** Sends a step, and the next one at the same time if it asks for that. */
  #send(step: Step, next: Step | undefined): Promise<Observation> {
    const sending = this.#underWay.get(step.id) ?? this.#sender.send(step);
    if (step.concurrent === true && next !== undefined) {
      const beside = this.#sender.send(next);
      // It may fail before it is awaited.
      beside.catch(() => undefined);
      this.#underWay.set(next.id, beside);
    }
    return sending;
  }

  /** Why an answer says nothing about what was sent: it met a limit. */
  #limit({ id, mayMeetLimit }: Step, made: Observation): Abort | undefined {
    if (mayMeetLimit === true) return undefined;
    const reason = overloadReason(made, this.#context.now());
    return reason === undefined ? undefined : blocked({ ...reason, ...answerOf(made, this.#context.masker) }, id);
  }

  /** Sends a correct login that was rejected again. */
  async #sendAgain(step: Step, made: Observation): Promise<Abort | undefined> {
    // Of requests that race, one has to be rejected.
    const suspicion = this.#racing.has(step.id) ? undefined : this.#context.lockouts?.saw(step, made);
    if (suspicion === undefined) return undefined;
    const send = async (other = step) => {
      await this.#reopen(other);
      return this.#sender.send(other);
    };
    const repeated = await repeatLogin(step, made, suspicion, this.#context, send);
    for (const [number, each] of repeated.before.entries()) {
      const name = `${step.id}-rejected-${number + 1}`;
      this.#exchanges.set(name, { ...each, step: name });
    }
    this.#exchanges.set(step.id, repeated.made);
    const { flakiness, lockout } = repeated;
    if (flakiness !== undefined) this.#flaky.push({ made, ...flakiness });
    return lockout === undefined ? undefined : blocked(lockout.reason, lockout.isExcused ? step.id : undefined);
  }

  /** The request before a login is sent again with it: the target may have forgotten the visit. */
  async #reopen({ session }: Step): Promise<void> {
    const opening = this.#steps.find(({ id, flow }) => id === session && flow === 'before-login');
    if (opening !== undefined) this.#exchanges.set(opening.id, await this.#sender.send(opening));
  }

  /** A login that is refused because the account is not verified says nothing but that the verification failed. */
  #verification({ id, flow }: Step): Abort | undefined {
    const made = this.#exchanges.get(id);
    if (flow !== 'login' || made?.rejected !== true || !refusesUnverified(this.#context.contract)) return undefined;
    const failed = [...this.#exchanges.values()].find(
      (each) => isVerification(each.step) && !each.accepted && each.identity === made.identity,
    );
    const judgment = judgeResponse(made, 'unverified', this.#context.masker);
    const isThat = 'mismatches' in judgment && judgment.mismatches.length === 0;
    return failed !== undefined && isThat ? this.#unmet(failed) : undefined;
  }

  /** A new account that works only when a person has confirmed it shows nothing of its login. */
  #confirmation(step: Step): Abort | undefined {
    const made = this.#exchanges.get(step.id);
    if (made === undefined) return undefined;
    const isValid = step.require === 'accepted' || this.#checks.some(({ expect }) => expectsAcceptance(expect, step));
    // A code that the target accepted confirms the account, without a person.
    const isConfirmed = [...this.#exchanges.values()].some(
      ({ operation, accepted }) => operation.flow === 'verify' && accepted,
    );
    if (this.#context.newcomers?.saw(step, isValid && !isConfirmed, made) !== true) return undefined;
    return { ...notTestable({ ...this.#unmet(made).reason, code: 'not-confirmed' }), inconclusiveStep: step.id };
  }

  #prerequisite({ id, require, ifUnmet }: Step): Abort | undefined {
    const made = this.#exchanges.get(id);
    if (require === undefined || made === undefined) return undefined;
    if (require === 'accepted' ? made.accepted : made.rejected) return undefined;
    return this.#unmet(made, require, ifUnmet);
  }

  #unmet(made: Observation, require: Step['require'] = 'accepted', verdict: Abort['verdict'] = 'blocked'): Abort {
    const { step, operation, request } = made;
    const answer = answerOf(made, this.#context.masker);
    return {
      verdict,
      reason: { code: `not-${require}`, step, method: request.method, path: operation.path, ...answer },
      inconclusive: true,
    };
  }
}

/** Whether a correct login has to be accepted. */
function expectsAcceptance(expect: Expectation, { id }: Step): boolean {
  return (expect.kind === 'accepted' && expect.step === id) || (expect.kind === 'same' && expect.steps.includes(id));
}

function notTestable(reason: Reason): Abort {
  return { verdict: 'not-testable', reason, inconclusive: true };
}

/** @param inconclusiveStep the step whose answer says nothing about its request */
function blocked(reason: Reason, inconclusiveStep?: string): Abort {
  return { verdict: 'blocked', reason, inconclusive: true, ...defined({ inconclusiveStep }) };
}

/** @throws what is no reason of a case */
function abortFor(error: unknown): Abort {
  if (error instanceof NotApplicable) return notTestable(error.reason);
  if (error instanceof Unavailable) return { verdict: error.verdict, reason: error.reason, inconclusive: false };
  throw error;
}

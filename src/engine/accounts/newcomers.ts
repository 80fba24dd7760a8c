/**
 * The knowledge of a run about logins of new accounts: a target may refuse them until a person has confirmed an address, as
 * long as its answer is another one than to a wrong password or an unknown user.
 */
import type { Step } from '../../plan/model.ts';
import { isInvalidLogin } from '../../plan/operations.ts';
import { essence } from '../judge/relations.ts';
import type { Observation } from '../observe/observation.ts';

export class Newcomers {
  /** The answers to invalid logins of accounts that work. */
  readonly #refusals = new Set<string>();
  /** The roles whose values were invalid in them. */
  readonly #roles = new Set<string>();
  #areAccepted = false;
  #areRejected = false;

  /** Whether correct logins were rejected, and none was accepted. */
  get areRejected(): boolean {
    return this.#areRejected && !this.#areAccepted;
  }

  /** Whether that was before the run knew how the target answers invalid ones. */
  get isUndecided(): boolean {
    return this.areRejected && !this.#isKnown;
  }

  get #isKnown(): boolean {
    return this.#roles.has('identity') && this.#roles.has('password');
  }

  /** Takes note of a login. @param isValid whether it has to be accepted @returns whether its account does not work yet */
  saw(step: Step, isValid: boolean, made: Observation): boolean {
    if (step.flow !== 'login') return false;
    if (!step.as.startsWith('generated')) {
      if (isInvalidLogin(step) && made.rejected) this.#learn(step, made);
      return false;
    }
    this.#areAccepted ||= made.accepted;
    if (!isValid || !made.rejected || this.#areAccepted || (made.status ?? 500) >= 500) return false;
    this.#areRejected = true;
    return this.#isKnown && !this.#refusals.has(essence(made));
  }

  #learn({ mutations }: Step, made: Observation): void {
    this.#refusals.add(essence(made));
    for (const each of mutations) {
      const parameter = made.operation.parameters.find(({ name }) => each.mutate === 'set' && name === each.parameter);
      if (parameter?.role !== undefined) this.#roles.add(parameter.role);
    }
  }
}

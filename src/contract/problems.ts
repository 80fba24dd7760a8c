/** Collects all problems of a contract, to report them together. */
import { printableText } from './bounds.ts';
import { UserError } from '../core/user-error.ts';

/** Maximum number of problems in one message. */
const maxShown = 30;

/** Collects mistakes, each with its place. */
export class Problems {
  readonly #found = new Set<string>();

  /** @param place file, line and pointer, as text */
  add(place: string, what: string): void {
    this.#found.add(printableText(`${place}: ${what}`));
  }

  /** @throws UserError with every mistake so far */
  throwIfAny(): void {
    const all = [...this.#found];
    const [first] = all;
    if (first === undefined) return;
    if (all.length === 1) throw new UserError(first);
    const shown = all.slice(0, maxShown).map((each) => `\n  - ${each}`);
    const more = all.length > maxShown ? `\n  … and ${all.length - maxShown} more` : '';
    throw new UserError(`The contract has ${all.length} mistakes:${shown.join('')}${more}`);
  }

  /** Runs a check and collects the mistake that it throws. @returns undefined if it throws one */
  attempt<T>(check: () => T): T | undefined {
    try {
      return check();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      this.#found.add(printableText(error.message));
      return undefined;
    }
  }
}

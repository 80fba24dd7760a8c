/** Unattributed mismatches: plain requests that a case builds on are answered otherwise than where they are judged themselves. */
import type { Case } from '../plan/model.ts';
import type { FlakyLogin } from './execute.ts';
import type { Observation } from './observe/observation.ts';
import type { Masker } from './masking/mask.ts';
import { contractViolations } from './judge/documented-response.ts';
import { responseExcerpt } from './judge/excerpt.ts';
import { mismatch } from './judge/judgment.ts';
import type { Mismatch } from './results/mismatch.ts';

/** A correct login that was rejected, although the same one was accepted when it was sent again. */
export function flakyLogin({ made, rejected, sent }: FlakyLogin, masker: Masker): Mismatch {
  return mismatch(made, 'flaky', {}, { ...responseExcerpt(made, masker), seen: 'rejected', count: rejected, of: sent });
}

/**
 * Finds broken promises in the answers to plain requests that have to be accepted, and to false logins that have to be
 * rejected. Each of them is judged in a case of its own; it is here in case that one saw nothing of it, as where the
 * second login fails.
 * @param inconclusiveStep a step whose answer says nothing about its request, such as one that met a limit
 */
export function unattributedIn(
  { steps }: Case,
  exchanges: ReadonlyMap<string, Observation>,
  masker: Masker,
  inconclusiveStep: string | undefined,
): readonly (Mismatch & { readonly answeredAt: number })[] {
  return steps
    .filter(({ require, id }) => require !== undefined && id !== inconclusiveStep)
    .flatMap(({ id, ifUnmet, mutations, require, flow }) => {
      const exchange = exchanges.get(id);
      const status = exchange === undefined ? undefined : exchange.status;
      if (exchange === undefined || status === undefined) return [];
      const found = (mismatches: readonly Mismatch[]) =>
        mismatches.map((each) => ({ ...each, answeredAt: exchange.sentAt + exchange.duration }));
      if (require === 'rejected') {
        const isFalseLogin = flow === 'login' && mutations.length > 0 && ifUnmet === undefined;
        if (!isFalseLogin || !exchange.accepted) return [];
        return found([mismatch(exchange, 'accepted', {}, responseExcerpt(exchange, masker))]);
      }
      // A server is free to refuse what no document promises, but not to break on it.
      if ((ifUnmet !== undefined || mutations.length > 0) && status < 500) return [];
      if (exchange.accepted) return found(contractViolations(exchange, masker));
      return found([mismatch(exchange, 'rejected', {}, responseExcerpt(exchange, masker))]);
    });
}

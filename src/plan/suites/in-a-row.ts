/** False logins one after the other, and the true one after them: more of them in a row than three may lock an account. */
import type { Contract, Operation, Provenance } from '../../contract/model.ts';
import { makeCase, requirement, step } from '../build.ts';
import type { AccountName, Case, Change, Expectation } from '../model.ts';

/** What a case of several false logins is about. */
export interface InARow {
  readonly slug: string;
  readonly statement: string;
  readonly provenance: Provenance;
  readonly cause: string;
  readonly as?: AccountName;
  /** Judged fully by its answers; without one only rejection is asked for. */
  readonly situation?: string;
  readonly attempts: readonly (readonly [id: string, changes: readonly Change[]])[];
}

/** Each of the logins is refused; the true one is accepted. */
export function inARow(contract: Contract, login: Operation, about: InARow): Case {
  const { slug, statement, provenance, cause, as = 'account', situation, attempts } = about;
  const promised = requirement(contract, login, slug, statement, provenance);
  const refused = (id: string): Expectation =>
    situation === undefined ? { kind: 'rejected', step: id } : { kind: 'answers', step: id, situation };
  return makeCase(
    login,
    'credentials',
    [
      ...attempts.map(([id, changes]) => step(id, login, as, { changes })),
      step('control', login, as, { must: 'accepted' }),
    ],
    attempts.map(([id]) => ({ requirement: promised, expect: refused(id), cause })),
  );
}

/** Consecutive invalid logins and a valid one after them; more than three may lock an account. */
import type { Contract, Operation, Provenance } from '../../contract/model.ts';
import { makeCase, requirement, step } from '../build.ts';
import type { Scenario, Expectation } from '../model.ts';
import type { Mutation } from '../mutations/registry.ts';
import type { AccountName } from '../mutations/value.ts';
import type { SecurityTopic } from '../security.ts';

/** A case of several invalid logins. */
export interface InARow {
  readonly slug: string;
  readonly statement: string;
  readonly provenance: Provenance;
  readonly defectKey: string;
  readonly as?: AccountName;
  /** Judged fully by its answers; without one only rejection is asked for. */
  readonly situation?: string;
  /** `password` by default. */
  readonly security?: SecurityTopic;
  readonly attempts: readonly (readonly [id: string, mutations: readonly Mutation[]])[];
}

/** Each of the logins is rejected; the valid one after them is accepted. */
export function inARow(contract: Contract, login: Operation, about: InARow): Scenario {
  const { slug, statement, provenance, defectKey, as = 'account', situation, attempts, security = 'password' } = about;
  const promised = requirement(contract, login, slug, statement, provenance, { security });
  const refused = (id: string): Expectation =>
    situation === undefined ? { kind: 'rejected', step: id } : { kind: 'answers', step: id, situation };
  return makeCase(
    login,
    'credentials',
    [
      ...attempts.map(([id, mutations]) => step(id, login, as, { mutations })),
      step('control', login, as, { require: 'accepted' }),
    ],
    attempts.map(([id]) => ({ requirement: promised, expect: refused(id), defectKey })),
  );
}

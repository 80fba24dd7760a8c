/** Consecutive invalid logins and a valid one after them; more than three may lock an account. */
import type { Contract, Operation, Provenance } from '../../contract/model.ts';
import { accepted, makeCase, scenario, step } from '../build.ts';
import { rejectedClaims } from '../negative.ts';
import type { Scenario, Step } from '../model.ts';
import type { Mutation } from '../mutations/registry.ts';
import type { AccountName } from '../mutations/value.ts';
import type { SecurityTopic } from '../security.ts';

interface Common {
  readonly provenance: Provenance;
  readonly defectKey: string;
  readonly as?: AccountName;
  /** `password` by default. */
  readonly security?: SecurityTopic;
}

/** A case of several invalid logins. */
interface InARow extends Common {
  readonly slug: string;
  readonly statement: string;
  /** Judged fully by its answers; without one only rejection is asked for. */
  readonly situation?: string;
  readonly attempts: readonly (readonly [id: string, mutations: readonly Mutation[]])[];
}

/** Each of the logins is rejected; the valid one after them is accepted. */
export function inARow(contract: Contract, login: Operation, about: InARow): Scenario {
  const { slug, statement, provenance, defectKey, as = 'account', situation, attempts, security = 'password' } = about;
  return scenario(contract, login, slug, statement, {
    provenance,
    family: 'credentials',
    defectKey,
    security,
    steps: withControl(login, as, attempts),
    expect: attempts.map(([id]) =>
      situation === undefined ? { kind: 'rejected', step: id } : { kind: 'answers', step: id, situation },
    ),
  });
}

/** An invalid login with a requirement of its own. */
interface Attempt {
  readonly slug: string;
  /** Completes "rejects …". */
  readonly phrase: string;
  readonly mutations: readonly Mutation[];
  /** Differences from the common provenance. */
  readonly own?: Partial<Provenance> | undefined;
}

/** Invalid logins that share a valid one after them; what one of them shows says nothing of the others. */
export function eachInARow(
  contract: Contract,
  login: Operation,
  about: Common & { readonly attempts: readonly Attempt[] },
): Scenario {
  const { provenance, defectKey, as = 'account', security = 'password', attempts } = about;
  const claims = attempts.flatMap(({ slug, phrase, own }) =>
    rejectedClaims(contract, login, {
      slug,
      phrase,
      provenance: { ...provenance, ...own },
      defectKey,
      security,
      step: slug,
    }),
  );
  const steps = withControl(
    login,
    as,
    attempts.map(({ slug, mutations }) => [slug, mutations]),
  );
  return makeCase(login, 'credentials', steps, claims);
}

function withControl(login: Operation, as: AccountName, attempts: InARow['attempts']): Step[] {
  return [...attempts.map(([id, mutations]) => step(id, login, as, { mutations })), accepted('control', login, as)];
}

/** Lifecycle: effects of a request on later ones. */
import { answersTo, spendsAccount } from '../../contract/model.ts';
import type { Contract } from '../../contract/model.ts';
import { accepted, actor, before, issuer, provenanceOf, scenario, step } from '../build.ts';
import { probeOf, usesToken } from '../operations.ts';
import type { Scenario } from '../model.ts';
import { deletions } from './lifecycle/deletion.ts';
import { logouts } from './lifecycle/logout.ts';
import { logoutsOfAll } from './lifecycle/logout-all.ts';
import { passwordChanges } from './lifecycle/password-change.ts';
import { registrations } from './lifecycle/registration.ts';
import { sessions } from './lifecycle/sessions.ts';
import { protectedOperation } from './lifecycle/shared-steps.ts';
import { verifications } from './lifecycle/verification.ts';
import { probes } from './probes.ts';
import { responds } from '../../words/statements/responses.ts';
import { sessionStatements } from '../../words/statements/sessions.ts';
import { tokenPhrases } from '../../words/mutations/tokens.ts';

export function* lifecycle(contract: Contract): Generator<Scenario> {
  yield* beginnings(contract);
  yield* probed(contract);
  yield* logouts(contract);
  yield* verifications(contract);
  yield* passwordChanges(contract);
  yield* logoutsOfAll(contract);
  yield* deletions(contract);
  yield* expiry(contract);
  yield* lasting(contract);
  yield* probes(contract);
}

/** Cases of what logins and registrations begin. */
function* beginnings(contract: Contract): Generator<Scenario> {
  const login = issuer(contract);
  if (login !== undefined) yield* sessions(contract, login);
  yield* registrations(contract);
}

/** The cases that a protected request to the configured path can show, where no documented operation needs a token. */
function* probed(contract: Contract): Generator<Scenario> {
  const probe = probeOf(contract);
  if (probe === undefined) return;
  const more = { ...contract, operations: [...contract.operations, probe] };
  yield* [...beginnings(more), ...lasting(more)].filter(
    ({ shownByProbe, steps }) => shownByProbe === true && steps.some(({ operation }) => operation === probe.id),
  );
}

/** A token is valid for part of its lifetime. */
function* lasting(contract: Contract): Generator<Scenario> {
  const login = issuer(contract);
  const use = protectedOperation(contract);
  if (login === undefined || use === undefined) return;
  yield scenario(contract, login, 'lasting-token', sessionStatements, {
    defectKey: 'session-lost',
    shownByProbe: true,
    steps: [
      // The other cases have the first account meanwhile.
      accepted('login', login, 'second'),
      step('used', use, 'second', { session: 'login', duringLifeOf: 'login' }),
    ],
    expect: { kind: 'accepted', step: 'used' },
  });
}

/** An expired token, and the same token before its expiry. */
function* expiry(contract: Contract): Generator<Scenario> {
  const login = issuer(contract);
  for (const operation of contract.operations) {
    const provenance = provenanceOf(operation, 'expired-token');
    if (provenance === undefined || login === undefined || !usesToken(operation)) continue;
    const { steps, session } = before(contract, operation);
    const begun = session.session ?? 'login';
    const as = actor(operation);
    yield scenario(
      contract,
      operation,
      'expired-token',
      responds(answersTo(operation, 'expired-token'), tokenPhrases['expired-token']),
      {
        provenance,
        security: 'expiry',
        defectKey: 'expiry',
        steps: [
          ...steps,
          ...(spendsAccount(operation) ? [] : [accepted('before', operation, as, session)]),
          step('after', operation, as, { ...session, afterExpiryOf: begun }),
          step('later', operation, as, session),
        ],
        expect: ['after', 'later'].map((id) => ({ kind: 'answers', step: id, situation: 'expired-token' })),
      },
    );
  }
}

/** Lifecycle: effects of a request on later ones. */
import { answersTo, spendsAccount } from '../../contract/model.ts';
import type { Contract } from '../../contract/model.ts';
import { actor, before, issuer, makeCase, provenanceOf, requirement, step } from '../build.ts';
import { probeOf, usesToken } from '../operations.ts';
import type { Scenario } from '../model.ts';
import { deletions } from './lifecycle/deletion.ts';
import { logouts } from './lifecycle/logout.ts';
import { logoutsOfAll } from './lifecycle/logout-all.ts';
import { passwordChanges } from './lifecycle/password-change.ts';
import { registrations } from './lifecycle/registration.ts';
import { sessions } from './lifecycle/sessions.ts';
import { story, user } from './lifecycle/story.ts';
import { probes } from './probes.ts';
import { responds } from '../../words/statements/responses.ts';
import { sessionStatements } from '../../words/statements/sessions.ts';
import { tokenPhrases } from '../../words/mutations/tokens.ts';

export function lifecycle(contract: Contract): Scenario[] {
  return [
    ...stories(contract),
    ...probed(contract),
    ...logouts(contract),
    ...passwordChanges(contract),
    ...logoutsOfAll(contract),
    ...deletions(contract),
    ...expiry(contract),
    ...lasting(contract),
    ...probes(contract),
  ];
}

function stories(contract: Contract): Scenario[] {
  const login = issuer(contract);
  return [...(login === undefined ? [] : sessions(contract, login)), ...registrations(contract)];
}

function probed(contract: Contract): Scenario[] {
  const probe = probeOf(contract);
  if (probe === undefined) return [];
  const more = { ...contract, operations: [...contract.operations, probe] };
  return [...stories(more), ...lasting(more)].filter(
    ({ shownByProbe, steps }) => shownByProbe === true && steps.some(({ operation }) => operation === probe.id),
  );
}

/** A token is valid for part of its lifetime. */
function lasting(contract: Contract): Scenario[] {
  const login = issuer(contract);
  const use = user(contract);
  if (login === undefined || use === undefined) return [];
  return [
    story(
      contract,
      login,
      'lasting-token',
      sessionStatements['lasting-token'],
      [
        // The other cases have the first account meanwhile.
        step('login', login, 'second', { require: 'accepted' }),
        step('used', use, 'second', { session: 'login', duringLifeOf: 'login' }),
      ],
      [{ kind: 'accepted', step: 'used' }],
      { defectKey: 'session-lost', shownByProbe: true },
    ),
  ];
}

/** An expired token, and the same token before its expiry. */
function expiry(contract: Contract): Scenario[] {
  const login = issuer(contract);
  return contract.operations.flatMap((operation) => {
    const provenance = provenanceOf(operation, 'expired-token');
    if (provenance === undefined || login === undefined || !usesToken(operation)) return [];
    const { steps, session } = before(contract, operation);
    const begun = session.session ?? 'login';
    const as = actor(operation);
    return [
      makeCase(
        operation,
        'lifecycle',
        [
          ...steps,
          ...(spendsAccount(operation) ? [] : [step('before', operation, as, { ...session, require: 'accepted' })]),
          step('after', operation, as, { ...session, afterExpiryOf: begun }),
          step('later', operation, as, session),
        ],
        ['after', 'later'].map((id) => ({
          requirement: requirement(
            contract,
            operation,
            'expired-token',
            responds(answersTo(operation, 'expired-token'), tokenPhrases['expired-token']),
            provenance,
            { security: 'expiry' },
          ),
          expect: { kind: 'answers', step: id, situation: 'expired-token' },
          defectKey: 'expiry',
        })),
      ),
    ];
  });
}

/** Probes: where no documented operation uses the issued token, a path that the user names is asked with it. */
import { operationOf } from '../contract/model.ts';
import type { Contract, Operation } from '../contract/model.ts';
import { makeCase, requirement, step, usesToken } from './build.ts';
import type { Case, Step } from './case.ts';
import type { Tamper } from './tamper.ts';

/** The path of a probe until the client puts the configured one in its place. */
export const probePath = '{probe-path}';

const changedSecret: Tamper = {
  id: 'changed-token-secret',
  phrase: 'a changed token secret',
  action: { do: 'token-secret' },
  cause: 'token-secret',
};

const tokenOfNobody: Tamper = {
  id: 'token-of-nobody',
  phrase: 'a token of nobody, signed with an empty token secret',
  action: { do: 'unknown-token' },
  cause: 'token',
};

export function probes(contract: Contract): Case[] {
  const scheme = contract.schemes.find((each) => each.signature !== undefined);
  if (scheme === undefined || contract.operations.some(usesToken)) return [];
  return (['login', 'register'] as const).flatMap((flow) => {
    const issuer = operationOf(contract, flow);
    if (issuer === undefined) return [];
    const as = flow === 'register' ? 'fresh1' : 'account';
    const probe: Operation = {
      id: 'probe',
      // It is no login: nobody is locked out by it.
      flow: 'token-info',
      method: 'GET',
      path: probePath,
      provenance: issuer.provenance,
      parameters: [],
      bodyTypes: [],
      security: scheme,
      answers: issuer.answers.filter((answer) => answer.when !== 'success'),
      extraCases: [],
      credentialMembers: [],
      https: undefined,
    };
    const issue = step('issue', issuer, as, { must: 'accepted' });
    const sent = (id: string, more: Partial<Step> = {}): Step => step(id, probe, as, { session: 'issue', ...more });
    const other = step('other', issuer, 'second', { must: 'accepted' });
    const about = (slug: string, statement: string) =>
      requirement(contract, issuer, slug, statement, { ...issuer.provenance, level: 'implied' });
    const cases = [
      makeCase(
        issuer,
        'lifecycle',
        [issue, sent('probe'), sent('probe-again')],
        ['probe', 'probe-again'].map((id) => ({
          requirement: about('token-signs', 'issues a token that signs API user requests, more than one'),
          expect: { kind: 'accepted', step: id },
          cause: 'token-dead',
        })),
      ),
      makeCase(
        issuer,
        'lifecycle',
        [
          issue,
          sent('flawed', { changes: [{ kind: 'tamper', tamper: changedSecret }] }),
          sent('control', { must: 'accepted' }),
        ],
        [
          {
            requirement: about('token-secret-checked', 'issues a token that signs with its own secret only'),
            expect: { kind: 'rejected', step: 'flawed' },
            cause: 'signature:token-secret',
          },
        ],
        { security: true },
      ),
      makeCase(
        issuer,
        'lifecycle',
        [
          issue,
          step('flawed', probe, as, { changes: [{ kind: 'tamper', tamper: tokenOfNobody }] }),
          sent('control', { must: 'accepted' }),
        ],
        [
          {
            requirement: about('token-known', 'issues the only tokens that sign an API user request'),
            expect: { kind: 'rejected', step: 'flawed' },
            cause: 'signature:token',
          },
        ],
        { security: true },
      ),
      ...(flow === 'register'
        ? []
        : [
            makeCase(
              issuer,
              'lifecycle',
              [
                issue,
                other,
                sent('probe', { must: 'accepted' }),
                step('probe-of-other', probe, 'second', { session: 'other', must: 'accepted' }),
              ],
              (
                [
                  ['probe', 'other'],
                  ['probe-of-other', 'issue'],
                ] as const
              ).map(([id, of]) => ({
                requirement: about(
                  'token-of-user',
                  'issues tokens whose API user requests do not name another user in place of their own',
                ),
                expect: { kind: 'nothing-of', step: id, of: [of], what: 'another' },
                cause: 'user-of-token',
              })),
              { security: true },
            ),
            makeCase(
              issuer,
              'lifecycle',
              // The other cases have the first account meanwhile.
              [other, step('later', probe, 'second', { session: 'other', duringLifeOf: 'other' })],
              [
                {
                  requirement: about('lasting-token', 'issues tokens that sign some seconds later, too'),
                  expect: { kind: 'accepted', step: 'later' },
                  cause: 'session-lost',
                },
              ],
            ),
          ]),
    ];
    return cases.map((each) => ({
      ...each,
      needs: [...new Set([...each.needs, 'probe-path' as const])].filter(
        (need) => need !== 'registration' || flow === 'register',
      ),
    }));
  });
}

/** Probes: where no documented operation uses the issued token, a path that the user names is asked with it. */
import { answersTo, operationOf } from '../../contract/model.ts';
import type { Contract, Operation, Provenance } from '../../contract/model.ts';
import { makeCase, requirement, setRole, step } from '../build.ts';
import { probeOf } from '../operations.ts';
import type { Claim } from '../build.ts';
import type { Scenario, Expectation, Step } from '../model.ts';
import type { Oauth1Mutation } from '../mutations/oauth1.ts';

/** A false token, or none, with which no request is to be signed. */
interface FalseToken {
  readonly slug: string;
  /** Completes "issues …". */
  readonly statement: string;
  readonly defectKey: string;
  readonly mutations: readonly Oauth1Mutation[];
  /** Where it differs from what the document implies. */
  readonly own?: Partial<Provenance>;
}

const falseTokens: readonly FalseToken[] = [
  {
    slug: 'token-secret-checked',
    statement: 'a token that signs with its own secret only',
    defectKey: 'signature:token-secret',
    mutations: [{ mutate: 'token-secret', as: 'extended' }],
  },
  {
    slug: 'token-secret-needed',
    statement: 'a token that does not sign without its secret',
    defectKey: 'signature:token-secret',
    mutations: [{ mutate: 'token-secret', as: 'empty' }],
  },
  {
    slug: 'token-whole',
    statement: 'a token that signs as a whole only, neither cut nor extended',
    defectKey: 'signature:token',
    mutations: [
      { mutate: 'cut-token', as: 'cut' },
      { mutate: 'cut-token', as: 'extended' },
      { mutate: 'cut-token', as: 'half' },
    ],
  },
  {
    slug: 'token-known',
    statement: 'the only tokens that sign an API user request',
    defectKey: 'signature:token',
    mutations: [{ mutate: 'unknown-token' }],
  },
  {
    slug: 'token-of-client',
    statement: 'a token with which no other client signs',
    defectKey: 'signature:client-of-token',
    mutations: [{ mutate: 'limited-client' }],
    own: {
      level: 'advice',
      source: 'RFC 5849 section 3.2',
      reading: 'A server "MAY choose to restrict token usage to the client to which it was issued".',
    },
  },
  {
    slug: 'token-needed',
    statement: 'the token that an API user request needs',
    defectKey: 'signature:no-token',
    mutations: [{ mutate: 'no-token' }],
    own: { level: 'advice', reading: 'A path that is open to clients without a user shows nothing of users.' },
  },
];

export function probes(contract: Contract): Scenario[] {
  const probe = probeOf(contract);
  if (probe === undefined) return [];
  return (['login', 'register'] as const).flatMap((flow) => {
    const issuer = operationOf(contract, flow);
    return issuer === undefined ? [] : ofIssuer(contract, issuer, probe);
  });
}

function ofIssuer(contract: Contract, issuer: Operation, probe: Operation): Scenario[] {
  const isLogin = issuer.flow === 'login';
  const as = isLogin ? 'account' : 'generated1';
  const issue = step('issue', issuer, as, { require: 'accepted' });
  const sent = (id: string, more: Partial<Step> = {}): Step => step(id, probe, as, { session: 'issue', ...more });
  const tell = (
    [slug, statement]: readonly [string, string],
    steps: readonly Step[],
    expectations: readonly Expectation[],
    { defectKey, security = false, own = {} }: { defectKey: string; security?: boolean; own?: Partial<Provenance> },
  ): Scenario => {
    const about = requirement(contract, issuer, slug, statement, { ...issuer.provenance, level: 'implied', ...own });
    const checks = expectations.map((expect): Claim => ({ requirement: about, expect, defectKey }));
    return makeCase(issuer, 'lifecycle', steps, checks, { security });
  };
  const uses = ['probe', 'probe-again', 'probe-once-more', 'probe-at-last'];
  const login = operationOf(contract, 'login');
  return [
    tell(
      ['token-signs', 'issues a token that signs API user requests, more than one'],
      [issue, ...uses.map((id) => sent(id))],
      uses.map((id) => ({ kind: 'accepted', step: id })),
      { defectKey: 'token-dead' },
    ),
    ...falseTokens.map(({ slug, statement, defectKey, mutations, own = {} }) => {
      const flawed = mutations.map((mutation, index) =>
        sent(index === 0 ? 'flawed' : `flawed-${index + 1}`, { mutations: [mutation] }),
      );
      return tell(
        [slug, `issues ${statement}`],
        [issue, ...flawed, sent('control', { require: 'accepted' })],
        flawed.map(({ id }) => ({ kind: 'rejected', step: id })),
        { defectKey, security: true, own },
      );
    }),
    ...(login === undefined ? [] : [ofUser(login)]),
    ...(isLogin ? [] : afterDuplicate()),
  ];

  /** Whose token it is can be seen where the answer to the probe names the user. */
  function ofUser(login: Operation): Scenario {
    const asOther = isLogin ? 'second' : 'account';
    return tell(
      ['token-of-user', 'issues tokens whose API user requests do not name another user in place of their own'],
      [
        issue,
        step('other', login, asOther, { require: 'accepted' }),
        sent('probe', { require: 'accepted' }),
        step('probe-of-other', probe, asOther, { session: 'other', require: 'accepted' }),
        step('again', login, as, { require: 'accepted' }),
        sent('probe-again', { session: 'again', require: 'accepted' }),
      ],
      [
        { kind: 'nothing-of', step: 'probe', of: ['other'], what: 'another' },
        { kind: 'nothing-of', step: 'probe-of-other', of: ['issue'], what: 'another' },
        { kind: 'nothing-of', step: 'probe-again', of: ['other'], what: 'another' },
      ],
      { defectKey: 'user-of-token', security: true },
    );
  }

  function afterDuplicate(): Scenario[] {
    const taken = setRole(issuer, 'identity', { of: 'generated1', part: 'identity' });
    if (taken.length === 0 || answersTo(issuer, 'duplicate-account').length === 0) return [];
    return [
      tell(
        ['duplicate-leaves-session', 'leaves a token working when somebody tries to register the same identity'],
        [
          issue,
          sent('before', { require: 'accepted' }),
          step('duplicate', issuer, 'generated2', { mutations: taken, require: 'rejected' }),
          sent('probe'),
        ],
        [{ kind: 'accepted', step: 'probe' }],
        { defectKey: 'session-lost-by-failure', security: true },
      ),
    ];
  }
}
